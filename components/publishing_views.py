"""Publishing, for staff: dropping files, batches that wait, and the history of all of them."""

from __future__ import annotations

from collections.abc import Sequence

from components.badges import badge
from components.cards import button_link, card, empty_state, row, row_list
from components.forms import hidden
from components.html import Div, Nav, Node, P, Tree
from components.page import Page, page
from components.publishing_words import PATH, batch_title, counts_told
from components.upload_box import upload_box
from data.records.publishing import Batch, Batches
from data.viewer import Viewer
from integrations.language import _, moment, ngettext, number

AT_ONCE = 300  # files in one go


def publishing_page(
    viewer: Viewer, waiting: Sequence[Batch], found: Batches, zone: str, batch: str, *, after: int | None = None,
    refused: Sequence[tuple[str, str]] = (),
) -> Page:  # fmt: skip
    """The page; `batch` is the id that a new batch will have."""
    words = _("Drop your PDF files. Each is matched with client, site and record by the numbers in its name and text. "
              "Clients see nothing before you confirm it.")  # fmt: skip
    box = upload_box(
        viewer, f"{PATH}/upload", hidden("batch", batch), id="publish", kinds=("pdf",), files=AT_ONCE, refused=refused,
        button=_("Upload and match"),
        more=button_link(_("Show what was taken"), f"{PATH}?batch={batch}",
                         kind="quiet" if refused else "quiet publishing-way"),
    )  # fmt: skip
    drop = card("drop", _("New batch"), P(words, className="publishing-lead"), box)
    one = button_link(_("Add one document"), f"{PATH}/add", icon_name="plus-lg")
    return page(
        _("Publishing"), *([] if after else [drop, _waiting(waiting, zone)]), _history(found, zone, after),
        context=_("Documents for clients: matched, confirmed, taken back."), actions=[one],
    )  # fmt: skip


def _waiting(batches: Sequence[Batch], zone: str) -> Tree:
    if not batches:
        nothing = empty_state(_("Nothing waits"), _("Files that wait to be confirmed stand here."),
                              icon_name="check-circle-fill")  # fmt: skip
        return card("waiting", _("Waits to be confirmed"), nothing)
    return card("waiting", _("Waits to be confirmed"), row_list(*[_row(one, zone) for one in batches]))


def _history(found: Batches, zone: str, after: int | None) -> Tree:
    if not found.found:
        nothing = empty_state(_("No batches yet"), _("What was published from here is kept in this list."),
                              icon_name="clock")  # fmt: skip
        return card("history", _("Earlier batches"), nothing)
    ways: list[Node] = []
    if after:
        ways.append(button_link(_("First page"), PATH, kind="plain small", id="page-first", data_top="1"))
    if found.following:
        following = f"{PATH}?after={found.following}"
        ways.append(button_link(_("Next page"), following, kind="plain small", id="page-next", data_top="1"))
    pages = Nav(*ways, className="cluster", aria_label=_("Pages")) if ways else None
    return card("history", _("Earlier batches"), row_list(*[_row(one, zone) for one in found.found]), pages)


def _row(one: Batch, zone: str) -> Tree:
    alone = one.origin == "record" and one.file_name
    title = one.file_name if alone else batch_title(one, zone)
    who = one.by or _("the command line")
    when = _("%(when)s by %(who)s") % {"when": moment(one.created_at, zone), "who": who} if alone else who
    told = None
    if one.told:
        words = ngettext("%(n)s person was told", "%(n)s people were told", one.told)
        told = words % {"n": number(one.told)}
    meta = [Div(part) for part in (when, counts_told(one), told) if part]
    return row(title, meta, href=f"{PATH}/{one.public_id}", badge=state_of(one),
               icon_name="file-earmark-pdf" if alone else "folder2-open")  # fmt: skip


def state_of(one: Batch) -> Tree:
    """How a batch stands, as a badge."""
    if one.undone_at:
        return badge("mute", _("Taken back"), "eye-slash")
    if one.uncertain:
        return badge("warn", _("To decide"))
    if one.certain:
        return badge("info", _("To be confirmed"))
    if one.published:
        return badge("ok", _("All published") if not one.discarded else _("Published"))
    return badge("mute", _("Nothing published"))
