"""What staff read of a record's history: who changed which field, from what to what, when and why."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from components.cards import card, empty_state
from components.html import Details, Li, Node, Ol, P, Span, Summary, Time, Tree, icon
from components.record_words import choice_words, label_of, plain_value, verb_words
from data.records.changes import FieldChange, RecordChange
from data.records.forms import FormField, fields_of
from integrations.language import _, day, moment, month, ngettext, quantity

_SHOWN = 12


def changes_card(kind: str, history: tuple[RecordChange, ...], zone: str) -> Tree:
    """Every change with before and after, newest first; times in the company's zone."""
    if not history:
        words = _("Changes appear here, with who made them.")
        return card("changes", _("Changes"), empty_state(_("Nothing changed yet"), words, icon_name="clock-history"))
    rows = [Li(*told_change(kind, one, zone), className="record-change") for one in history]
    folded = None
    if len(rows) > _SHOWN + 1:
        words = ngettext("%(n)s more", "%(n)s more", len(rows) - _SHOWN) % {"n": len(rows) - _SHOWN}
        folded = Details(Summary(Span(words), icon("chevron-down")), Ol(*rows[_SHOWN:], role="list"), className="fold")
        rows = rows[:_SHOWN]
    return card("changes", _("Changes"), Ol(*rows, className="record-history", role="list"), folded)


def told_change(kind: str, one: RecordChange, zone: str) -> list[Node]:
    """One change: who, when, what, and each field with before and after."""
    who = one.by or _("Import")
    head = P(Span(verb_words(one.verb), className="record-verb"), f" · {who} · ",
             Time(moment(one.at, zone), dateTime=one.at.isoformat()), className="row-meta")  # fmt: skip
    fields = [P(_field_change(kind, change, zone), className="record-diff") for change in one.changes]
    reason = P(_("Reason: %(reason)s") % {"reason": one.reason}, className="record-diff") if one.reason else None
    return [head, *fields, reason]


def _field_change(kind: str, change: FieldChange, zone: str) -> str:
    values = {"name": label_of(kind, change.field), "before": told_value(kind, change.field, change.before, zone),
              "after": told_value(kind, change.field, change.after, zone)}  # fmt: skip
    return _("%(name)s: %(before)s → %(after)s") % values


def told_value(kind: str, name: str, value: Any, zone: str) -> str:
    """A value of the history for people; what cannot be read as its type stays as it is."""
    if value in (None, ""):
        return "–"
    if name == "lines":
        return ngettext("%(n)s line", "%(n)s lines", int(value)) % {"n": value}
    if isinstance(value, dict):
        return ", ".join(f"{key}: {fact}" for key, fact in value.items()) or "–"
    one = next((field for field in fields_of(kind) if field.name == name), None)
    try:
        return plain_value(value) if one is None else _typed(kind, one, value, zone)
    except (ValueError, InvalidOperation):
        return plain_value(value)


def _typed(kind: str, one: FormField, value: Any, zone: str) -> str:
    if one.choices:
        return choice_words(kind, one.name, str(value))
    if one.form in ("number", "whole"):
        return quantity(Decimal(str(value)))
    if one.form == "month":
        return month(date.fromisoformat(str(value)))
    if one.form == "date":
        return day(date.fromisoformat(str(value)))
    if one.form == "moment":
        return moment(datetime.fromisoformat(str(value)), zone)
    return plain_value(value)
