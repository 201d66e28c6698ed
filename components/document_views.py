"""Documents: the list's columns. A document has no page of its own: it opens."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from components.columns import extra, offers
from components.context import Context
from components.export_columns import ExportColumn, place, plain, standing
from components.file_links import DOCUMENTS, download_icon
from components.forms import command_form, submit
from components.html import A, Div, Input, Label, Node, Span, Tree, icon, sr
from components.nouns import NOUNS
from components.page import Page
from components.record_list import day_column, record_list
from components.states import state_badge
from components.table import Column
from components.table_tools import Words
from components.withdrawal_views import withdraw_address
from data.records.documents import DocumentRow
from data.records.shared import Slice
from data.viewer import Permission
from integrations.files import ALLOWED
from integrations.language import N_, _, day, file_size, ngettext, number, told

_ENDINGS = {media_type: ending for ending, media_type in ALLOWED.items()}
ZIP_FORM = "zip"
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
        Column("title", N_("Title"), lambda one: one.title, "title", 26, sort="title"),
        extra("number", N_("Number"), lambda one: one.number, 13),
        Column("kind", N_("Kind"), lambda one: told(one.kind_names), "text", 14),
        Column("about", N_("Belongs to"), lambda one: _about(one, context), "meta", 22),
        day_column("issued_on", N_("Date"), sort="issued"),
        Column("valid_until", N_("Valid until"), _valid, "meta", 14, sort="valid", latest_first=True),
        extra("published_at", N_("Shared on"), lambda one: _shared(one, context), 13, steady=True),
        Column("size", N_("Size"), lambda one: file_size(one.size), "", 8, figures=True),
        extra("media_type", N_("File type"), lambda one: _file_type(one.media_type), 9),
        _last(context),
    ]  # fmt: skip


def document_list(found: Slice[DocumentRow], context: Context) -> Page:
    """One page of the documents."""
    asked = found.question.written()

    def title(one: DocumentRow) -> Node:
        link = A(one.title, href=DOCUMENTS.page(one.public_id, context, asked=asked), className="row-link record-link")
        return _to_tick(one, link) if _choosing(context) else link

    first, *others = document_columns(context)
    above = _zip_form(found, context) if _choosing(context) else None
    words = Words(N_("Date"), N_("Valid until"), subject=N_("Title"))
    return record_list("document", [replace(first, cell=title), *others], found, context, words, above=above)


def _last(context: Context) -> Column[DocumentRow]:
    """The icons at the end: for staff who publish also the way to take it back."""
    publishing = context.viewer.may(Permission.PUBLISH)
    cell = _actions if publishing else _download
    return Column("file", N_("Download"), cell, "action", 10 if publishing else 7, hidden_heading=True)


def _choosing(context: Context) -> bool:
    """Whether several may be taken away at once: staff who look as somebody change and take nothing."""
    return context.exports and not context.viewer.read_only


def _file_type(media_type: str) -> str:
    """PDF, JPEG, …: the ending people know it by."""
    return _ENDINGS.get(media_type, media_type.rpartition("/")[2]).upper()


def _shared(one: DocumentRow, context: Context) -> str:
    """The day it became visible."""
    return day(one.published_at.astimezone(ZoneInfo(context.company.zone)).date())


def _zip_form(found: Slice[DocumentRow], context: Context) -> Tree:
    """Taking several away at once: those that are ticked below, or all that the list finds."""
    address = context.link("/documents/zip", **found.question.written())
    whole = _("Download all as ZIP")
    if not found.capped:
        whole = ngettext("Download %(n)s document as ZIP", "Download all %(n)s documents as ZIP", found.total)
    return command_form(
        context.viewer, address,
        Label(Input(type="checkbox", id="pick-all", data_pick_all=ZIP_FORM), Span(_("Select all on this page")),
              className="pick-all"),
        submit(_("Download selected as ZIP"), kind="plain small", icon_name="download", name="what", value="ticked"),
        submit(whole % {"n": number(found.total)}, kind="plain small", icon_name="download", name="what", value="all"),
        id=ZIP_FORM, className="pick-bar", data_again="1",
    )  # fmt: skip


def _to_tick(one: DocumentRow, link: Tree) -> Tree:
    """The title with a box to tick it for the ZIP."""
    box = Input(type="checkbox", name="document", value=one.public_id, form=ZIP_FORM)
    return Div(Label(box, sr(_("Select %(title)s") % {"title": one.title}), className="pick"), link, className="picked")


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
    return download_icon(one.title, DOCUMENTS.download(one.public_id))


def _actions(one: DocumentRow) -> Node:
    """For staff who publish: also the way to take it back."""
    words = _("Withdraw %(record)s") % {"record": one.title}
    address = withdraw_address("document", one.public_id)
    return Span(_download(one), A(icon("eye-slash"), sr(words), href=address, className="icon-button"),
                className="icon-pair")  # fmt: skip
