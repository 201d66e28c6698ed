"""What goes with a column of a table: how its dates and numbers are written, and what its values mean."""

from __future__ import annotations

from collections.abc import Mapping as Typed
from collections.abc import Sequence

from components.forms import hidden
from components.html import Details, Div, Input, Label, Node, Option, Select, Span, Summary, Tree, icon
from components.import_words import value_words
from data.imports.choices import THE_DAY, control, has_values
from data.imports.conversion import allowed_values, form_of
from data.imports.look import Look
from data.imports.mapping import Origin, Produced
from data.imports.schemas import KINDS as SCHEMAS
from integrations.language import N_, _

_DATES: tuple[tuple[str, str], ...] = (
    ("", N_("as recognised")),
    ("dmy", N_("day, month, year")),
    ("mdy", N_("month, day, year")),
    ("ymd", N_("year, month, day")),
    (THE_DAY, N_("the day of a date with time")),
)
_NUMBERS: tuple[tuple[str, str], ...] = (("", N_("as recognised")), ("eu", "1.234,56"), ("us", "1,234.56"))


def manner(made: Produced, name: str, typed: Typed[str, str]) -> Node:
    """How dates and numbers of a column are written, where that may be told."""
    origin = made.fields.get(name)
    if origin is None or origin.column is None:
        return None
    form = form_of(SCHEMAS[made.kind], name)
    if form in ("date", "moment"):
        value = THE_DAY if origin.part else origin.dates or ""
        what, options, words = "d", _DATES, _("Dates are written")
    elif form in ("number", "whole"):
        what, options, words = "s", _NUMBERS, _("Numbers are written")
        value = origin.numbers or ""
    else:
        return None
    called = control(what, made.kind, name)
    return Label(
        Span(words),
        Select(
            *[Option(_(text) if text else "", value=code) for code, text in options],
            name=called,
            value=typed.get(called, value),
            className="input small",
        ),
        className="imp-manner",
    )


def meanings(
    made: Produced, name: str, origin: Origin | None, look: Look, place: int | None, typed: Typed[str, str]
) -> Node:
    """What each value of the column means, for states and the like."""
    if place is None or origin is None or not has_values(made.kind, name) or not look.columns[place].values:
        return None
    column, kind = look.columns[place], made.kind
    known = origin.values if origin.values is not None else {value: value for value in column.values}
    allowed = allowed_values(SCHEMAS[kind], name) if form_of(SCHEMAS[kind], name) == "choice" else ()
    pairs = []
    for at, value in enumerate(column.values):
        called = control("v", kind, name, at)
        pairs.append(_value(called, value, typed.get(called, known.get(value, "")), kind, name, allowed))
    called = control("o", kind, name)
    pairs.append(_value(called, _("anything else"), typed.get(called, origin.otherwise or ""), kind, name, allowed))
    unknown = sum(value not in known for value in column.values) if origin.otherwise is None else 0
    return Details(
        Summary(
            _("What the values mean"),
            Span(str(unknown), className="imp-count", title=_("without a meaning")) if unknown else None,
        ),
        hidden(control("w", kind, name), str(place)),
        Div(*pairs, className="imp-values"),
        open=bool(unknown) or None,
    )


def _value(called: str, words: str, value: str, kind: str, name: str, allowed: Sequence[str]) -> Tree:
    if allowed:
        box = Select(
            Option("–", value=""),
            *[Option(value_words(kind, name, one), value=one) for one in allowed],
            name=called,
            value=value if value in allowed else "",
            className="input small",
        )
    else:
        box = Input(name=called, type="text", value=value or None, className="input small", maxLength=60)
    return Label(Span(words), icon("arrow-right"), box, className="imp-value")
