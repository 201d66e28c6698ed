"""What an entry changes in the record that is stored already: columns with before and after, and lines."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from data.imports.context import Context
from data.imports.doors.door import Door
from data.imports.entry import Entry


def compare(door: Door, entries: list[Entry], context: Context) -> None:
    """Note for each entry what it changes, and count it as new, changed or the same."""
    _compare_lines(door, entries, context)
    for entry in entries:
        _compare_values(door, entry, context)


def _compare_lines(door: Door, entries: list[Entry], context: Context) -> None:
    """Tell which stored records have other lines than the file states."""
    if door.lines is None:
        return
    ids = [entry.stored["id"] for entry in entries if entry.stored and entry.written_lines is not None]
    stored = context.lookups.stored_lines(door.lines.table, door.lines.parent, ids)
    for entry in entries:
        if entry.stored is None or entry.written_lines is None:
            continue
        before = stored.get(entry.stored["id"], [])
        names = list(entry.written_lines[0]) if entry.written_lines else []
        old = sorted(tuple(str(line[name]) for name in names) for line in before)
        new = sorted(tuple(_plain(line[name], name, before) for name in names) for line in entry.written_lines)
        if len(before) != len(entry.written_lines) or old != new:
            entry.changes = {"lines": [len(before), len(entry.written_lines)]}


def _plain(value: Any, name: str, before: list[dict[str, Any]]) -> str:
    """A value as its column would give it back: amounts with the column's decimals."""
    sample = next((line[name] for line in before if line[name] is not None), None)
    if isinstance(value, Decimal) and isinstance(sample, Decimal):
        return str(value.quantize(sample))
    return str(value)


def _compare_values(door: Door, entry: Entry, context: Context) -> None:
    counts = context.report.of(door.kind)
    if entry.stored is None:
        counts.new += 1
        return
    changes = dict(entry.changes or {})
    for name, value in entry.values.items():
        if name != "search_text" and not _same(entry.stored[name], value):
            changes[name] = [_told(entry.stored[name]), _told(value)]
    if entry.late:
        changes["parent"] = [None, entry.late]
    entry.changes = changes or None
    if changes:
        counts.changed += 1
    else:
        counts.same += 1


def _same(stored: Any, value: Any) -> bool:
    return bool(stored == value) or (stored in (None, "") and value in (None, ""))


def _told(value: Any) -> Any:
    """A value in the history of changes."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool | list | dict) or value is None else str(value)
