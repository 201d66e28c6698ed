"""A record as its form shows it, a new one with what is known of it before, and the drafts that wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.ids import is_public_id
from data.imports.doors import DOORS
from data.imports.forms import fact_text, line_column, text_of
from data.queries.company import company
from data.queries.record_changes import changes_of, last_event, noun_of
from data.queries.record_choices import (
    LISTED,
    clients_like,
    find_client,
    group_choices,
    kind_choices,
    record_choices,
    records_by_id,
)
from data.records.drafts import Draft
from data.records.forms import FORMS, Choice, EditedRecord, FormField, Typed, fields_of, has_drafts, has_facts
from data.records.withdrawals import NOUNS
from data.session import Session
from data.viewer import Forbidden, NotFound, Permission, Viewer

MOST_DRAFTS = 200
_ZONE = text("select zone from portal.sites where id = :site")
_KIND = text("select code from portal.kinds where id = :id")
_GROUP = text("select public_id from portal.client_groups where id = :id")
_CREDITED = text("select sum(amount) from portal.allocations where client_id = :client and credit_note_id = :id"
                 " and invoice_id = :invoice")  # fmt: skip
_BALANCE = text("select balance from portal.invoice_balances where client_id = :client and id = :id")
# what a new record usually begins with; everything else is empty
_USUAL = {"invoices": {"kind": "invoice"}, "payments": {"method": "transfer"}}


def _allowed(viewer: Viewer, kind: str) -> None:
    if kind not in FORMS:
        raise NotFound
    if not viewer.may(Permission.EDIT_RECORDS):
        raise Forbidden


def find_clients(viewer: Viewer, search: str) -> tuple[Choice, ...]:
    """The clients a new record may belong to, by words. Raises Forbidden."""
    if not viewer.may(Permission.EDIT_RECORDS):
        raise Forbidden
    with transaction(viewer) as session:
        return clients_like(session, search)


def find_edited(viewer: Viewer, kind: str, public_id: str) -> EditedRecord:
    """The record as it is, with what can be chosen and its history. Raises Forbidden, NotFound."""
    _allowed(viewer, kind)
    with transaction(viewer) as session:
        return read_edited(session, kind, row_of(session, kind, public_id))


def row_of(session: Session, kind: str, public_id: str, *, lock: bool = False) -> dict[str, Any]:
    """The whole row of a record. Raises NotFound."""
    query = f"select * from portal.{kind} where public_id = :id {'for update' if lock else ''}"  # noqa: S608
    row = session.execute(text(query), {"id": public_id}).mappings().one_or_none() if is_public_id(public_id) else None
    if row is None:
        raise NotFound
    return dict(row)


def version_of(session: Session, kind: str, row: Mapping[str, Any]) -> str:
    """What was seen of a record: when it was last changed, and its last event."""
    return f"{int(row['updated_at'].timestamp() * 1_000_000)}-{last_event(session, kind, row)}"


def read_edited(session: Session, kind: str, row: Mapping[str, Any]) -> EditedRecord:
    """The record in `row` as its form shows it."""
    client = row["id"] if kind == "clients" else row["client_id"]
    owner = session.execute(text("select public_id, name from portal.clients where id = :id"), {"id": client}).one()
    zone = zone_of(session, row.get("site_id"))
    lines = _stored_lines(session, kind, row)
    named = _named_records(session, kind, row, lines)
    typed = Typed(
        {one.name: _text(session, kind, one, row, zone, named) for one in fields_of(kind) if not one.line},
        tuple(_line_texts(kind, line, zone, named) for line in lines),
        tuple((name, fact_text(value)) for name, value in (row.get("details") or {}).items())
        if has_facts(kind)
        else (),
    )
    options = options_for(session, kind, client, named)
    return EditedRecord(
        kind=kind, public_id=row["public_id"], name=str(row[name_column(kind)]), client=owner.public_id,
        client_name=owner.name, zone=zone, typed=typed, version=version_of(session, kind, row),
        state=str(row.get("state") or ""), published=row.get("published_at") is not None or not DOORS[kind].published,
        withdrawn=row.get("withdrawn_at") is not None, source=row["source"] or "", options=options,
        more=frozenset(of for of, found in options.items() if len(found) > LISTED),
        history=changes_of(session, kind, row),
    )  # fmt: skip


def name_column(kind: str) -> str:
    """The column that says what a record is called."""
    noun = noun_of(kind)
    return NOUNS[noun].name if noun else "name"


def zone_of(session: Session, site: int | None) -> str:
    """The time zone of a site, else the company's."""
    return (session.execute(_ZONE, {"site": site}).scalar() if site else None) or company().zone


