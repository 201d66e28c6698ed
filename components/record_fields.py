"""The control of each field of a record's form, made from its type; lines as rows, further facts as pairs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from components.html import (
    Button,
    Div,
    Input,
    Label,
    Legend,
    Node,
    Option,
    P,
    Select,
    Span,
    Textarea,
    Tree,
    element,
    icon,
)
from components.html import Fieldset as Group
from components.record_words import choice_words, help_of, key_label, label_of
from data.records.forms import Choice, EditedRecord, FormField, Typed, fields_of
from integrations.language import _, countries

_ISO = {
    "date": (re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), "date"),
    "moment": (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII), "datetime-local"),
    "month": (re.compile(r"\d{4}-\d\d", re.ASCII), "month"),
}
_HINTS = {"date": "31/12/2026", "moment": "31/12/2026 09:30", "month": "12/2026"}
_KEYBOARDS = {"email": "email", "phone": "tel", "technician_phone": "tel"}
_LONGEST = 8000


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the controls are drawn from: the record, what stands in its form, what is wrong, what is odd, and notes.

    `notes` are words beside a field that are no fault: what somebody else wrote there meanwhile.
    """

    record: EditedRecord
    typed: Typed
    errors: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def field_id(key: str) -> str:
    """The id of a field's control."""
    return f"f-{key}"


def control(one: FormField, drawn: Drawn) -> Tree:
    """A labelled field of the record itself."""
    kind, name = drawn.record.kind, one.name
    required = None if not one.needed else Span(_("required"), className="record-needed")
    box = _box(one, drawn, name, drawn.typed.values.get(name, ""))
    label = Label(label_of(kind, name), " ", required, htmlFor=field_id(name), className="label")
    return _field(name, label, box, help_of(kind, one, drawn.record.is_new), drawn, wide=one.long)


def _field(key: str, label: Tree, box: Tree, help: str, drawn: Drawn, *, wide: bool = False) -> Tree:
    id = field_id(key)
    return Div(
        label,
        P(help, id=f"{id}-help", className="help") if help else None,
        box,
        _words(f"{id}-error", drawn.errors.get(key), "field-error", "exclamation-triangle-fill"),
        _words(f"{id}-doubt", drawn.doubts.get(key), "record-doubt", "question-circle"),
        _words(f"{id}-note", drawn.notes.get(key), "record-note", "people"),
        className="field record-wide" if wide else "field",
    )


def _words(id: str, words: str | None, css: str, shape: str) -> Tree | None:
    return P(icon(shape), Span(words), id=id, className=css) if words else None


def _described(key: str, drawn: Drawn, help: str = "") -> dict[str, Any]:
    id = field_id(key)
    parts = [f"{id}-help" if help else "", f"{id}-error" if key in drawn.errors else "",
             f"{id}-doubt" if key in drawn.doubts else "", f"{id}-note" if key in drawn.notes else ""]  # fmt: skip
    told = " ".join(part for part in parts if part)
    return {"aria_describedby": told or None, "aria_invalid": "true" if key in drawn.errors else None}


def _box(one: FormField, drawn: Drawn, key: str, value: str, **more: Any) -> Tree:
    """The control itself: by the field's choices, then by its type."""
    help = "" if one.line else help_of(drawn.record.kind, one, drawn.record.is_new)
    props = {"id": field_id(key), "name": key, "className": "input", **_described(key, drawn, help), **more}
    if one.needed and not one.line:
        props["required"] = True
    if one.choices:
        return _choices(one, drawn, value, props)
    if one.listed:
        return _select(drawn.record.options.get(one.name, ()), value, props)
    if one.parent:
        return _parent(one, drawn, value, props)
    if one.name == "country":
        return _select([Choice(code, words) for code, words in countries()], value, props)
    if one.long:
        return Textarea(value=value or None, rows=2 if one.line else 4, maxLength=_LONGEST, **props)
    return _input(one, value, props)


def _input(one: FormField, value: str, props: dict[str, Any]) -> Tree:
    """A native control where what stands in it fits there; else what was typed, as text."""
    if one.form in _ISO:
        shape, native = _ISO[one.form]
        fits = not value or shape.fullmatch(value)
        return Input(type=native if fits else "text", value=value or None, placeholder=_HINTS[one.form], **props)
    mode = "decimal" if one.form in ("number", "whole") else _KEYBOARDS.get(one.name)
    return Input(type="text", value=value or None, inputMode=mode, maxLength=300, autoComplete="off", **props)


