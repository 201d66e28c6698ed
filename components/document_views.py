"""Documents: the list's columns. A document has no page of its own: it opens."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from components.columns import extra, offers
from components.context import Context
from components.export_columns import ExportColumn, place, plain, standing
from components.html import A, Node, icon, sr
from components.nouns import NOUNS
from components.page import Page
from components.record_list import day_column, record_list
from components.states import state_badge
from components.table import Column
from components.table_tools import Words
from data.records.documents import VIEWABLE, DocumentRow
from data.records.shared import Slice
from integrations.files import ALLOWED
from integrations.language import N_, _, day, file_size, told

_ENDINGS = {media_type: ending for ending, media_type in ALLOWED.items()}
DOCUMENT_EXPORT: tuple[ExportColumn[DocumentRow], ...] = (
    plain("title", N_("Title")), plain("number", N_("Number")),
    ExportColumn(N_("Kind"), lambda one: told(one.kind_names)), *place(), plain("issued_on", N_("Date")),
    plain("valid_until", N_("Valid until")), standing("validity"), plain("media_type", N_("File type")),
    plain("size", N_("Size in bytes")),
)  # fmt: skip


@offers("document")
def document_columns(context: Context) -> list[Column[DocumentRow]]:
    """What the list can show of each."""
    return [
        Column("title", N_("Title"), _title, "title", 26, sort="title"),
        extra("number", N_("Number"), lambda one: one.number, 13),
        Column("kind", N_("Kind"), lambda one: told(one.kind_names), "text", 14),
        Column("about", N_("Belongs to"), lambda one: _about(one, context), "meta", 22),
        day_column("issued_on", N_("Date"), sort="issued"),
        Column("valid_until", N_("Valid until"), _valid, "meta", 14, sort="valid", latest_first=True),
        extra("published_at", N_("Shared on"), lambda one: _shared(one, context), 13, steady=True),
        Column("size", N_("Size"), lambda one: file_size(one.size), "", 8, figures=True),
        extra("media_type", N_("File type"), lambda one: _file_type(one.media_type), 9),
        Column("file", N_("Download"), _download, "action", 7, hidden_heading=True),
    ]  # fmt: skip


def document_list(found: Slice[DocumentRow], context: Context) -> Page:
    """One page of the documents."""
    words = Words(N_("Date"), N_("Valid until"), subject=N_("Title"))
    return record_list("document", document_columns(context), found, context, words)


def _file_type(media_type: str) -> str:
    """PDF, JPEG, …: the ending people know it by."""
    return _ENDINGS.get(media_type, media_type.rpartition("/")[2]).upper()


def _shared(one: DocumentRow, context: Context) -> str:
    """The day it became visible."""
    return day(one.published_at.astimezone(ZoneInfo(context.company.zone)).date())


def _title(one: DocumentRow) -> Node:
    shown = one.media_type in VIEWABLE
    address = f"/documents/{one.public_id}" + ("" if shown else "/download")
    return A(one.title, href=address, className="row-link record-link")


def _valid(one: DocumentRow) -> Node:
    """The last day, with a badge where it is near or past."""
    if one.valid_until is None:
        return None
    near = state_badge("validity", one.standing) if one.standing != "valid" else None
    return [day(one.valid_until), " ", near] if near else day(one.valid_until)


def _about(one: DocumentRow, context: Context) -> Node:
    if one.about is None:
        return None
    noun = NOUNS[one.about.noun]
    address = context.link(f"{noun.path}/{one.about.public_id}")
    return A(noun.title(one.about.number), href=address, className="record-link quiet")


def _download(one: DocumentRow) -> Node:
    words = _("Download %(title)s") % {"title": one.title}
    address = f"/documents/{one.public_id}/download"
    return A(icon("download"), sr(words), href=address, className="icon-button", download="")
