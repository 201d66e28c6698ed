"""Erasing an account, for staff: what goes and what stays, the typed confirmation, declining a request."""

from __future__ import annotations

from components.cards import card, facts, grid, notice
from components.forms import command_form, field, hidden, submit, text_field
from components.html import A, Div, Li, Node, P, Span, Tree, Ul
from components.page import Page, page
from data.records.erasure import LONGEST_ANSWER, LONGEST_REASON, ErasurePreview
from data.viewer import Viewer
from integrations.language import _, moment, number


def erase_page(viewer: Viewer, found: ErasurePreview, zone: str) -> Page:
    """Everything about erasing one account."""
    asked: Node = None
    if found.asked_at is not None:
        words = _("%(name)s asked for this on %(when)s.") % {
            "name": found.name, "when": moment(found.asked_at, zone)}  # fmt: skip
        asked = notice("warn", words)
    cards = [
        card("erase-what", _("What goes"), _goes(found), span=6),
        card("erase-stays", _("What stays"), _stays(), span=6),
        card("erase-confirm", _("Erase"), _erase_form(viewer, found), tone="bad", span=6 if found.asked_at else 12),
    ]
    if found.asked_at is not None:
        cards.append(card("erase-decline", _("Decline"), _decline_form(viewer, found), span=6))
    back = A(_("Back to the account"), href=f"/staff/accounts/{found.account}")
    return page(_("Erase %(name)s") % {"name": found.name}, asked, grid(*cards),
                context=Span(found.email, " · ", back))  # fmt: skip


def _goes(found: ErasurePreview) -> Tree:
    return facts([
        (_("Name"), found.name), (_("E-mail"), found.email), (_("Access to"), ", ".join(found.clients) or None),
        (_("Contacts"), number(found.contacts) if found.contacts else None),
        (_("Rights"), number(found.grants) if found.grants else None),
        (_("Messages"), number(found.messages) if found.messages else None),
        (_("Not sent yet"), number(found.waiting_messages) if found.waiting_messages else None),
    ])  # fmt: skip


def _stays() -> Tree:
    told = [
        _("Invoices, payments, contracts, quotes, reports and documents, unchanged."),
        _("The history of what happened, with “Erased person” where the name stood."),
        _("Texts and files that name the person, because they belong to a record."),
        _("Backups made before, until you delete them. A restore carries the erasure out again."),
    ]
    return Ul(*[Li(one) for one in told], className="plain-list")


def _erase_form(viewer: Viewer, found: ErasurePreview) -> Tree:
    words = _(
        "Access ends at once, and messages that wait are not sent. This cannot be undone. Tell the person yourself "
        "that it is done: the portal has no address of theirs any more."
    )
    return command_form(
        viewer, "/staff/accounts/erase", hidden("account", found.account), P(words),
        field("erase-reason", _("Reason, without saying who it is"), "reason", maxLength=LONGEST_REASON,
              autoComplete="off"),
        field("erase-typed", _("Type %(email)s to confirm") % {"email": found.email}, "typed", required=True,
              maxLength=254, autoComplete="off", autoCapitalize="none"),
        Div(submit(_("Erase for good"), kind="danger", id="erase-go"), className="cluster"),
        className="stack form-narrow",
    )  # fmt: skip


def _decline_form(viewer: Viewer, found: ErasurePreview) -> Tree:
    words = _("The person reads your answer in their account, and is told by mail that there is one.")
    return command_form(
        viewer, "/staff/accounts/decline-erasure", hidden("account", found.account), P(words),
        text_field("erase-answer", _("Why not"), "answer", required=True, maxLength=LONGEST_ANSWER, rows=4),
        Div(submit(_("Decline the request"), kind="plain", id="erase-decline-go"), className="cluster"),
        className="stack form-narrow",
    )  # fmt: skip
