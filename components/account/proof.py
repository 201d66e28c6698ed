"""Proving once more who one is: every way this person has."""

from __future__ import annotations

from components.account.words import outcome
from components.cards import card
from components.forms import command_form, field, hidden, submit
from components.html import A, Button, Div, Node, P, Section, Span, Tree, icon
from components.page import Page, page
from data.records.session import Proof
from data.viewer import Viewer
from integrations.language import N_, _
from integrations.telephone import telephone

_PASSKEY_FAILED = N_("The passkey was not accepted. Please try again, or choose another way.")
WRONG = {
    "password": N_("That is not your password."),
    "code": N_("This code is not right, or no longer valid."),
    "totp": N_("This code is not right, was used already, or its half minute is over."),
    "many": N_("Too many tries. Please wait a few minutes."),
}
SENT = {"email": N_("We have sent you a code by e-mail."), "sms": N_("We have sent you a code by SMS.")}


def proof_page(viewer: Viewer, proof: Proof, wanted: str, *, sms: bool, sent: str = "", wrong: str = "") -> Page:
    """Every way to prove it; afterwards the page that was wanted."""
    ways: list[Node] = []
    if proof.passkeys:
        ways.append(_passkey(wanted))
    if proof.password:
        ways.append(_password(viewer, wanted))
    if proof.totp:
        ways.append(_totp(viewer, wanted))
    ways += _codes(viewer, proof, wanted, sms, sent)
    return page(
        _("Is it you?"),
        outcome(SENT, sent),
        outcome(WRONG, wrong, "bad"),
        card("account-proof", _("Please show that it is you"), Div(*ways, className="ways")),
        context=_("What comes next protects your account, so we ask once more. It counts for a few minutes."),
    )


def _way(*inside: Node) -> Tree:
    return Section(*inside, className="way")


def _password(viewer: Viewer, wanted: str) -> Tree:
    return _way(command_form(
        viewer, "/account/proof/password", hidden("next", wanted),
        field("proof-password", _("Password"), "password", type="password", autoComplete="current-password",
              required=True),
        submit(_("Go on")), className="account-form",
    ))  # fmt: skip


def _totp(viewer: Viewer, wanted: str) -> Tree:
    return _way(command_form(
        viewer, "/account/proof/totp", hidden("next", wanted),
        field("proof-totp", _("Code of your authenticator app"), "code", inputMode="numeric",
              autoComplete="one-time-code", maxLength=12, required=True),
        submit(_("Go on"), kind="plain"), className="account-form",
    ))  # fmt: skip


def _passkey(wanted: str) -> Tree:
    return _way(
        Button(icon("key"), Span(_("Use a passkey")), type="button", className="button primary passkey",
               data_passkey="/account/proof/passkey", data_next=wanted, data_failed=_(_PASSKEY_FAILED)),
        P("", className="field-error", role="alert", data_passkey_error="1"),
    )  # fmt: skip


def _codes(viewer: Viewer, proof: Proof, wanted: str, sms: bool, sent: str) -> list[Node]:
    found: list[Node] = []
    if sent:
        found.append(_way(command_form(
            viewer, "/account/proof/code", hidden("next", wanted), hidden("channel", sent),
            field("proof-code", _("Six-digit code"), "code", inputMode="numeric", autoComplete="one-time-code",
                  maxLength=12, required=True),
            submit(_("Go on")), className="account-form",
        )))  # fmt: skip
    if sms and proof.phone:
        found.append(
            _send(viewer, "sms", _("Send a code by SMS to %(number)s") % {"number": _ending(proof.phone)}, wanted)
        )
    if proof.by_email:
        found.append(_send(viewer, "email", _("Send a code by e-mail"), wanted))
    if not (found or proof.password or proof.totp):
        found.append(P(_("If you cannot use any of these, please call us."), className="account-text"))
    found.append(P(A(_("Back without doing anything"), href="/account"), className="account-text"))
    return found


def _send(viewer: Viewer, channel: str, words: str, wanted: str) -> Tree:
    button = submit(words, kind="plain", icon_name="phone" if channel == "sms" else "envelope")
    form = command_form(viewer, "/account/proof/send", hidden("next", wanted), hidden("channel", channel), button)
    return _way(form)


def _ending(number: str) -> str:
    """Enough of a number to know it by."""
    return f"… {telephone(number)[-3:]}"
