"""The form of a record: a new one, or one that is corrected; saved, kept as a draft, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from flask import Response, redirect, request

from auth.access import may
from auth.forms import fields
from auth.portal import Query, register_page, route, show_again
from auth.record_forms import Sent, read_form
from components.page import Page
from components.record_form import Told, choose_client_page, record_form_page
from components.record_history import told_value
from components.record_links import form_address, landing
from components.record_words import faults_in_words
from data.commands.records import RecordChanged, RecordRefused, Saved, cancel_record, doubts_mark, save_record
from data.queries.company import company
from data.queries.record_forms import find_clients, find_edited, find_new
from data.records.form_merging import mark_of, merge
from data.records.forms import BLANK_LINES, FORMS, EditedRecord, Faults, Typed, fields_of
from data.viewer import NotFound, Permission, Viewer
from integrations.language import _

_EDITS = may(Permission.EDIT_RECORDS)
_ASKED = ("client", "q")  # of a query: the others name records the new one is about


@register_page("/staff/records/<kind>/new", access=_EDITS)
def new(viewer: Viewer, query: Query, kind: str) -> Page:
    """The empty form, for the `?client=`; without one the clients to choose from. `?credits=` is taken over."""
    if kind not in FORMS:
        raise NotFound
    client = query.get("client", "")
    asked = {name: value for name, value in query.items() if name not in _ASKED}
    if not client and kind != "clients":
        return choose_client_page(kind, query.get("q", ""), find_clients(viewer, query.get("q", "")), asked)
    record = find_new(viewer, kind, client, asked)
    return record_form_page(viewer, record, record.typed, Told(), company().zone)


@register_page("/staff/records/<kind>/<id:public_id>/edit", access=_EDITS)
def edit(viewer: Viewer, query: Query, kind: str, public_id: str) -> Page:
    """The form with what the record says now."""
    record = find_edited(viewer, kind, public_id)
    return record_form_page(viewer, record, record.typed, Told(said=query.get("said", "")), company().zone)


@route("/staff/records/<kind>/new", access=_EDITS, methods=("POST",))
def create(viewer: Viewer, kind: str) -> Response:
    """A new record of the client in the form."""
    return _save(viewer, kind, "")


@route("/staff/records/<kind>/<id:public_id>/edit", access=_EDITS, methods=("POST",))
def change(viewer: Viewer, kind: str, public_id: str) -> Response:
    """The record as the form has it, if nobody was faster."""
    return _save(viewer, kind, public_id)


@route("/staff/records/<kind>/<id:public_id>/cancel", access=_EDITS, methods=("POST",))
def cancel(viewer: Viewer, kind: str, public_id: str) -> Response:
    """Fields `seen` and `reason`."""
    sent = fields("seen", "reason")
    try:
        saved = cancel_record(viewer, kind, public_id, sent["seen"], sent["reason"])
    except (RecordRefused, RecordChanged) as error:
        record = find_edited(viewer, kind, public_id)
        told = Told(changes=error.changes if isinstance(error, RecordChanged) else None,
                    errors=_words(kind, error.faults) if isinstance(error, RecordRefused) else {})  # fmt: skip
        page = record_form_page(viewer, record, record.typed, told, company().zone)
        status = 409 if isinstance(error, RecordChanged) else 422
        return show_again(viewer, page, form_address(record), status=status)
    return cast(Response, redirect(landing(kind, public_id, saved.client, saved.published), 303))


@dataclass(frozen=True, slots=True)
class _Try:
    """A form that was sent."""

    viewer: Viewer
    kind: str
    public_id: str
    sent: Sent

    def record(self) -> EditedRecord:
        if self.public_id:
            return find_edited(self.viewer, self.kind, self.public_id)
        return find_new(self.viewer, self.kind, self.sent.client, {})

    def again(self, record: EditedRecord, typed: Typed, told: Told, status: int) -> Response:
        """The form once more, made from the same version as before unless `told` says another."""
        seen, was = told.seen or self.sent.seen, told.was or self.sent.was
        page = record_form_page(self.viewer, record, typed, replace(told, seen=seen, was=was), company().zone)
        return show_again(self.viewer, page, form_address(record), status=status)


def _save(viewer: Viewer, kind: str, public_id: str) -> Response:
    sent = read_form(request.form, kind)
    tried, typed, did = _Try(viewer, kind, public_id, sent), sent.typed, sent.did
    if did in ("lines", "facts"):
        return tried.again(tried.record(), _longer(typed, did), Told(), 200)
    state = next((one for one in fields_of(kind) if one.name == "state"), None)
    if did == "draft" and state is not None and "draft" in state.choices:
        typed = replace(typed, values={**typed.values, "state": "draft"})
    try:
        saved = save_record(viewer, kind, typed, record=public_id, client=sent.client, seen=sent.seen,
                            draft=did == "draft", despite=sent.despite)  # fmt: skip
    except RecordRefused as error:
        told = Told(errors=_words(kind, error.faults), doubts=_words(kind, error.doubts),
                    despite="" if error.faults else doubts_mark(error.doubts))  # fmt: skip
        return tried.again(tried.record(), sent.typed, told, 422)
    except RecordChanged as error:
        return _overtaken(tried, error)
    return cast(Response, redirect(_landing(kind, saved, did), 303))


def _landing(kind: str, saved: Saved, did: str) -> str:
    """The record's page; the form again while clients do not see it."""
    if saved.published:
        return landing(kind, saved.public_id, saved.client, True)
    said = "draft" if did == "draft" else "saved"
    return f"/staff/records/{kind}/{saved.public_id}/edit?said={said}"


def _overtaken(tried: _Try, error: RecordChanged) -> Response:
    """What was typed with what somebody else saved meanwhile: theirs where nobody else wrote, both where both did."""
    current, zone = error.current, company().zone
    merged = merge(tried.sent.typed, tried.sent.was, current)
    notes = {name: _("Taken over from what was saved meanwhile.") for name in merged.taken}
    for name, text in merged.differs.items():
        notes[name] = _("Saved meanwhile: %(value)s") % {"value": _theirs(current, name, text, zone)}
    if "lines" in notes:
        notes["line-0-" + next(one.name for one in fields_of(tried.kind) if one.line)] = notes.pop("lines")
    told = Told(notes=notes, changes=error.changes, seen=current.version, was=mark_of(current.typed))
    return tried.again(current, merged.typed, told, 409)


def _theirs(current: EditedRecord, name: str, text: str, zone: str) -> str:
    """A field of theirs in words."""
    field = next((one for one in fields_of(current.kind) if one.name == name), None)
    if field is not None and (field.parent or field.listed):
        options = current.options.get(field.parent or field.name, ())
        return next((one.name for one in options if one.value == text), text)
    if field is not None and field.form in ("number", "whole", "moment"):
        return text.replace("T", " ") or "–"
    return told_value(current.kind, name, f"{text}-01" if field and field.form == "month" and text else text, zone)


def _longer(typed: Typed, did: str) -> Typed:
    """With a few empty rows more."""
    if did == "facts":
        return replace(typed, facts=(*typed.facts, *[("", "")] * BLANK_LINES))
    empty: Mapping[str, str] = {}
    return replace(typed, lines=(*typed.lines, *[empty] * BLANK_LINES))


def _words(kind: str, faults: Faults) -> dict[str, str]:
    return faults_in_words(kind, faults)
