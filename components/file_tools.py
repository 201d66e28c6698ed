"""What may be done with one file: staff attach or delete it, its owner takes it back, nobody opens an unsafe one."""

from __future__ import annotations

from components.cards import button_link, card
from components.context import Context
from components.file_links import FILES
from components.forms import command_form, submit
from components.html import Div, P, Section, Span, Tree, icon
from data.records.files import File
from data.viewer import Permission
from integrations.language import _


def closed_file(one: File) -> Tree:
    """In place of the file: why it cannot be opened."""
    if one.scan == "infected":
        title, words = (
            _("A virus was found in this file"),
            _("It is kept apart and can neither be opened nor downloaded."),
        )
        name = P(_("The scanner calls it %(virus)s.") % {"virus": one.virus or "?"}, className="muted small")
    else:
        title, words = _("This file is still being checked"), _("It opens as soon as the virus check is done.")
        name = None
    return Section(
        Div(icon("shield-lock" if one.scan == "infected" else "hourglass-split", "file-closed-icon"),
            P(title, className="file-closed-title"), P(words), name, className="file-closed"),
        className="card", aria_label=title,
    )  # fmt: skip


def take_back_card(one: File, context: Context) -> Tree | None:
    """For who uploaded it, as long as nobody has looked at it."""
    if context.viewer.is_staff or context.viewer.read_only or not one.own or one.standing != "client" or one.seen:
        return None
    form = command_form(
        context.viewer, f"{FILES.path}/{one.public_id}/take-back",
        P(_("Nobody has looked at it yet. You can still take it back."), className="muted small"),
        submit(_("Take it back"), kind="plain small", icon_name="arrow-left"), className="stack",
    )  # fmt: skip
    return card("take-back", _("Sent by mistake?"), form)


def staff_card(one: File, context: Context) -> Tree | None:
    """For staff who handle files: make it a document of a record, or delete it."""
    if not context.viewer.may(Permission.MANAGE_FILES):
        return None
    delete = command_form(
        context.viewer, f"/staff/files/{one.public_id}/delete",
        submit(_("Delete"), kind="danger small", icon_name="trash"),
    )  # fmt: skip
    attach = None
    if one.opens:
        attach = button_link(_("Attach to a record"), f"/files/{one.public_id}/attach", icon_name="link-45deg",
                             kind="plain small")  # fmt: skip
    words = Span(_("A deleted file is hidden at once and can be had back for some time."), className="muted small")
    return card("staff", _("For staff"), Div(Div(attach, delete, className="cluster"), words, className="stack"))
