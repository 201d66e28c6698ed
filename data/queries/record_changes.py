"""What staff read of a record's history: each change with the values before and after, by whom, and why."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import TextClause, text

from data.imports.doors import DOORS
from data.imports.schemas import KINDS
from data.imports.schemas.base import parents
from data.queries.record_choices import records_by_id
from data.records.changes import FieldChange, RecordChange
from data.records.forms import FORMS, fields_of
from data.records.withdrawals import NOUNS
from data.session import Session
from integrations.language import told

SHOWN = 40
_SKIPPED = frozenset({"published_at", "withdrawn_at", "area", "parent", "search_text", "client_id", "preset"})
_KIND_NAMES = text("select id, names, code from portal.kinds where id = any (:ids)")
_GROUP_NAMES = text("select id, name from portal.client_groups where id = any (:ids)")


@cache
def noun_of(kind: str) -> str:
    """The noun by which events name records of a kind; empty where they do it by reference."""
    return next((noun for noun, kept in NOUNS.items() if kept.table == kind), "")


@cache
def _events(kind: str, columns: str) -> TextClause:
    noun = noun_of(kind)
    mine = f"e.{noun}_id = :id" if noun else "e.details ->> 'noun' = :kind and e.details ->> 'reference' = :reference"
    return text(f"""
    select {columns} from portal.events e left join portal.people p on p.id = e.person_id
     where e.client_id = :client and {mine} and e.id > :since order by e.id desc limit :limit""")  # noqa: S608


def changes_for_staff(session: Session, noun: str, record: int, client: int) -> tuple[RecordChange, ...]:
    """The changes of a record on its page; none of what has no form."""
    kind = NOUNS[noun].table
    return changes_of(session, kind, {"id": record, "client_id": client, "external_ref": ""}) if kind in FORMS else ()


def _named(kind: str, row: Any, since: int, limit: int) -> dict[str, Any]:
    client = row["id"] if kind == "clients" else row["client_id"]
    return {"client": client, "id": row["id"], "kind": kind, "reference": row["external_ref"], "since": since,
            "limit": limit}  # fmt: skip


def last_event(session: Session, kind: str, row: Any) -> int:
    """The number of the newest event of a record, 0 without one."""
    return int(session.execute(_events(kind, "e.id"), _named(kind, row, 0, 1)).scalar() or 0)


def changes_of(session: Session, kind: str, row: Any, since: int = 0, limit: int = SHOWN) -> tuple[RecordChange, ...]:
    """What happened to the record in `row` (id, client_id, external_ref) after an event, newest first."""
    columns = "e.at, e.verb, p.name as by, e.changes, e.details ->> 'reason' as reason"
    rows = session.execute(_events(kind, columns), _named(kind, row, since, limit)).all()
    names = _names(session, kind, [one.changes or {} for one in rows])
    found: list[RecordChange] = []
    for one in rows:
        changes = _changes(kind, one.changes or {}, names)
        last = found[-1] if found else None
        if last and (last.at, last.by) == (one.at, one.by):  # one step: what clients may know of it, and what not
            found[-1] = RecordChange(one.at, one.verb, one.by, (*changes, *last.changes), one.reason or last.reason)
        else:
            found.append(RecordChange(one.at, one.verb, one.by, changes, one.reason or ""))
    return tuple(found)


@cache
def field_columns(kind: str) -> dict[str, str]:
    """Column → field, for the fields of the record itself and its lines as a whole."""
    return {DOORS[kind].column(one.name): one.name for one in fields_of(kind) if not one.line} | {"lines": "lines"}


def _changes(kind: str, changes: dict[str, Any], names: dict[tuple[str, Any], str]) -> tuple[FieldChange, ...]:
    columns = field_columns(kind)
    return tuple(
        FieldChange(columns.get(column, column), names.get((column, pair[0]), pair[0]),
                    names.get((column, pair[1]), pair[1]))
        for column, pair in changes.items()
        if column not in _SKIPPED and isinstance(pair, list) and len(pair) == 2
    )  # fmt: skip


def _names(session: Session, kind: str, all_changes: list[dict[str, Any]]) -> dict[tuple[str, Any], str]:
    """Column and inner id → what the record is called."""
    ids: dict[str, set[int]] = {}
    for changes in all_changes:
        for column, pair in changes.items():
            if column.endswith("_id") and isinstance(pair, list):
                ids.setdefault(column, set()).update(one for one in pair if isinstance(one, int))
    found: dict[tuple[str, Any], str] = {}
    kinds = parents(KINDS[kind])
    for column, wanted in ids.items():
        if column == "kind_id":
            for row in session.execute(_KIND_NAMES, {"ids": sorted(wanted)}):
                found[column, row.id] = told(row.names, row.code)
        elif column == "group_id":
            found |= {(column, row.id): row.name for row in session.execute(_GROUP_NAMES, {"ids": sorted(wanted)})}
        elif (of := kinds.get(column.removesuffix("_id"))) and of != "clients":
            named = records_by_id(session, of, wanted)
            found |= {(column, one): choice.name for one, (_public, choice) in named.items()}
    return found
