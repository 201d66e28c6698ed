"""From what was typed into a form to the entry its door takes: values, lines, further facts, records it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import Cursor

from data.commands.record_parents import Named, name_records
from data.imports.conversion import Fault
from data.imports.doors import DOORS
from data.imports.forms import FormContext, FormEntry, checked, fact_of, kind_code, lines_of, value_of
from data.queries.record_forms import row_of
from data.records.forms import EditedRecord, Typed, fields_of, has_facts, open_fields
from data.session import Session
from data.viewer import Invalid

_NEXT = "select 'P-' || nextval('portal.own_references') as reference"


def next_reference(cursor: Cursor[Any]) -> str:
    """The next reference of a record that comes from nowhere else."""
    return str(cursor.execute(_NEXT).fetchone()["reference"])  # type: ignore[index]


def entry_of(
    session: Session, cursor: Cursor[Any], kind: str, typed: Typed, current: EditedRecord | None, client: str,
    context: FormContext,
) -> FormEntry:  # fmt: skip
    """What was typed, as the door wants it; what cannot be read or found is a fault of the context."""
    before = current.typed if current else None
    stored = row_of(session, kind, current.public_id) if current else None
    named = name_records(session, kind, typed, before, stored, client, context)
    given = _given(kind, typed, current, stored, named, context)
    if current is None and kind != "clients":
        given["client"] = client
    facts = (stored or {}).get("details") or {}
    if has_facts(kind):
        given["details"] = _facts(typed, facts)
    given = checked(kind, given, context)
    if "details" in given:
        given["details"] |= {name: None for name in facts if name not in given["details"]}
    _new_rows(given, cursor)
    reference = str(stored["external_ref"]) if stored else next_reference(cursor)
    entry = FormEntry(0, reference, given)
    if current is not None and current.locked:
        if typed.lines:
            raise Invalid
    elif DOORS[kind].lines is not None and (before is None or not _same_lines(kind, typed, before, named)):
        entry.lines = _lines(kind, typed, named, context)
    return entry


def _same_lines(kind: str, typed: Typed, before: Typed, named: Named) -> bool:
    parents = {one.name for one in fields_of(kind) if one.line and one.parent}
    rows = [
        {name: (named.get(f"line-{number}-{name}") or "") if name in parents else text for name, text in line.items()}
        for number, line in enumerate(typed.lines)
        if any(text.strip() for text in line.values())
    ]
    return rows == [dict(line) for line in before.lines]


def _given(
    kind: str, typed: Typed, current: EditedRecord | None, stored: Mapping[str, Any] | None, named: Named,
    context: FormContext,
) -> dict[str, Any]:  # fmt: skip
    """The fields' values; those nobody touched as they are stored. Raises Invalid for what the form does not have."""
    fields = [one for one in open_fields(kind, bool(current and current.locked)) if not one.line]
    if set(typed.values) - {one.name for one in fields}:
        raise Invalid
    given: dict[str, Any] = {}
    for one in fields:
        sent = typed.values.get(one.name)
        if sent is None:
            continue
        column = DOORS[kind].column(one.name)
        if one.parent:
            given[one.name] = named.get(one.name)
        elif stored is not None and not one.listed and sent == current.typed.values[one.name] and column in stored:  # type: ignore[union-attr]
            given[one.name] = stored[column]
        else:
            try:
                given[one.name] = value_of(kind, one, sent)
            except Fault as fault:
                context.fault(one.name, fault)
    return given


def _new_rows(given: dict[str, Any], cursor: Cursor[Any]) -> None:
    """A kind or client group told in words instead of chosen: the door makes it."""
    if words := given.get("kind_name"):
        given["kind"] = kind_code(words)
    if given.get("group_name"):
        given["group"] = next_reference(cursor)


def _facts(typed: Typed, before: Mapping[str, Any]) -> dict[str, Any]:
    """Further facts by name; a row without either is none."""
    told = {name.strip(): value.strip() for name, value in typed.facts if name.strip()}
    return {name: fact_of(value, before.get(name)) for name, value in told.items() if value}


def _lines(kind: str, typed: Typed, named: Named, context: FormContext) -> list[Any]:
    """The lines that say something, by the row they stand in."""
    fields = [one for one in open_fields(kind, False) if one.line]
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    for number, line in enumerate(typed.lines):
        if set(line) - {one.name for one in fields}:
            raise Invalid
        if not any(text.strip() for text in line.values()):
            continue
        values: dict[str, Any] = {}
        for one in fields:
            key = f"line-{number}-{one.name}"
            try:
                values[one.name] = named.get(key) if one.parent else value_of(kind, one, line.get(one.name, ""))
            except Fault as fault:
                context.fault(key, fault)
        rows.append(checked(kind, values, context, number))
        numbers.append(number)
    found = lines_of(rows)
    for one_line, number in zip(found, numbers, strict=True):
        one_line.row = number
    return found
