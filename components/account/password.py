"""Choosing, changing and removing the password."""

from __future__ import annotations

from components.account.words import outcome, places
from components.cards import card, facts
from components.forms import command_form, field, hidden, submit
from components.html import Button, Div, Node, P, Tree
from components.page import Page, page
from data.records.account import Account
from data.viewer import Viewer
from integrations.language import N_, _, moment
from integrations.password_rules import LONGEST, WEAK

DONE = {
    "chosen": N_("Your password is changed. All your other devices have to sign in again."),
    "removed": N_("Your password is removed. From now on you sign in with a code that we send you."),
}


def password_page(viewer: Viewer, account: Account, zone: str, done: str = "", wrong: str = "") -> Page:
    """The password's page; `wrong` names why the one that was typed cannot be chosen."""
    return page(
        _("Password"),
        places("/account/password"),
        outcome(DONE, done),
        card("account-password", _("Change the password") if account.has_password else _("Choose a password"),
             _state(account, zone), _form(viewer, account, wrong)),
        _removal(viewer) if account.has_password else None,
        context=_("A password is a convenience: a code sent to you always opens your account too."),
    )  # fmt: skip


def _state(account: Account, zone: str) -> Node:
    if not account.has_password:
        return P(_("You have no password. You sign in with codes."), className="account-text")
    if account.password_changed_at is None:
        return None
    return facts([(_("Last changed"), moment(account.password_changed_at, zone))])


def _form(viewer: Viewer, account: Account, wrong: str) -> Tree:
    help = (
        _("At least 8 characters, since you also have a second step. Pasting and password managers are welcome.")
        if account.has_factor
        else _("At least 15 characters: several words in a row are easy to remember. Pasting and password managers are "
               "welcome.")
    )  # fmt: skip
    return command_form(
        viewer, "/account/password/choose",
        # password managers file a password under the name beside it
        Div(hidden("username", account.email), hidden=True),
        Div(
            field("new-password", _("New password"), "password", type="password", autoComplete="new-password",
                  maxLength=LONGEST + 40, required=True, help=help, error=_(WEAK[wrong]) if wrong in WEAK else None),
            Button(_("Show"), type="button", className="button plain reveal", title=_("Show or hide the password"),
                   data_reveal="new-password", data_show=_("Show"), data_hide=_("Hide")),
            className="reveal-field",
        ),
        submit(_("Save the password")),
        P(_("All other devices have to sign in again, and we tell you by mail."), className="help"),
        className="account-form",
    )  # fmt: skip


def _removal(viewer: Viewer) -> Tree:
    form = command_form(viewer, "/account/password/remove", submit(_("Remove the password"), kind="danger"),
                        className="account-aside")  # fmt: skip
    words = P(
        _("Without a password nobody can guess it. You sign in with codes sent to you."), className="account-text"
    )
    return card("account-no-password", _("Do without a password"), words, form)
