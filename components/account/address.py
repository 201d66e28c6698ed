"""Changing the own e-mail address or mobile number: the new one is typed, then proved by a code sent there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from components.account.words import places
from components.cards import card
from components.forms import command_form, field, hidden, submit
from components.html import A, Node, P
from components.page import Page, page
from data.records.account import Account
from data.viewer import Viewer
from integrations.language import N_, _
from integrations.telephone import telephone

WRONG = {
    "email": N_("Enter an e-mail address, like name@company.com."),
    "phone": N_("Enter a mobile number with its country code, like +34 612 345 678."),
    "code": N_("This code is not right, or no longer valid."),
    "taken": N_("This address cannot be used. Please choose another one, or call us."),
    "many": N_("Too many tries. Please wait a few minutes."),
}


@dataclass(frozen=True, slots=True)
class Changing:
    """What is being changed, in words: `path` is its page, `now` what is on file."""

    path: str
    title: str
    label: str
    sent: str
    now: str
    input: dict[str, Any]


def email_change(account: Account) -> Changing:
    """The words for an e-mail address."""
    told = {"type": "email", "autoComplete": "email", "maxLength": 254}
    words = N_("If %(to)s can be used, six digits are on their way there. Type them here.")
    return Changing(
        "/account/email", _("Change the e-mail address"), _("New e-mail address"), words, account.email, told
    )


def phone_change(account: Account) -> Changing:
    """The words for a mobile number."""
    told = {"type": "tel", "autoComplete": "tel", "maxLength": 40}
    words = N_("Six digits are on their way to %(to)s. Type them here.")
    now = telephone(account.phone or "")
    return Changing("/account/phone", _("Change the mobile number"), _("New mobile number"), words, now, told)


def address_page(viewer: Viewer, what: Changing, new: str = "", wrong: str = "", removable: bool = False) -> Page:
    """First the new one, then (with `new`) the code that was sent there."""
    error = _(WRONG[wrong]) if wrong in WRONG else None
    step = _code(viewer, what, new, error) if new else _new(viewer, what, error)
    remove: Node = None
    if removable and not new:
        remove = command_form(viewer, f"{what.path}/remove", submit(_("Remove the number"), kind="danger"),
                              className="account-aside")  # fmt: skip
    return page(
        what.title,
        places("/account"),
        card("account-address", what.title,
             P(_("On file: %(now)s") % {"now": what.now}, className="account-text") if what.now else None,
             step, remove),
    )  # fmt: skip


def _new(viewer: Viewer, what: Changing, error: str | None) -> Node:
    return command_form(
        viewer, f"{what.path}/send",
        field("new-address", what.label, "new", required=True, error=error, **what.input),
        submit(_("Send me a code there")), className="account-form",
    )  # fmt: skip


def _code(viewer: Viewer, what: Changing, new: str, error: str | None) -> Node:
    return command_form(
        viewer, f"{what.path}/confirm", hidden("new", new),
        P(_(what.sent) % {"to": new}),
        field("address-code", _("Six-digit code"), "code", inputMode="numeric", autoComplete="one-time-code",
              maxLength=12, required=True, error=error),
        submit(_("Change it")),
        P(A(_("Another one instead"), href=what.path)), className="account-form",
    )  # fmt: skip
