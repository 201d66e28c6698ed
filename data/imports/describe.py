"""A kind's columns for people: as text for the command line, and as an empty file to fill in."""

from __future__ import annotations

import csv
import io
from textwrap import fill

from data.imports.conversion import allowed_values, form_of
from data.imports.schemas import KINDS
from data.imports.schemas.base import DETAILS, Row, extra

_FORMS = {
    "number": "number", "whole": "whole number", "date": "date", "moment": "date and time", "month": "month",
    "choice": "one of", "areas": "areas", "text": "text", "detail": "text",
}  # fmt: skip

_FOOT = (
    "Columns may stand in any order; a column that is absent is not touched, an empty cell empties the value.",
    "* needed for a new record. Another record is named by its own reference, from the same source.",
)


def columns(model: type[Row]) -> list[str]:
    """The column names of a kind, those of lines last."""
    names = [name for name in model.model_fields if name != "details"]
    return sorted(names, key=lambda name: bool(extra(model, name, "line")))


def describe(kind: str) -> str:
    """What one file of this kind holds: every column with meaning, format, unit, allowed values and an example.

    Raises KeyError for an unknown kind.
    """
    model = KINDS[kind]
    out = [kind, "", fill(model.about, 100), ""]
    for name in columns(model):
        out += _column(model, name)
    if "details" in model.model_fields:
        out += [f"  {DETAILS}<name>", f"      {model.model_fields['details'].description}"]
    out += ["", *_FOOT]
    return "\n".join(out) + "\n"


def _column(model: type[Row], name: str) -> list[str]:
    info = model.model_fields[name]
    form = form_of(model, name)
    said = [_FORMS[form]]
    if form == "choice":
        said = ["one of " + ", ".join(allowed_values(model, name))]
    if parent := extra(model, name, "parent"):
        said = [f"reference of one of the {parent}"]
    if unit := extra(model, name, "unit"):
        said.append(f"in {unit}")
    if extra(model, name, "line"):
        said.append("may differ from row to row of one record")
    if default := extra(model, name, "default_text"):
        said.append(f"without it: {default}")
    if info.examples:
        said.append(f"for example {info.examples[0]}")
    star = "*" if extra(model, name, "needed") else " "
    text = fill("; ".join(said), 100, initial_indent="      ", subsequent_indent="      ", break_on_hyphens=False)
    return [f"{star} {name}: {info.description}", text]


def template(kind: str) -> str:
    """An empty file of this kind: the heading, nothing else. Raises KeyError for an unknown kind."""
    out = io.StringIO()
    csv.writer(out).writerow(columns(KINDS[kind]))
    return out.getvalue()
