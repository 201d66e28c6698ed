"""The second step: authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from collections.abc import Sequence

from components.account.words import outcome, places
from components.badges import badge
from components.cards import card, notice, row, row_list
from components.forms import command_form, field, hidden, submit
from components.html import Button, Code, Div, Img, Node, P, Span, Tree, icon, sr
from components.page import Page, page
from data.records.account import Account, Passkey
from data.viewer import Viewer
from integrations.language import N_, _, moment, ngettext, number

DONE = {
    "removed": N_("The authenticator app is removed."),
    "passkey": N_("The passkey is added."),
    "no_passkey": N_("The passkey is removed."),
}
_PASSKEY_FAILED = N_("The passkey was not added. Please try again.")
WRONG = {
    "totp": N_("These digits are not right. Check the clock of your phone and type those it shows now."),
    "needed": N_("Your role needs a second step: add another one first, then remove this one."),
    "many": N_("Too many tries. Please wait a few minutes."),
}


def factors_page(
    viewer: Viewer, account: Account, passkeys: Sequence[Passkey], zone: str, done: str = "", wrong: str = ""
) -> Page:
    """What is set up, and what can be."""
    return page(
        _("Second step"),
        places("/account/factors"),
        _duty(viewer),
        outcome(DONE, done),
        outcome(WRONG, wrong, "bad"),
        _app(viewer, account, zone),
        _passkeys(viewer, passkeys, zone),
        _recovery(viewer, account) if account.has_factor else None,
        context=_("Whoever finds out your password, or reads your mail, still does not get in."),
    )


def _duty(viewer: Viewer) -> Node:
    if not viewer.enrolling:
        return None
    words = _("Your role needs a second step. Set up an authenticator app or a passkey here; then everything opens.")
    return notice("info", P(words))


def _app(viewer: Viewer, account: Account, zone: str) -> Tree:
    words = P(_("An app on your phone shows six digits that change every half minute. It works without a connection."),
              className="account-text")  # fmt: skip
    if account.totp_since is None:
        form = command_form(viewer, "/account/factors/app/begin", submit(_("Set up an app")), className="account-aside")
        return card("account-app", _("Authenticator app"), words, form, badge=badge("mute", _("Not set up")))
    since = P(_("Set up on %(when)s") % {"when": moment(account.totp_since, zone)}, className="account-text")
    form = command_form(viewer, "/account/factors/app/remove", submit(_("Remove the app"), kind="danger"),
                        className="account-aside")  # fmt: skip
    return card("account-app", _("Authenticator app"), since, form, badge=badge("ok", _("Set up")))


def _passkeys(viewer: Viewer, passkeys: Sequence[Passkey], zone: str) -> Tree:
    words = P(_("Fingerprint, face or the lock of your device instead of password and code. Nothing can be guessed or "
                "given away."), className="account-text")  # fmt: skip
    add = Button(icon("key"), Span(_("Add a passkey")), type="button", className="button plain passkey",
                 data_passkey="/account/passkeys", data_failed=_(_PASSKEY_FAILED))  # fmt: skip
    error = P("", className="field-error", role="alert", data_passkey_error="1")
    without = P(_("Passkeys cannot be made in this browser, or not at this address."), className="help no-passkey")
    rows = [_passkey(viewer, one, zone) for one in passkeys]
    state = badge("ok", _("Set up")) if rows else badge("mute", _("Not set up"))
    return card("account-passkeys", _("Passkeys"), words, row_list(*rows) if rows else None,
                Div(add, error, without, className="account-aside"), badge=state)  # fmt: skip


def _passkey(viewer: Viewer, one: Passkey, zone: str) -> Tree:
    told = _("Added on %(when)s") % {"when": moment(one.created_at, zone)}
    if one.last_used_at is not None:
        told += " · " + _("last used on %(when)s") % {"when": moment(one.last_used_at, zone)}
    remove = command_form(
        viewer, "/account/factors/passkey/remove", hidden("passkey", one.public_id),
        submit([_("Remove"), sr(" – ", one.name)], kind="plain small"),
    )  # fmt: skip
    return row(one.name, told, icon_name="key", actions=remove)


def _recovery(viewer: Viewer, account: Account) -> Tree:
    left = account.recovery_left
    words = ngettext("%(n)s unused code is left.", "%(n)s unused codes are left.", left) % {"n": number(left)}
    form = command_form(
        viewer, "/account/factors/recovery", submit(_("Make new codes"), kind="plain"),
        P(_("The old ones stop working."), className="help"), className="account-end",
    )  # fmt: skip
    state = badge("ok" if left > 3 else "warn", words)
    return card("account-recovery", _("Recovery codes"),
                P(_("Each of them opens your account once when phone or passkey are lost."), className="account-text"),
                form, badge=state)  # fmt: skip


def setup_page(viewer: Viewer, secret: str, picture: str, wrong: str = "") -> Page:
    """The QR code, the secret for those who cannot scan it, and the digits that prove it worked."""
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    form = command_form(
        viewer, "/account/factors/app/confirm",
        P(_("1. Scan the picture with an authenticator app, or type this key into it:")),
        Code(grouped, className="secret"),
        field("app-code", _("2. Type the six digits it shows now"), "code", inputMode="numeric",
              autoComplete="one-time-code", maxLength=12, required=True,
              error=_(WRONG[wrong]) if wrong in WRONG else None),
        submit(_("Switch the app on")), className="account-form",
    )  # fmt: skip
    return page(
        _("Set up an app"),
        places("/account/factors"),
        card("account-setup", _("Authenticator app"),
             Div(Img(src=picture, alt=_("QR code with the key of your account"), className="qr", width=208, height=208),
                 form, className="setup")),
    )  # fmt: skip
