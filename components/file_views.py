"""Files outside any record: the list's columns and the page of one, with the file in place."""

from __future__ import annotations

from dataclasses import replace

from components.cards import button_link, card, facts, notice
from components.columns import offers
from components.context import Context
from components.export_columns import ExportColumn, place, plain, standing
from components.file_links import FILES, download_icon
from components.file_tools import closed_file, staff_card, take_back_card
from components.history import history_card, opened_card
from components.html import A, Div, Node
from components.nouns import NOUNS
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
from data.viewer import Area, Permission
from integrations.language import N_, _, day, file_size, moment

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


SAID = {"received": N_("Your files were received."), "taken-back": N_("The file was taken back.")}


def file_list(found: Slice[FileRow], context: Context, said: str = "") -> Page:
    """One page of the files; `said` is what has just happened to one."""

    def title(one: FileRow) -> Node:
        address = FILES.page(one.public_id, context, asked=found.question.written())
        name = A(one.description, href=address, className="row-link record-link")
        return name if one.opens else [name, " ", scan_badge(one.scan)]

    first, *others = file_columns(context)
    columns = [replace(first, cell=title), *others]
    words = Words(N_("Added on"), number=N_("File name"), subject=N_("Description"))
    add = add_files(context, "/files/new") if adds_files(context) else ()
    told = notice("ok", _(SAID[said]), role="status") if said in SAID else None
    shown = record_list("file", columns, found, context, words, add)
    return replace(shown, content=[told, shown.content]) if told else shown


def adds_files(context: Context) -> bool:
    """Whether this person may add files."""
    viewer = context.viewer
    return viewer.may(Permission.MANAGE_FILES) if viewer.is_staff else viewer.sees(Area.FILES) and not viewer.read_only


def add_files(context: Context, path: str, **about: str) -> list[Node]:
    """The button that leads to the form."""
    words = _("Hand over files") if context.viewer.is_staff else _("Add files")
    return [button_link(words, context.link(path, **about), icon_name="plus-lg", kind="primary")]


def scan_badge(scan: str) -> Node:
    """What the virus scanner means for a file; nothing for one that opens."""
    return state_badge("scan", scan) if scan in ("pending", "infected") else None


def _download(one: FileRow) -> Node:
    return None if not one.opens else download_icon(one.description, FILES.download(one.public_id))


def file_page(one: File, beside: Beside, question: Question, context: Context) -> Page:
    """The page of one file, as it was opened from the list of `question`."""
    shown = Shown(FILES, one.public_id, one.description, one.file_name, one.media_type, one.size)
    zone = one.around.zone
    noun = NOUNS[one.about.noun] if one.about else None
    words = " · ".join((day(one.added_on), *place_words(one.place, context)))
    known = [
        (_("Origin"), state_badge("origin", one.standing)), (_("Added by"), _who(one, context)),
        (_("Added on"), moment(one.created_at, zone) if one.standing == "client" else day(one.added_on)),
        (_("File name"), one.file_name), (_("Size"), file_size(one.size)),
        (_("Belongs to"), A(noun.title(one.about.number), href=f"{noun.path}/{one.about.public_id}")
         if noun and one.about else None),
        (_("Looked at"), (_("Yes") if one.seen else _("Not yet")) if one.standing == "client" else None),
        (_("Virus check"), state_badge("scan", one.scan) if one.scan != "off" else None),
    ]  # fmt: skip
    details = card("details", _("Details"), facts([*known, *place_facts(one.place, context)]))
    staff = staff_card(one, context)
    side = Div(details, staff, take_back_card(one, context), ask_card(context, one.description),
               None if staff else withdraw_card(context.viewer, "file", one.public_id),
               className="record-side")  # fmt: skip
    shown_or_why = viewer(shown) if one.opens else closed_file(one)
    main = Div(shown_or_why, opened_card(one.openings, context.viewer, zone), history_card(one.around),
               className="record-main")  # fmt: skip
    content = [
        viewer_bar("file", FILES, beside, context, question.written()),
        page_header(one.description, words, viewer_actions(shown, context) if one.opens else ()),
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
