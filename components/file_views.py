"""Files outside any record: the list's columns and the page of one, with the file in place."""

from __future__ import annotations

from dataclasses import replace

from components.cards import card, facts
from components.columns import offers
from components.context import Context
from components.document_page import opened_card
from components.export_columns import ExportColumn, place, plain, standing
from components.file_links import FILES, download_icon
from components.history import history_card
from components.html import A, Div, Node
from components.page import Page, page_header
from components.record_list import day_column, record_list, state_column
from components.record_page import ask_card, place_facts, place_words
from components.states import state_badge
from components.table import Column
from components.table_tools import Words
from components.viewer import Shown, viewer, viewer_actions, viewer_bar
from components.withdrawal_views import withdraw_card
from data.records.documents import Beside
from data.records.files import File, FileRow
from data.records.shared import Slice
from data.records.tables import Question
from integrations.language import N_, _, day, file_size

FILE_EXPORT: tuple[ExportColumn[FileRow], ...] = (
    plain("description", N_("Description")), plain("file_name", N_("File name")), *place(), standing("origin"),
    plain("added_on", N_("Added on")), plain("media_type", N_("File type")), plain("size", N_("Size in bytes")),
)  # fmt: skip


@offers("file")
def file_columns(_context: Context) -> list[Column[FileRow]]:
    """What the list can show of each."""
    return [
        Column("title", N_("Description"), lambda one: one.description, "title", 28, sort="description"),
        Column("name", N_("File name"), lambda one: one.file_name, "text", 20, sort="name"),
        state_column("file", heading=N_("Origin")),
        day_column("added_on", N_("Added on"), sort="added"),
        Column("size", N_("Size"), lambda one: file_size(one.size), "", 9, figures=True, sort="size"),
        Column("file", N_("Download"), _download, "action", 7, hidden_heading=True),
    ]


def file_list(found: Slice[FileRow], context: Context) -> Page:
    """One page of the files."""

    def title(one: FileRow) -> Node:
        address = FILES.page(one.public_id, context, asked=found.question.written())
        return A(one.description, href=address, className="row-link record-link")

    first, *others = file_columns(context)
    columns = [replace(first, cell=title), *others]
    words = Words(N_("Added on"), number=N_("File name"), subject=N_("Description"))
    return record_list("file", columns, found, context, words)


def _download(one: FileRow) -> Node:
    return download_icon(one.description, FILES.download(one.public_id))


def file_page(one: File, beside: Beside, question: Question, context: Context) -> Page:
    """The page of one file, as it was opened from the list of `question`."""
    shown = Shown(FILES, one.public_id, one.description, one.file_name, one.media_type, one.size)
    zone = one.around.zone
    words = " · ".join((day(one.added_on), *place_words(one.place, context)))
    known = [
        (_("Origin"), state_badge("origin", one.standing)), (_("Added by"), _who(one, context)),
        (_("Added on"), day(one.added_on)), (_("File name"), one.file_name), (_("Size"), file_size(one.size)),
    ]  # fmt: skip
    details = card("details", _("Details"), facts([*known, *place_facts(one.place, context)]))
    side = Div(details, ask_card(context, one.description), withdraw_card(context.viewer, "file", one.public_id),
               className="record-side")  # fmt: skip
    main = Div(viewer(shown), opened_card(one.openings, context, zone), history_card(one.around),
               className="record-main")  # fmt: skip
    content = [
        viewer_bar("file", FILES, beside, context, question.written()),
        page_header(one.description, words, viewer_actions(shown, context)),
        Div(main, side, className="record"),
    ]
    return Page(one.description, content, context.scope)


def _who(one: File, context: Context) -> str | None:
    """Who added it, as far as this person may know."""
    if one.own:
        return _("You")
    if one.added_by:
        return one.added_by
    return context.company.name if one.standing == "company" else one.place.client_name
