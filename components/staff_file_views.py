"""For staff: all files of all clients, the trash, handing over, and making a document of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from components.cards import button_link, card, empty_state, notice, row, row_list
from components.columns import offers
from components.context import Context
from components.export_columns import ExportColumn, place, plain, standing
from components.file_links import FILES, download_icon, file_shape
from components.forms import command_form, error_summary, field, filter_form, hidden, select_field, submit
from components.html import H2, A, Div, Node, P, Section, Tree
from components.nouns import NOUNS
from components.page import Page, page
from components.record_list import record_list, state_column
from components.table import Column
from components.table_tools import Words
from data.records.files import DeletedFile, File, StaffFileRow
from data.records.shared import Slice
from data.records.tables import KindChoice
from data.records.uploads import ABOUT
from data.viewer import ClientChoice, Permission, Viewer
from integrations.language import N_, _, day, file_size, moment, ngettext, number, told

UPLOAD_EXPORT: tuple[ExportColumn[StaffFileRow], ...] = (
    plain("description", N_("Description")), plain("file_name", N_("File name")), *place(), standing("upload"),
    plain("added_on", N_("Added on")), plain("came_at", N_("Added at")), plain("added_by", N_("Added by")),
    plain("media_type", N_("File type")), plain("size", N_("Size in bytes")), plain("virus", N_("Virus found")),
)  # fmt: skip


@offers("upload")
def staff_file_columns(context: Context) -> list[Column[StaffFileRow]]:
    """What the list can show of each."""
    zone = context.company.zone

    def title(one: StaffFileRow) -> Node:
        return A(one.description, href=FILES.page(one.public_id), className="row-link record-link")

    def added(one: StaffFileRow) -> Node:
        return moment(one.came_at, zone) if one.came_at else day(one.added_on)

    return [
        Column("title", N_("Description"), title, "title", 26, sort="description"),
        state_column("upload"),
        Column("added", N_("Added on"), added, "meta", 15, steady=True,
               latest_first=True, sort="added"),
        Column("by", N_("Added by"), lambda one: one.added_by, "meta", 14),
        Column("name", N_("File name"), lambda one: one.file_name, "text", 18, sort="name"),
        Column("size", N_("Size"), lambda one: file_size(one.size), "", 9, figures=True, sort="size"),
        Column("file", N_("Download"), _download, "action", 7, hidden_heading=True),
    ]  # fmt: skip


def staff_file_list(found: Slice[StaffFileRow], context: Context, deleted: str = "") -> Page:
    """One page of all files; `deleted` is one that has just been, and can be had back at once."""
    words = Words(N_("Added on"), number=N_("File name"), subject=N_("Description"))
    actions: list[Node] = []
    if context.viewer.may(Permission.MANAGE_FILES):
        actions = [
            button_link(_("Trash"), "/staff/files/trash", icon_name="trash", kind="plain"),
            button_link(_("Hand over files"), context.link("/files/new") if context.narrowed else
                        "/staff/files/hand-over", icon_name="plus-lg", kind="primary"),
        ]  # fmt: skip
    shown = record_list("upload", staff_file_columns(context), found, context, words, actions)
    if not deleted:
        return shown
    undo = restore_form(context.viewer, deleted, _("Undo"), "plain small")
    told_of = notice("ok", Div(P(_("The file was deleted.")), undo, className="between"), role="status")
    return replace(shown, content=[told_of, shown.content])


def _download(one: StaffFileRow) -> Node:
    return download_icon(one.description, FILES.download(one.public_id)) if one.opens else None


def restore_form(viewer: Viewer, file: str, words: str, kind: str) -> Tree:
    """The button that has a deleted file back."""
    return command_form(viewer, f"/staff/files/{file}/restore", submit(words, kind=kind, icon_name="arrow-clockwise"))


def trash_page(found: Sequence[DeletedFile], viewer: Viewer, zone: str) -> Page:
    """What was deleted and can still be had back."""
    title = _("Trash")
    context = _("Deleted files: nobody sees them, and their bytes go when their time is over.")
    actions = [button_link(_("All files"), "/staff/files", icon_name="arrow-left")]
    if not found:
        content: Node = empty_state(_("The trash is empty"), _("Files that staff delete wait here."), icon_name="trash")
    else:
        content = row_list(*[_deleted(one, viewer, zone) for one in found])
    return page(title, card("trash", title, content), context=context, actions=actions)


def _deleted(one: DeletedFile, viewer: Viewer, zone: str) -> Tree:
    where = " · ".join(part for part in (one.client_name, one.site_name, one.file_name, file_size(one.size)) if part)
    when = _("%(when)s by %(who)s") % {"when": moment(one.deleted_at, zone), "who": one.deleted_by or "–"}
    until = _("To be had back until %(when)s") % {"when": moment(one.until, zone)}
    return row(one.description, [Div(where), Div(when), Div(until)], icon_name=file_shape(one.media_type),
               actions=restore_form(viewer, one.public_id, _("Restore"), "plain small"))  # fmt: skip


def hand_over_page(found: Sequence[ClientChoice], search: str, limit: int) -> Page:
    """Before files are handed over: to whom; `limit` clients are shown at most."""
    form = filter_form(
        "/staff/files/hand-over",
        field("client-search", _("Search clients"), "q", type="search", value=search, label_hidden=True,
              placeholder=_("Name or number")),
        submit(_("Search"), kind="plain", icon_name="search"), className="list-search upload-search", role="search",
    )  # fmt: skip
    rows = [row(one.name, href=f"/files/new?client={one.public_id}", icon_name="buildings") for one in found]
    none = empty_state(_("No client found"), _("No name or number contains these words."), icon_name="search")
    title = _("Hand over files")
    whom = H2(_("To which client?"), className="subtitle")
    first = ngettext("The first %(n)s client is shown; search for others.",
                     "The first %(n)s clients are shown; search for others.", limit)  # fmt: skip
    more = P(first % {"n": number(limit)}, className="card-note") if len(found) == limit else None
    return page(title, Section(form, whom, row_list(*rows) if rows else none, more, className="card place-choice",
                               aria_label=title))  # fmt: skip


def attach_page(
    one: File, kinds: Sequence[KindChoice], typed: Mapping[str, str], errors: Mapping[str, str], viewer: Viewer
) -> Page:
    """The form that makes a document of a file."""
    nouns = [(noun, _(NOUNS[noun].many)) for noun in ABOUT]
    form = command_form(
        viewer, f"/files/{one.public_id}/attach",
        select_field("attach-noun", _("Kind of record"), "noun", nouns, value=typed["noun"], error=errors.get("noun")),
        field("attach-number", _("Its number"), "number", value=typed["number"], required=True,
              error=errors.get("number"), autoComplete="off"),
        field("attach-title", _("Title of the document"), "title", value=typed["title"], required=True,
              error=errors.get("title")),
        select_field("attach-kind", _("Kind of document"), "kind", [(k.code, told(k.names, k.code)) for k in kinds],
                     value=typed["kind"], error=errors.get("kind")),
        P(_("A copy is published at once: everybody who sees the record sees the document."), className="muted small"),
        Div(submit(_("Publish"), icon_name="check-lg"),
            button_link(_("Cancel"), FILES.page(one.public_id), kind="quiet"), className="cluster"),
        hidden("file", one.public_id), className="stack",
    )  # fmt: skip
    found = {f"attach-{name}": words for name, words in errors.items()}
    return page(_("Attach to a record"), error_summary(found), card("attach-file", one.description, form),
                context=one.place.client_name)  # fmt: skip