def _choices(one: FormField, drawn: Drawn, value: str, props: dict[str, Any]) -> Tree:
    """The schema's words. A draft and a cancelled record are made by their own buttons."""
    own = {"draft", "cancelled"} - {drawn.record.state if drawn.record.published else ""}
    codes = [code for code in one.choices if one.name != "state" or code not in own]
    found = [Choice(code, choice_words(drawn.record.kind, one.name, code)) for code in codes]
    if one.needed and value not in codes:
        value = codes[0]
    return _select(found, value, props, empty=not one.needed)


def _select(options: Iterable[Choice], value: str, props: dict[str, Any], *, empty: bool = True) -> Tree:
    found = [Option("–", value="")] if empty else []
    for one in options:
        found.append(Option(f"{one.name} · {one.words}" if one.words else one.name, value=one.value))
    return Select(*found, value=value, **props)


def _parent(one: FormField, drawn: Drawn, value: str, props: dict[str, Any]) -> Tree:
    """A record of the client: from a list, or, of many, by its number with proposals while one types."""
    options = drawn.record.options.get(one.parent, ())
    proposed = one.line or one.parent in drawn.record.more or one.name == "succeeds"
    if not proposed and (not value or value in {choice.value for choice in options}):
        return _select(options, value, props)
    written = next((choice.name for choice in options if choice.value == value), value)
    if sum(choice.name == written for choice in options) > 1:
        written = value  # several are called so: the public id says which
    return Input(type="text", value=written or None, list=f"proposed-{one.parent}", autoComplete="off",
                 placeholder=_("Number or name"), **props)  # fmt: skip


def proposals(drawn: Drawn) -> list[Tree]:
    """What is proposed while one types: one list for each kind of record, shared by all fields."""
    kinds = {one.parent for one in fields_of(drawn.record.kind)
             if one.parent and (one.line or one.parent in drawn.record.more or one.name == "succeeds")}  # fmt: skip
    found = []
    for kind in sorted(kinds):
        options = drawn.record.options.get(kind, ())
        times = Counter(choice.name for choice in options)
        rows = [Option(one.words or one.name, value=one.name if times[one.name] == 1 else one.value) for one in options]
        found.append(element("Datalist", rows, {"id": f"proposed-{kind}"}))
    return found


def line_rows(drawn: Drawn, rows: Iterable[Mapping[str, str]]) -> list[Tree]:
    """The lines, each a group of small fields; a row left empty is no line."""
    fields = [one for one in fields_of(drawn.record.kind) if one.line]
    return [_line(fields, number, row, drawn) for number, row in enumerate(rows)]


def _line(fields: list[FormField], number: int, row: Mapping[str, str], drawn: Drawn) -> Tree:
    cells: list[Node] = []
    for one in fields:
        key = f"line-{number}-{one.name}"
        label = Label(label_of(drawn.record.kind, one.name), htmlFor=field_id(key), className="label")
        cells.append(_field(key, label, _box(one, drawn, key, row.get(one.name, "")), "", drawn, wide=one.long))
    legend = Legend(_("Line %(n)s") % {"n": number + 1}, className="record-line-number")
    return Group(legend, Div(*cells, className="record-line-fields"), className="record-line")


def fact_rows(facts: Iterable[tuple[str, str]], drawn: Drawn) -> list[Tree]:
    """Further facts: a name of one's own and what holds."""
    found = []
    for number, (name, value) in enumerate(facts):
        cells = [
            Div(Label(words, htmlFor=field_id(f"fact-{number}-{part}"), className="label"),
                Input(id=field_id(f"fact-{number}-{part}"), name=f"fact-{number}-{part}", type="text",
                      value=text or None, maxLength=300, className="input", autoComplete="off"), className="field")
            for part, words, text in (("name", _("Name"), name), ("value", _("How much, or which"), value))
        ]  # fmt: skip
        legend = Legend(_("Fact %(n)s") % {"n": number + 1}, className="record-line-number")
        found.append(Group(legend, Div(*cells, className="record-line-fields"), className="record-line"))
    return found


def more_button(words: str, value: str) -> Tree:
    """Shows the form again with a few empty rows more, and all that was typed."""
    return Button(icon("plus-lg"), Span(words), type="submit", name="do", value=value, className="button plain small",
                  formNoValidate=True)  # fmt: skip


def errors_by_id(kind: str, errors: Mapping[str, str]) -> dict[str, str]:
    """Faults for the summary on top: by the id of the field, with its name before the words."""
    return {field_id(key) if key else "page": f"{key_label(kind, key)}: {words}" if key else words
            for key, words in errors.items()}  # fmt: skip
