"""Doors for quotes, contracts, invoices and payments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from data.imports.context import Context
from data.imports.doors.door import Door, Lines
from data.imports.doors.work import amount
from data.imports.entry import Entry
from data.viewer import Area

_TOTALS = ("net", "tax", "gross")
_LINE_COLUMNS = {
    "position": "int", "text": "text", "quantity": "numeric", "unit": "text", "unit_price": "numeric",
    "tax_rate": "numeric", "net": "numeric",
}  # fmt: skip


def _reference(entry: Entry) -> str:
    return entry.reference


def _issued(entry: Entry, context: Context) -> None:
    if entry.values["state"] != "draft" and entry.values.get("issued_on") is None:
        context.fail(entry, "issued_on", "issued_on")


def _totals(entry: Entry, context: Context) -> None:
    """Totals stay as stated; the one that is missing follows from the other two, a difference is a warning."""
    given, values = entry.given, entry.values
    stated = {name for name in _TOTALS if given.get(name) is not None}
    if stated == {"net", "gross"}:
        values["tax"] = given["gross"] - given["net"]
    elif stated == {"net", "tax"}:
        values["gross"] = given["net"] + given["tax"]
    elif stated == {"tax", "gross"}:
        values["net"] = given["gross"] - given["tax"]
    net, tax, gross = (values[name] for name in _TOTALS)
    if stated and None not in (net, tax, gross) and net + tax != gross:
        context.warn(entry, "gross", "sums", net=net, tax=tax, gross=gross)
    for name in stated:
        if given[name] < 0:
            context.fail(entry, name, "negative_total")


def _money_lines(entry: Entry, context: Context) -> None:
    if entry.lines is None:
        return
    written: list[dict[str, Any]] = []
    for position, line in enumerate(entry.lines, start=1):
        values = {name.removeprefix("line_"): value for name, value in line.values.items()}
        if not values.get("text"):
            context.fail(entry, "line_text", "line_text", line.row)
        written.append({name: values.get(name) for name in _LINE_COLUMNS} | {"position": position})
    entry.written_lines = written
    nets = [line["net"] for line in written]
    net = entry.values.get("net")
    if nets and None not in nets and net is not None and sum(nets) != net:
        context.warn(entry, "line_net", "lines_sum", sum=sum(nets), net=net)


def _quote(entry: Entry, context: Context) -> None:
    _issued(entry, context)
    issued, until = entry.values.get("issued_on"), entry.values.get("valid_until")
    if issued and until and until < issued:
        context.warn(entry, "valid_until", "until_first")


def _contract(entry: Entry, context: Context) -> None:
    amount(entry, context)
    first, last = entry.values.get("starts_on"), entry.values.get("ends_on")
    if first and last and last < first:
        context.warn(entry, "ends_on", "until_first")


def _invoice(entry: Entry, context: Context) -> None:
    _issued(entry, context)
    given, values, stored = entry.given, entry.values, entry.stored or {}
    issued, due = values.get("issued_on"), values.get("due_on")
    if issued and due and due < issued and {"issued_on", "due_on"} & given.keys():
        context.warn(entry, "due_on", "due_first")
    follows = entry.is_new or stored.get("payable") == stored.get("gross")
    if given.get("payable") is None and values.get("gross") is not None and follows:
        values["payable"] = values["gross"]
    if values.get("payable") is None:
        context.fail(entry, "payable", "payable")


def _credit(entry: Entry, context: Context) -> None:
    """A credit note may correct an invoice, and be set against it up to what it is worth."""
    given, values = entry.given, entry.values
    if (values.get("credits_id") or entry.late) and values["kind"] != "credit_note":
        context.fail(entry, "credits", "credits_kind")
    part = given.get("credits_amount")
    if part is None or entry.bad:
        return
    if not (values.get("credits_id") or entry.late):
        context.fail(entry, "credits", "needed")
    elif part > values["payable"]:
        context.fail(entry, "credits_amount", "credits_over", sum=part, amount=values["payable"])
    elif not entry.is_new:
        rows = context.lookups.all(
            "select amount from portal.allocations where credit_note_id = %s and invoice_id is not distinct from %s",
            ((entry.stored or {})["id"], values.get("credits_id")),
        )
        before = rows[0]["amount"] if rows else None
        if before != part:
            entry.changes = {**(entry.changes or {}), "credits_amount": [before and str(before), str(part)]}


def _payment(entry: Entry, context: Context) -> None:
    """What goes to which invoice: invoices of the same client and currency, never drafts, never more than received."""
    if entry.lines is None:
        return
    whole: Decimal = entry.values["amount"]
    written: dict[int, Decimal] = {}
    for line in entry.lines:
        reference, part = line.values.get("invoice"), line.values.get("invoice_amount")
        if not reference:
            context.fail(entry, "invoice", "needed", line.row)
            continue
        if part is None and len(entry.lines) > 1:
            context.fail(entry, "invoice_amount", "amount_missing", line.row)
        invoice = context.parent(entry, "invoice", "invoices", reference, line.row)
        if invoice is None:
            continue
        if invoice.client_id != entry.values["client_id"]:
            context.fail(entry, "invoice", "other_client", line.row)
        if invoice.facts["currency"] != entry.values["currency"]:
            context.fail(entry, "currency", "currency_differs", line.row, currency=invoice.facts["currency"])
        if invoice.facts["state"] == "draft":
            context.fail(entry, "invoice", "draft_paid", line.row)
        if invoice.id in written:
            context.fail(entry, "invoice", "paid_twice", line.row)
        written[invoice.id] = whole if part is None else part
    if sum(written.values()) > whole:
        context.fail(entry, "amount", "overpaid", sum=sum(written.values()), amount=whole)
    received = entry.values["received_on"]
    entry.written_lines = [
        {"invoice_id": invoice, "amount": part, "allocated_on": received} for invoice, part in written.items()
    ]


QUOTES = Door(
    kind="quotes",
    table="quotes",
    columns=("client_id", "site_id", "inspection_id", "order_id", "number", "subject", "state", "issued_on",
             "valid_until", "answered_on", "currency", *_TOTALS, "cost", "internal_note"),
    searched=("number", "subject"),
    rules=(_quote, _totals, _money_lines),
    defaults={"number": _reference},
    area=Area.QUOTES,
    draft=True,
    lines=Lines("quote_lines", "quote_id", _LINE_COLUMNS),
)  # fmt: skip
CONTRACTS = Door(
    kind="contracts",
    table="contracts",
    columns=("client_id", "site_id", "number", "title", "state", "starts_on", "ends_on", "renewal", "renewal_on",
             "notice_days", "visits_included", "amount", "currency", "period", "internal_note"),
    searched=("number", "title"),
    rules=(_contract,),
    defaults={"number": _reference, "renewal": "none"},
    area=Area.CONTRACTS,
    draft=True,
)  # fmt: skip
INVOICES = Door(
    kind="invoices",
    table="invoices",
    columns=("client_id", "site_id", "kind", "number", "state", "issued_on", "due_on", "subject", "currency", *_TOTALS,
             "payable", "po_number", "credits_id", "quote_id", "order_id", "contract_id", "job_id", "inspection_id",
             "internal_note"),
    searched=("number", "subject", "po_number"),
    rules=(_totals, _invoice, _credit, _money_lines),
    defaults={"number": _reference, "kind": "invoice"},
    area=Area.BILLING,
    draft=True,
    lines=Lines("invoice_lines", "invoice_id", _LINE_COLUMNS),
)  # fmt: skip
PAYMENTS = Door(
    kind="payments",
    table="payments",
    columns=("client_id", "site_id", "number", "received_on", "amount", "currency", "method", "reference",
             "internal_note"),
    searched=("number", "reference", "amount"),
    rules=(_payment,),
    defaults={"number": _reference, "method": "transfer"},
    area=Area.BILLING,
    lines=Lines("allocations", "payment_id", {"invoice_id": "bigint", "amount": "numeric", "allocated_on": "date"}),
)  # fmt: skip
