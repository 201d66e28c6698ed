"""Doors for equipment, inspections, jobs, orders and bookings."""

from __future__ import annotations

from typing import Any

from data.imports.context import Context
from data.imports.doors.clients import phone
from data.imports.doors.door import Door, Lines
from data.imports.entry import Entry
from data.viewer import Area

_RECORD = ("client_id", "site_id")


def _reference(entry: Entry) -> str:
    return entry.reference


def _state(entry: Entry, *rules: tuple[str, str], otherwise: str) -> None:
    """The state, where the file does not state it: the first (column, state) whose column has a value.

    A record in the database keeps a cancelled state, and any state when the file names none of those columns.
    """
    values = entry.values
    if entry.given.get("state") is not None:
        return
    if not entry.is_new and (values["state"] == "cancelled" or not any(column in entry.given for column, _ in rules)):
        return
    values["state"] = next((state for column, state in rules if values.get(column) is not None), otherwise)


def _spans(entry: Entry, context: Context, first: str, last: str) -> None:
    start, end = entry.values.get(first), entry.values.get(last)
    if start is not None and end is not None and end <= start:
        context.fail(entry, last, "end_first")


def _done(entry: Entry, context: Context) -> None:
    """What a finished or scheduled record needs; a finished one in the future is odd."""
    values = entry.values
    done_on = values.get("done_on")
    if values["state"] == "done" and done_on is None:
        context.fail(entry, "done_on", "done_on")
    if values["state"] == "scheduled" and values.get("scheduled_from") is None:
        context.fail(entry, "scheduled_from", "scheduled")
    if values["state"] == "done" and done_on and done_on > context.lookups.today and "done_on" in entry.given:
        context.warn(entry, "done_on", "future")
    _spans(entry, context, "scheduled_from", "scheduled_until")


def _equipment(entry: Entry, context: Context) -> None:
    installed, last = entry.values.get("installed_on"), entry.values.get("end_of_life_on")
    if installed and last and last < installed:
        context.warn(entry, "end_of_life_on", "until_first")


def _visit(entry: Entry, context: Context) -> None:
    _state(entry, ("done_on", "done"), ("scheduled_from", "scheduled"), otherwise="planned")
    _done(entry, context)


def _inspection_lines(entry: Entry, context: Context) -> None:
    """Each line checks one thing of the same client."""
    if entry.lines is None:
        return
    written: list[dict[str, Any]] = []
    for position, line in enumerate(entry.lines, start=1):
        values = line.values
        equipment = None
        if reference := values.get("line_equipment"):
            found = context.parent(entry, "line_equipment", "equipment", reference, line.row)
            if found and found.client_id != entry.values["client_id"]:
                context.fail(entry, "line_equipment", "other_client", line.row)
            equipment = found.id if found else None
        elif not values.get("line_subject"):
            context.fail(entry, "line_subject", "line_subject", line.row)
        if not values.get("line_result"):
            context.fail(entry, "line_result", "line_result", line.row)
        written.append(
            {
                "position": position,
                "equipment_id": equipment,
                "subject": values.get("line_subject"),
                "result": values.get("line_result"),
                "remark": values.get("line_remark"),
                "action": values.get("line_action"),
            }
        )
    entry.written_lines = written


def amount(entry: Entry, context: Context) -> None:
    """An amount has a currency."""
    if entry.values.get("amount") is not None and entry.values.get("currency") is None:
        context.fail(entry, "currency", "amount_currency")


def _order(entry: Entry, context: Context) -> None:
    _state(entry, ("delivered_on", "delivered"), otherwise="placed")
    if entry.values["state"] == "delivered" and entry.values.get("delivered_on") is None:
        context.fail(entry, "delivered_on", "done_on")
    amount(entry, context)


def _booking(entry: Entry, context: Context) -> None:
    _state(entry, ("starts_at", "confirmed"), otherwise="requested")
    if entry.values["state"] == "confirmed" and entry.values.get("starts_at") is None:
        context.fail(entry, "starts_at", "scheduled")
    _spans(entry, context, "starts_at", "ends_at")
    phone(entry, context, "technician_phone")


EQUIPMENT = Door(
    kind="equipment",
    table="equipment",
    columns=(*_RECORD, "kind_id", "code", "name", "serial", "maker", "model", "location", "installed_on", "retest_on",
             "end_of_life_on", "state", "details", "internal_note"),
    searched=("code", "name", "serial", "maker", "model", "location"),
    rules=(_equipment,),
    defaults={"code": _reference, "state": "in_service", "details": lambda entry: {}},
    area=Area.EQUIPMENT,
    noun="equipment",
)  # fmt: skip
INSPECTIONS = Door(
    kind="inspections",
    table="inspections",
    columns=(*_RECORD, "contract_id", "number", "kind_id", "state", "due_month", "scheduled_from", "scheduled_until",
             "done_on", "inspector", "result", "summary", "preparation", "certificate_due_on", "internal_note"),
    searched=("number", "inspector", "summary"),
    rules=(_visit, _inspection_lines),
    defaults={"number": _reference},
    area=Area.INSPECTIONS,
    noun="inspection",
    lines=Lines("inspection_lines", "inspection_id", {
        "position": "int", "equipment_id": "bigint", "subject": "text", "result": "text", "remark": "text",
        "action": "text"}),
)  # fmt: skip
JOBS = Door(
    kind="jobs",
    table="jobs",
    columns=(*_RECORD, "kind_id", "quote_id", "order_id", "number", "title", "state", "scheduled_from",
             "scheduled_until", "done_on", "technician", "summary", "cost", "internal_note"),
    searched=("number", "title", "technician", "summary"),
    rules=(_visit,),
    defaults={"number": _reference},
    area=Area.JOBS,
    noun="job",
)  # fmt: skip
ORDERS = Door(
    kind="orders",
    table="orders",
    columns=(*_RECORD, "number", "subject", "state", "ordered_on", "promised_on", "delivered_on", "amount", "currency",
             "cost", "internal_note"),
    searched=("number", "subject"),
    rules=(_order,),
    defaults={"number": _reference},
    area=Area.ORDERS,
)  # fmt: skip
BOOKINGS = Door(
    kind="bookings",
    table="bookings",
    columns=(*_RECORD, "inspection_id", "job_id", "number", "service", "state", "requested_at", "starts_at", "ends_at",
             "wished_from", "wished_until", "technician", "technician_phone", "note", "internal_note"),
    searched=("number", "service", "technician", "note"),
    rules=(_booking,),
    defaults={"number": _reference},
    area=Area.BOOKINGS,
)  # fmt: skip
