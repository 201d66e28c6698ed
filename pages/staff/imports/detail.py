"""One import: its columns told, tried out, imported, undone; its report and its mapping to take away."""

from __future__ import annotations

import io
from collections.abc import Mapping as Sent
from pathlib import PurePath
from typing import cast

from flask import Response, redirect, request

from auth.access import may
from auth.files import SAVED_POLICY, disposition
from auth.forms import fields
from auth.portal import Query, register_page, route, show_again
from auth.receiving import Receiving
from components.import_views import PATH, import_page
from components.page import Page
from data.commands.imports import ask_again, ask_for_import, ask_for_undo, settle_mapping
from data.imports.choices import chosen, with_kind, without_kind
from data.imports.look import first_records
from data.imports.mapping import Mapping, MappingRefused, parse_mapping, write_mapping
from data.imports.report import ImportReport, Sampled, write_problems
from data.imports.suggesting import ON_PAGE, suggest
from data.queries.company import company
from data.queries.imports import find_import, list_problems
from data.records.imports import OPEN, ImportDetail
from data.viewer import Conflict, Permission, Viewer
from integrations.files import safe_name
from integrations.language import _

_FORM = Receiving(files=0, request_bytes=4_000_000, fields=6000)
_SHOWN = 4


@register_page(f"{PATH}/<id:batch>", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query, batch: str) -> Page:
    """Where it stands; while it is moving the page looks again by itself."""
    return _page(viewer, find_import(viewer, batch))


def _page(viewer: Viewer, one: ImportDetail, error: str = "", typed: Sent[str, str] | None = None) -> Page:
    first: list[Sampled] = []
    report: ImportReport | None = None
    if one.line.state in OPEN and one.look is not None and one.mapping is not None:
        first, report = first_records(one.look, one.line.kind or "clients", one.mapping, _SHOWN)
    return import_page(one, viewer, company().zone, first, report, error, typed)


@route(f"{PATH}/mapping", access=may(Permission.IMPORT_RECORDS), methods=("POST",), receives=_FORM)
def choose(viewer: Viewer) -> Response:
    """What the form says of the columns; `do` is show, check, kind, add or drop.<kind>."""
    sent = fields("batch", "main", "shown", "do", "add")
    one = _open(viewer, sent["batch"])
    typed = {name: values[0] for name, values in request.form.lists()}
    try:
        mapping = chosen(typed, dict(request.form.lists()), one.look, one.mapping)
    except MappingRefused as refusal:
        return show_again(viewer, _page(viewer, one, refusal.message, typed), f"{PATH}/{sent['batch']}")
    kind, do = sent["shown"], sent["do"]
    if do == "kind" and sent["main"] in ON_PAGE and sent["main"] != kind:
        kind, mapping = sent["main"], suggest(one.look, sent["main"], mapping.source)
    elif do == "add" and sent["add"] in ON_PAGE:
        made = suggest(one.look, sent["add"]).produce[0].model_copy(update={"distinct": True})
        mapping = with_kind(without_kind(mapping, sent["add"]), made)
    elif do.startswith("drop."):
        mapping = without_kind(mapping, do.removeprefix("drop."))
    if kind not in {made.kind for made in mapping.produce}:
        kind = mapping.produce[-1].kind
    settle_mapping(viewer, sent["batch"], kind, mapping, one.look, check=do == "check")
    return _back(sent["batch"])


@route(f"{PATH}/text", access=may(Permission.IMPORT_RECORDS), methods=("POST",), receives=_FORM)
def take_text(viewer: Viewer) -> Response:
    """A mapping as a file says it; the kinds that need files beside the table are refused by name."""
    sent = fields("batch")
    one = _open(viewer, sent["batch"])
    written = request.form.get("toml", "")
    try:
        mapping = parse_mapping(written, _("as text"))
    except MappingRefused as refusal:
        return show_again(viewer, _page(viewer, one, refusal.message, {"toml": written}), f"{PATH}/{sent['batch']}")
    apart = [made.kind for made in mapping.produce if made.kind not in ON_PAGE]
    if apart:
        words = _("These need files beside the table; use Publishing or the command line: %(kinds)s.")
        told = _page(viewer, one, words % {"kinds": ", ".join(apart)}, {"toml": written})
        return show_again(viewer, told, f"{PATH}/{sent['batch']}")
    kinds = [made.kind for made in mapping.produce]
    kind = one.line.kind if one.line.kind in kinds else kinds[-1]
    settle_mapping(viewer, sent["batch"], str(kind), _with_source(mapping, one), one.look, check=False)
    return _back(sent["batch"])


def _with_source(mapping: Mapping, one: ImportDetail) -> Mapping:
    return mapping if mapping.source else mapping.model_copy(update={"source": one.line.source})


def _open(viewer: Viewer, batch: str) -> ImportDetail:
    """One whose columns may still be told. Raises NotFound, Conflict."""
    one = find_import(viewer, batch)
    if one.line.state not in OPEN or one.look is None or one.mapping is None or not one.kept:
        raise Conflict(_("This import has moved on meanwhile. Look at it again."))
    return one


def _back(batch: str) -> Response:
    return cast(Response, redirect(f"{PATH}/{batch}", 303))


@route(f"{PATH}/run", access=may(Permission.IMPORT_RECORDS), methods=("POST",))
def run(viewer: Viewer) -> Response:
    """Import what was tried out."""
    sent = fields("batch")
    ask_for_import(viewer, sent["batch"])
    return _back(sent["batch"])


@route(f"{PATH}/undo", access=may(Permission.IMPORT_RECORDS), methods=("POST",))
def undo(viewer: Viewer) -> Response:
    """Take it back, all of it or nothing."""
    sent = fields("batch")
    ask_for_undo(viewer, sent["batch"])
    return _back(sent["batch"])


@route(f"{PATH}/again", access=may(Permission.IMPORT_RECORDS), methods=("POST",))
def again(viewer: Viewer) -> Response:
    """Wake the worker."""
    sent = fields("batch")
    ask_again(viewer, sent["batch"])
    return _back(sent["batch"])


@route(f"{PATH}/<id:batch>/problems.csv", access=may(Permission.SEE_CLIENTS))
def send_problems(viewer: Viewer, batch: str) -> Response:
    """The whole report: row, column, value, level, code, message."""
    name, problems = list_problems(viewer, batch)
    out = io.StringIO(newline="")
    write_problems(out, problems)
    called = _("%(file)s report") % {"file": PurePath(name).stem}
    return _saved(out.getvalue().encode("utf-8-sig"), "text/csv", f"{called}.csv")


@route(f"{PATH}/<id:batch>/mapping.toml", access=may(Permission.SEE_CLIENTS))
def send_mapping(viewer: Viewer, batch: str) -> Response:
    """The mapping as the command line takes it."""
    one = find_import(viewer, batch)
    text = write_mapping(one.mapping) if one.mapping else ""
    return _saved(text.encode(), "application/toml", f"{PurePath(one.line.file_name).stem}.toml")


def _saved(content: bytes, media_type: str, name: str) -> Response:
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = disposition("attachment", safe_name(name))
    answer.headers["Content-Security-Policy"] = SAVED_POLICY
    return answer
