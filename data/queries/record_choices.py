"""What the form of a record offers to choose from: records of the same client, kinds, client groups, clients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import text

from data.ids import is_public_id
from data.queries.scope import patterns
from data.records.forms import Choice
from data.session import Session
from integrations.language import day, told

LISTED = 40  # as many stand in a list; of more the newest are proposed while one types
PROPOSED = 300

# kind -> table's columns: what a record is called, a few words, its day, the order, and what cannot be chosen
_SHOWN: dict[str, tuple[str, str, str, str, str]] = {
    "sites": ("name", "concat_ws(', ', code, city)", "null::date", "name, id", ""),
    "equipment": ("code", "coalesce(name, location)", "null::date", "code, id", ""),
    "contracts": ("number", "title", "starts_on", "id desc", ""),
    "inspections": ("number", "null::text", "coalesce(done_on, scheduled_from::date, due_month)", "id desc", ""),
    "orders": ("number", "subject", "ordered_on", "id desc", ""),
    "quotes": ("number", "subject", "issued_on", "id desc", ""),
    "jobs": ("number", "title", "done_on", "id desc", ""),
    "invoices": ("number", "subject", "issued_on", "id desc", "and kind = 'invoice' and state = 'issued'"),
}
_CLIENTS = text("""
    select public_id, name, concat_ws(' · ', number, city) as words from portal.clients
     where search_text like all (cast(:words as text[])) order by search_text, id limit :most""")
_CLIENT = text("select id, public_id, name, country, language from portal.clients where public_id = :client")
_KINDS = text("select code, names from portal.kinds where noun = :noun order by position, code")
_GROUPS = text("select public_id, name from portal.client_groups order by name, id limit 1000")


def find_client(session: Session, client: str) -> Any:
    """The client by public id, None when there is none."""
    return session.execute(_CLIENT, {"client": client}).one_or_none() if is_public_id(client) else None


def clients_like(session: Session, search: str, most: int = 50) -> tuple[Choice, ...]:
    """The clients whose names, numbers or places contain all the words."""
    rows = session.execute(_CLIENTS, {"words": patterns(search), "most": most})
    return tuple(Choice(row.public_id, row.name, row.words) for row in rows)


def kind_choices(session: Session, noun: str) -> tuple[Choice, ...]:
    """The company's kinds of a noun, by code."""
    return tuple(Choice(row.code, told(row.names, row.code)) for row in session.execute(_KINDS, {"noun": noun}))


def group_choices(session: Session) -> tuple[Choice, ...]:
    """The client groups."""
    return tuple(Choice(row.public_id, row.name) for row in session.execute(_GROUPS))


def record_choices(session: Session, kind: str, client: int, chosen: Iterable[int] = ()) -> tuple[Choice, ...]:
    """The records of a client one can name, at most PROPOSED, and those that are named already."""
    name, words, on, order, only = _SHOWN[kind]
    rows = session.execute(text(f"""
        select public_id, {name} as name, {words} as words, {on} as on_day from portal.{kind}
         where client_id = :client {only} order by {order} limit :most"""),  # noqa: S608  (constant text)
        {"client": client, "most": PROPOSED}).all()  # fmt: skip
    found = {row.public_id: _choice(row) for row in rows}
    for public_id, choice in records_by_id(session, kind, chosen).values():
        found.setdefault(public_id, choice)
    return tuple(found.values())


def records_by_id(session: Session, kind: str, ids: Iterable[int]) -> dict[int, tuple[str, Choice]]:
    """Records by inner id: public id, and what they are called."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    name, words, on, _order, _only = _SHOWN[kind]
    rows = session.execute(text(f"""
        select id, public_id, {name} as name, {words} as words, {on} as on_day from portal.{kind}
         where id = any (:ids)"""), {"ids": wanted})  # fmt: skip  # noqa: S608
    return {row.id: (row.public_id, _choice(row)) for row in rows}


def _choice(row: Any) -> Choice:
    parts = [row.words, day(row.on_day) if row.on_day else None]
    return Choice(row.public_id, row.name, " · ".join(part for part in parts if part))


def resolve(session: Session, kind: str, client: int | None, typed: str, before: int | None = None) -> list[str]:
    """The public ids of the records somebody may mean: the one with this public id, those with this number or name.

    `client` bounds the search, None for a record of any client; `before` is the record that was named till now: where
    several bear one number it is meant. At most ten.
    """
    name = _SHOWN[kind][0]
    bound = "(cast(:client as bigint) is null or client_id = :client)"
    values = {"client": client, "typed": typed, "before": before}
    if is_public_id(typed):
        by_id = text(f"select public_id from portal.{kind} where public_id = :typed")  # noqa: S608
        if found := list(session.execute(by_id, values).scalars()):
            return found  # also of another client: the door says so
    rows = session.execute(text(f"""
        select public_id, id = cast(:before as bigint) as same from portal.{kind}
         where {bound} and lower({name}) = lower(:typed) order by id desc limit 10"""), values).all()  # fmt: skip  # noqa: S608
    if any(row.same for row in rows):
        return [row.public_id for row in rows if row.same]
    return [row.public_id for row in rows]
