"""My downloads: each ZIP a person asked for, how far it is, and the way to it."""

from __future__ import annotations

from collections.abc import Sequence

from components.cards import button_link, card, empty_state, row, row_list
from components.html import Div, Node, P, Progress, Span, Tree, icon
from components.page import Page, page
from components.states import state_badge
from data.records.downloads import INTERRUPTED, KEPT, NO_ACCESS, NO_STORAGE, NOTHING_LEFT, Download
from data.viewer import Viewer
from integrations.language import N_, _, file_size, moment, ngettext, number

LOOK_AGAIN = 4  # seconds
REASONS = {
    NO_ACCESS: N_("Your access no longer allows taking these documents away."),
    NOTHING_LEFT: N_("None of these documents can be taken away any more."),
    NO_STORAGE: N_("The files could not be read. Please ask for it again."),
    INTERRUPTED: N_("It could not be finished. Please ask for it again."),
}


def downloads_page(found: Sequence[Download], viewer: Viewer, zone: str) -> Page:
    """The person's ZIP files, newest first; times in the company's zone."""
    kept = KEPT.days
    words = ngettext(
        "ZIP files you asked for. Each is kept for %(n)s day and opens for you alone.",
        "ZIP files you asked for. Each is kept for %(n)s days and opens for you alone.", kept,
    ) % {"n": number(kept)}  # fmt: skip
    if not found:
        documents = button_link(_("Documents"), "/documents", icon_name="folder2-open", kind="plain")
        why = _("Choose documents in their list and download them as a ZIP file. Large ones appear here.")
        nothing = empty_state(_("No downloads yet"), why, icon_name="download", action=documents)
        return page(_("My downloads"), card("downloads", _("ZIP files"), nothing), context=words)
    moving = sum(one.moving for one in found)
    again = button_link(_("Refresh"), "/downloads", icon_name="arrow-clockwise", id="refresh",
                        data_refresh=str(LOOK_AGAIN)) if moving else None  # fmt: skip
    rows = row_list(*[_row(one, viewer, zone) for one in found])
    content = card("downloads", _("ZIP files"), P(_told(found, moving), role="status", data_announce="1",
                                                  className="card-lead"), rows)  # fmt: skip
    return page(_("My downloads"), content, context=words, actions=[again] if again else ())


def _told(found: Sequence[Download], moving: int) -> str:
    if moving:
        return _("A ZIP file is being packed. This page looks again by itself; you also get a mail when it is ready.")
    ready = sum(one.state == "ready" and not one.withdrawn for one in found)
    if not ready:
        return _("Nothing is ready to download.")
    return ngettext("%(n)s file is ready to download.", "%(n)s files are ready to download.", ready) % {
        "n": number(ready)
    }


def _row(one: Download, viewer: Viewer, zone: str) -> Tree:
    count = one.packed if one.state in ("ready", "expired") else one.documents
    title = ngettext("%(n)s document", "%(n)s documents", count) % {"n": number(count)}
    open_to_them = one.state == "ready" and not one.withdrawn and viewer.exports
    action = button_link(_("Download"), f"/downloads/{one.public_id}", icon_name="download", kind="plain small",
                         download="") if open_to_them else None  # fmt: skip
    standing = "withdrawn" if one.state == "ready" and not open_to_them else one.state
    lines: list[Node] = [Div(_("Asked for %(when)s") % {"when": moment(one.created_at, zone)}), *_words(one, zone)]
    if one.state == "ready" and not viewer.exports:
        lines.append(Div(_(REASONS[NO_ACCESS])))
    return row(
        title, lines, icon_name="folder2-open", badge=state_badge("download", standing), actions=action or (),
        value=file_size(one.size) if one.size and one.state == "ready" else None,
    )  # fmt: skip


def _words(one: Download, zone: str) -> list[Node]:
    if one.state == "working":
        words = _("%(packed)s of %(whole)s packed") % {"packed": number(one.packed), "whole": number(one.documents)}
        bar = Progress(value=one.packed, max=max(one.documents, 1), className="progress", aria_label=words)
        return [Div(bar, Span(words), className="progress-line")]
    if one.state == "failed":
        return [Div(icon("exclamation-triangle"), " ", _(REASONS.get(one.error or "", REASONS[INTERRUPTED])))]
    if one.state != "ready":
        return []
    if one.withdrawn:
        return [Div(_("Something in it has been withdrawn since. Please ask for a new one."))]
    left_out = one.documents - one.packed
    missing = ngettext(
        "%(n)s document is left out: it has been withdrawn, or may not be taken away.",
        "%(n)s documents are left out: they have been withdrawn, or may not be taken away.", left_out,
    ) % {"n": number(left_out)} if left_out else ""  # fmt: skip
    until = _("Kept until %(when)s") % {"when": moment(one.expires_at, zone)} if one.expires_at else ""
    return [Div(words) for words in (until, missing) if words]
