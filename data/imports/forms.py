"""One record out of a form, through the same door as the rows of a file.

What was typed becomes the field's value; a text nobody touched keeps the stored value to the last digit. Records are
named by public id, wherever they came from, and an edited one keeps source, reference and digest: an import of the
unchanged row does not undo the edit (docs/decisions/0005-one-door.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from psycopg import Cursor

from data.imports.afterwards import afterwards
from data.imports.checking import check
from data.imports.context import Context
from data.imports.conversion import Fault, number_fits
from data.imports.doors import DOORS
from data.imports.doors.base import prepare
from data.imports.doors.door import Door
from data.imports.entry import Entry, Line
from data.imports.lifelines import advance_defects
from data.imports.lookups import Parent
from data.imports.report import ImportReport
from data.imports.schemas import KINDS
from data.imports.writing import Writer
from data.records.forms import FormField
from integrations.language import language
from integrations.lettering import fold, tidy
from integrations.typed_values import (
    moment_text,
    month_text,
    number_text,
    read_typed_date,
    read_typed_moment,
    read_typed_month,
    read_typed_number,
)

_LINE_COLUMNS = {"invoice": "invoice_id", "invoice_amount": "amount"}
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:[.,]\d{1,6})?", re.ASCII)


def line_column(field: FormField) -> str:
    """The column in which a field of a line is kept."""
    if field.name in _LINE_COLUMNS:
        return _LINE_COLUMNS[field.name]
    name = field.name.removeprefix("line_")
    return f"{name}_id" if field.parent else name


def text_of(field: FormField, value: Any, zone: str) -> str:
    """A stored value as the form shows it in the current language; `zone` for moments."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return number_text(value, language())
    if isinstance(value, datetime):
        return moment_text(value, zone)
    if isinstance(value, date):
        return month_text(value) if field.form == "month" else value.isoformat()
    return str(value)


def value_of(kind: str, field: FormField, text: str) -> Any:
    """The value that was typed into a field, None for an empty one. Raises Fault for what cannot be read."""
    text = tidy(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text:
        return None
    model = KINDS[kind]
    try:
        if field.form in ("number", "whole"):
            number = read_typed_number(text, language(), number_fits(model, field.name))
            if field.form == "number":
                return number
            if number != number.to_integral_value():
                raise Fault("whole")
            return int(number)
        return _READ[field.form](text) if field.form in _READ else text
    except ValueError:
        raise Fault("number" if field.form in ("number", "whole") else field.form) from None


_READ: dict[str, Callable[[str], Any]] = {
    "date": read_typed_date, "moment": read_typed_moment, "month": read_typed_month,
}  # fmt: skip


def fact_of(text: str, before: Any) -> Any:
    """A further fact as it is kept: as it was where nobody touched it, a number where it is plainly one."""
    if before is not None and text == fact_text(before):
        return before
    if _PLAIN_NUMBER.fullmatch(text):
        value = read_typed_number(text, language())
        return int(value) if value == value.to_integral_value() else float(value)
    return text


def fact_text(value: Any) -> str:
    """A further fact as the form shows it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_text(Decimal(str(value)), language()).replace("." if language() != "en" else ",", "")
    return str(value)


def kind_code(words: str) -> str:
    """The code of a kind that is told in words."""
    code = re.sub(r"[^a-z0-9]+", "_", fold(words)).strip("_")[:60]
    return code if code[:1].isalpha() else f"kind_{code}"[:60].rstrip("_")


class FormEntry(Entry):
    """A record out of a form: its digest stays that of the row it came from."""

    def hash(self) -> str:
        return "" if self.stored is None else self.stored["row_hash"]


class _Names:
    """A form calls fields by their names; the page puts words in their place."""

    @staticmethod
    def label(name: str) -> str:
        return name


@dataclass(slots=True)
class FormContext(Context):
    """Carries one record through its door; `faults` is what is wrong with it, `doubts` what is odd, by field."""

    faults: dict[str, Fault] = field(default_factory=dict)
    doubts: dict[str, Fault] = field(default_factory=dict)

    def fault(self, key: str, fault: Fault) -> None:
        """Keep the first thing that is wrong with a field."""
        self.faults.setdefault(key, fault)

    def fail(self, entry: Entry, name: str, code: str, row: int | None = None, /, **params: Any) -> None:
        entry.bad = True
        self.fault(name if row is None else f"line-{row}-{name}", Fault(code, **params))

    def warn(self, entry: Entry, name: str, code: str, /, **params: Any) -> None:
        self.doubts.setdefault(name, Fault(code, **params))

    def parent(self, entry: Entry, name: str, kind: str, reference: str, row: int | None = None) -> Parent | None:
        found = self.lookups.parent(kind, reference)
        if found is None:
            self.fail(entry, name, "unknown_parent", row, kind=kind)
        return found


def context_for(lookups: Any, source: str, person_id: int | None) -> FormContext:
    """The surroundings of one record on its way; `lookups` name parents by public id."""
    report = ImportReport("", source)
    return FormContext(report, lookups, source, Path(), None, False, person_id, None, _Names())  # type: ignore[arg-type]


def checked(kind: str, given: Mapping[str, Any], context: FormContext, row: int | None = None) -> dict[str, Any]:
    """The values as the schema wants them; what does not fit is a fault of its field."""
    model, faults = check(KINDS[kind], dict(given))
    for name, fault in faults:
        context.fault(name if row is None else f"line-{row}-{name}", fault)
    return {name: getattr(model, name) for name in given} if model is not None else {}


def pass_door(kind: str, entry: Entry, cursor: Cursor[Any], context: FormContext) -> None:
    """Everything an import does with a record, for this one: rules, row, lines, event, what follows from it.

    Nothing is written when `context.faults` says what is wrong.
    """
    door: Door = DOORS[kind]
    writer = Writer(door, cursor, context, 0)
    ready = prepare(door, [entry], context)
    if context.faults or entry.bad:
        return
    for one in ready:
        context.verb = _verb(one, context)
    writer.add(ready)
    writer.write()
    afterwards(kind, cursor, context, 0, {})
    for problem in context.report.problems:
        if problem.level == "warning":
            context.doubts.setdefault(problem.column, Fault(problem.code))
    advance_defects(kind, cursor, context, 0)


def _verb(entry: Entry, context: FormContext) -> str:
    """What the event says happened."""
    if entry.stored is None:
        return "created"
    changes = entry.changes or {}
    if changes.get("cancelled_on", (0, None))[1] or changes.get("state", (0, ""))[1] == "cancelled":
        return "cancelled"
    return "published" if changes.get("published_at", (0, None))[1] else "changed"


def lines_of(rows: list[dict[str, Any]]) -> list[Line]:
    """Lines by the row they were typed in."""
    return [Line(number, values) for number, values in enumerate(rows)]
