"""Two people's work on one form: what each field said when it was made, and what stands in it now."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from data.records.forms import Choice, EditedRecord, Typed, fields_of


def mark_of(typed: Typed) -> str:
    """What a form was made from, field by field in short: it travels with the form, to tell whose change is whose."""
    marks = {name: text for name, text in typed.values.items() if text}
    if typed.lines:
        marks["lines"] = repr([sorted(line.items()) for line in typed.lines])
    if typed.facts:
        marks["facts"] = repr(typed.facts)
    return ".".join(f"{name}-{_short(text)}" for name, text in marks.items())


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=5).hexdigest()


def read_mark(mark: str) -> dict[str, str]:
    """The parts of a mark; a field that is not in it was empty."""
    return {name: short for part in mark.split(".") if (name := part.rpartition("-")[0]) and (short := part[-10:])}


def is_as_marked(marks: Mapping[str, str], name: str, text: str) -> bool:
    """Whether a field still says what it said when the form was made."""
    return marks.get(name) == _short(text) if text else name not in marks


@dataclass(frozen=True, slots=True)
class Merged:
    """Two people's work on one form: what stands in it now, whose fields were `taken` over from the other, and where
    both wrote: field → what the other has."""

    typed: Typed
    taken: tuple[str, ...]
    differs: Mapping[str, str]


def merge(typed: Typed, was: str, current: EditedRecord) -> Merged:
    """What somebody typed into a form made from `was`, with what has been saved since where they had not touched it."""
    marks, theirs = read_mark(was), current.typed
    values: dict[str, str] = {}
    taken: list[str] = []
    differs: dict[str, str] = {}
    for name, text in _canonical(typed, current).items():
        now = theirs.values.get(name, "")
        values[name] = text
        if text == now or is_as_marked(marks, name, now):
            continue
        if is_as_marked(marks, name, text):
            values[name] = now
            taken.append(name)
        else:
            differs[name] = now
    lines = tuple(line for line in typed.lines if any(text.strip() for text in line.values()))
    if typed.lines and _lines_mark(theirs.lines) != marks.get("lines", ""):
        if _lines_mark(_named_lines(lines, current)) == marks.get("lines", ""):
            lines = theirs.lines
            taken.append("lines")
        else:
            differs["lines"] = str(len(theirs.lines))
    return Merged(Typed(values, lines, typed.facts), tuple(taken), differs)


def _lines_mark(lines: tuple[Mapping[str, str], ...]) -> str:
    return read_mark(mark_of(Typed({}, lines))).get("lines", "")


def _canonical(typed: Typed, record: EditedRecord) -> dict[str, str]:
    """The texts with records named by public id, where their number says which is meant."""
    kinds = {one.name: one.parent for one in fields_of(record.kind) if one.parent}
    return {name: _by_id(text, record.options.get(kinds.get(name, ""), ())) for name, text in typed.values.items()}


def _named_lines(lines: tuple[Mapping[str, str], ...], record: EditedRecord) -> tuple[Mapping[str, str], ...]:
    kinds = {one.name: one.parent for one in fields_of(record.kind) if one.parent}
    return tuple(
        {name: _by_id(text, record.options.get(kinds.get(name, ""), ())) for name, text in line.items()}
        for line in lines
    )


def _by_id(text: str, options: tuple[Choice, ...]) -> str:
    meant = [one.value for one in options if one.name == text]
    return meant[0] if len(meant) == 1 else text
