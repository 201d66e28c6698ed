"""Proving once more who one is: every way this person has."""

from __future__ import annotations

from collections.abc import Sequence

from components.account.words import outcome
from components.cards import card
from components.forms import command_form, field, hidden, submit
from components.html import A, Button, Div, Node, P, Section, Span, Tree, icon
from components.page import Page, page
from data.records.kept_forms import KeptForm
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
_TYPED = ("name", "email", "new", "phone", "typed", "reason")  # fields people write in themselves
SENT = {"email": N_("We have sent you a code by e-mail."), "sms": N_("We have sent you a code by SMS.")}


def proof_page(
    viewer: Viewer,
    proof: Proof,
    wanted: str,
    *,
    sms: bool,
    sent: str = "",
    wrong: str = "",
    kept: KeptForm | None = None,
) -> Page:
    """Every way to prove it; afterwards the page that was wanted: `kept` is the form that waits there."""
    ways: list[Node] = []
    if proof.passkeys:
        ways.append(_passkey(wanted))
    if proof.password:
        ways.append(_password(viewer, wanted))
    if proof.totp:
        ways.append(_totp(viewer, wanted))
    ways += _codes(viewer, proof, wanted, sms, sent)
    ways.append(
        P(A(_("Back without doing anything"), href=kept.back if kept else "/account"), className="account-text")
    )
    return page(
        _("Is it you?"),
        outcome(SENT, sent),
        outcome(WRONG, wrong, "bad"),
        card("account-proof", _("Please show that it is you"), Div(*ways, className="ways")),
        context=_("What comes next is delicate, so we ask once more. What you entered is kept.") if kept
        else _("What comes next protects your account, so we ask once more. It counts for a few minutes."),
    )  # fmt: skip


def go_on_page(viewer: Viewer, form: KeptForm, fields: Sequence[tuple[str, str]]) -> Page:
    """The form once more, to be sent with one press; sending it twice acts once."""
    kept = [hidden(name, value) for name, value in fields]
    typed = ", ".join(value[:200] for name, value in fields if name in _TYPED and value)
    told = P(_("What you entered: %(what)s") % {"what": typed}, className="account-text") if typed else None
    button = submit(_(form.words), id="go-on")
    return page(
        _("Thank you, it is you"),
        card("account-proof", _("One step is left"), Div(
            _way(told, command_form(viewer, form.path, *kept, button, key=form.public_id, className="account-form")),
            P(A(_("Back without doing anything"), href=form.back), className="account-text"), className="ways",
        )),
        context=_("Nothing has been done yet. What you entered is kept and is sent with this button."),
    )  # fmt: skip


def sent_page() -> Page:
    """There is no such form any more."""
    return page(
        _("Nothing waits here"),
        card(
            "account-proof",
            _("Where to go from here"),
            P(A(_("To the start page"), href="/"), className="account-text"),
        ),
        context=_("This form was sent already, or has waited too long. Open its page again to be sure."),
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
    return found


def _send(viewer: Viewer, channel: str, words: str, wanted: str) -> Tree:
    button = submit(words, kind="plain", icon_name="phone" if channel == "sms" else "envelope")
    form = command_form(viewer, "/account/proof/send", hidden("next", wanted), hidden("channel", channel), button)
    return _way(form)


def _ending(number: str) -> str:
    """Enough of a number to know it by."""
    return f"… {telephone(number)[-3:]}"