def _stored_lines(session: Session, kind: str, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    lines = DOORS[kind].lines
    if lines is None:
        return []
    order = "position" if "position" in lines.columns else "id"
    query = f"select * from portal.{lines.table} where client_id = :client and {lines.parent} = :id order by {order}"  # noqa: S608
    rows = session.execute(text(query), {"client": row["client_id"], "id": row["id"]}).mappings()
    return [dict(one) for one in rows]


Named = dict[str, dict[int, tuple[str, Choice]]]


def _named_records(session: Session, kind: str, row: Mapping[str, Any], lines: list[dict[str, Any]]) -> Named:
    """The records that a record and its lines name, by kind."""
    wanted: dict[str, set[int]] = {}
    for one in fields_of(kind):
        if one.parent:
            column = line_column(one) if one.line else DOORS[kind].column(one.name)
            found = {line[column] for line in lines} if one.line else {row[column]}
            wanted.setdefault(one.parent, set()).update(found - {None})
    return {of: records_by_id(session, of, ids) for of, ids in wanted.items()}


def _text(session: Session, kind: str, one: FormField, row: Mapping[str, Any], zone: str, named: Named) -> str:
    column = DOORS[kind].column(one.name)
    value = row.get(column)
    if one.name == "credits_amount" and row["credits_id"]:
        values = {"client": row["client_id"], "id": row["id"], "invoice": row["credits_id"]}
        value = session.execute(_CREDITED, values).scalar()
    if value is None:
        return ""
    if one.parent:
        return named[one.parent][value][0]
    if one.listed:
        query = _GROUP if one.name == "group" else _KIND
        return str(session.execute(query, {"id": value}).scalar_one())
    return text_of(one, value, zone)


def _line_texts(kind: str, line: Mapping[str, Any], zone: str, named: Named) -> dict[str, str]:
    found = {}
    for one in fields_of(kind):
        if one.line:
            value = line[line_column(one)]
            is_named = one.parent and value is not None
            found[one.name] = named[one.parent][value][0] if is_named else text_of(one, value, zone)
    return found


def options_for(
    session: Session, kind: str, client: int | None, named: Mapping[str, Iterable[int]] | None = None
) -> dict[str, tuple[Choice, ...]]:
    """What the fields of a form offer: by kind of record, and for kinds and groups by field."""
    found: dict[str, tuple[Choice, ...]] = {}
    for one in fields_of(kind):
        if one.parent and one.parent not in found and client is not None:
            found[one.parent] = record_choices(session, one.parent, client, (named or {}).get(one.parent, ()))
        elif one.name == "group":
            found["group"] = group_choices(session)
        elif one.listed:
            found["kind"] = kind_choices(session, str(DOORS[kind].noun))
    return found


def find_new(viewer: Viewer, kind: str, client: str, asked: Mapping[str, str]) -> EditedRecord:
    """A new record of a client before anything was typed. `asked` are records it is about, by field and public id; an
    invoice under `credits` is taken over into a credit note. Raises Forbidden, NotFound for a client that is none."""
    _allowed(viewer, kind)
    with transaction(viewer) as session:
        owner = find_client(session, client) if kind != "clients" else None
        if owner is None and kind != "clients":
            raise NotFound
        blank = Typed({one.name: "" for one in fields_of(kind) if not one.line} | _USUAL.get(kind, {}))
        named = _asked_for(session, kind, owner.id, asked) if owner else {}
        options = options_for(session, kind, owner.id if owner else None, named)
        record = EditedRecord(
            kind=kind, public_id="", name="", client=client if owner else "", client_name=owner.name if owner else "",
            zone=company().zone, typed=blank, options=options,
            more=frozenset(of for of, found in options.items() if len(found) > LISTED),
        )  # fmt: skip
        return replace(record, typed=_prefilled(session, record, asked))


def _asked_for(session: Session, kind: str, client: int, asked: Mapping[str, str]) -> dict[str, set[int]]:
    """The records a new one is to be about, as far as they are the client's: inner ids by kind."""
    found: dict[str, set[int]] = {}
    for one in fields_of(kind):
        if one.parent and not one.line and is_public_id(asked.get(one.name)):
            query = f"select id from portal.{one.parent} where public_id = :id and client_id = :client"  # noqa: S608
            rows = session.execute(text(query), {"id": asked[one.name], "client": client})
            found.setdefault(one.parent, set()).update(rows.scalars())
    return found


def _prefilled(session: Session, record: EditedRecord, asked: Mapping[str, str]) -> Typed:
    values = dict(record.typed.values)
    fields = {one.name: one for one in fields_of(record.kind)}
    if record.kind == "invoices" and (of := asked.get("credits")):
        return _credit_note(session, record, of)
    for name, public_id in asked.items():
        field = fields.get(name)
        if field is not None and field.parent and not field.line:
            offered = {one.value for one in record.options.get(field.parent, ())}
            values[name] = public_id if public_id in offered else ""
    if "currency" in values:
        values["currency"] = company().currency
    if "language" in values:
        values["language"] = company().language
    return replace(record.typed, values=values)


_TAKEN_OVER = ("site", "subject", "currency", "net", "tax", "gross", "payable", "po_number", "order", "quote",
               "contract", "job", "inspection")  # fmt: skip


def _credit_note(session: Session, record: EditedRecord, invoice: str) -> Typed:
    """The whole invoice as a credit note, set against what is left to pay of it."""
    row = row_of(session, "invoices", invoice)
    found = read_edited(session, "invoices", row)
    if found.client != record.client or row["kind"] != "invoice" or row["state"] != "issued":
        raise NotFound
    balance = session.execute(_BALANCE, {"client": row["client_id"], "id": row["id"]}).scalar()
    part = min(Decimal(balance or 0), row["payable"])
    values = dict(record.typed.values) | {name: found.typed.values[name] for name in _TAKEN_OVER}
    fields = {one.name: one for one in fields_of("invoices")}
    values |= {"kind": "credit_note", "credits": invoice,
               "credits_amount": text_of(fields["credits_amount"], part, found.zone) if part > 0 else ""}  # fmt: skip
    return Typed(values, found.typed.lines)


def list_drafts(viewer: Viewer) -> tuple[Draft, ...]:
    """What waits to be published, the latest first. Raises Forbidden."""
    if not viewer.may(Permission.EDIT_RECORDS):
        raise Forbidden
    parts = " union all ".join(
        f"(select '{kind}' as kind, r.public_id, r.{name_column(kind)} as name, r.client_id, r.updated_at"  # noqa: S608
        f" from portal.{kind} r where r.published_at is null and r.withdrawn_at is null"
        " order by r.updated_at desc limit :most)"
        for kind in FORMS if has_drafts(kind)
    )  # fmt: skip
    query = f"""select d.kind, d.public_id, d.name, c.name as client_name, d.updated_at from ({parts}) d
                  join portal.clients c on c.id = d.client_id order by d.updated_at desc limit :most"""  # noqa: S608
    with transaction(viewer) as session:
        return tuple(Draft(**row._mapping) for row in session.execute(text(query), {"most": MOST_DRAFTS}))
