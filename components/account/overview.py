"""My account: what is on file, what was agreed to, and the ways to its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from components.account.erasure import erasure_card
from components.account.words import outcome, places
from components.badges import badge
from components.cards import button_link, card, row, row_list
from components.forms import command_form, field, hidden, submit
from components.html import Details, Div, Li, Node, P, Summary, Tree, Ul, sr
from components.page import Page, page
from data.records.account import USUALLY_ON, Account, Consent
from data.records.erasure import ErasureRequest
from data.viewer import Viewer
from integrations.language import N_, _, moment, ngettext, number, pgettext
from integrations.telephone import telephone

DONE = {
    "name": N_("Your name is changed."),
    "email": N_("Your e-mail address is changed. From now on you sign in with the new one."),
    "phone": N_("Your mobile number is changed. Codes for signing in go there."),
    "no_phone": N_("Your mobile number is removed. Codes come by e-mail."),
    "consent": N_("Your choice is written down."),
    "erasure_asked": N_("We have your request."),
    "erasure_taken_back": N_("Your request is taken back. Everything stays as it is."),
}
CONSENT_WORDS = {
    "sms": ("phone", N_("Notices by SMS"), N_("A short message when a visit comes near or something waits for you.")),
    "email": ("envelope", N_("Notices by e-mail"), N_("Mails about new documents, invoices and visits.")),
    "marketing": ("megaphone", N_("News and offers"), N_("Now and then, what is new and what else we do.")),
}
_ORIGINS = {"self": N_("by yourself"), "staff": N_("by our office"), "import": N_("taken over")}


def overview_page(
    viewer: Viewer, account: Account, consents: Mapping[str, Sequence[Consent]], zone: str, *, sms: bool, done: str,
    naming: bool = False, erasure: ErasureRequest | None = None,
) -> Page:  # fmt: skip
    """The account's first page; with `naming` the name stands in a field. Staff ask their company to be erased."""
    return page(
        _("My account"),
        places("/account"),
        outcome(DONE, done),
        _data(viewer, account, sms, naming),
        card("account-ways", _("Security"), row_list(*_ways(account, zone))),
        _consents(viewer, consents, zone),
        None if viewer.is_staff else erasure_card(viewer, erasure, zone),
    )


def _data(viewer: Viewer, account: Account, sms: bool, naming: bool) -> Tree:
    def change(href: str, what: str) -> Tree:
        return button_link([_("Change"), sr(" – ", what)], href, kind="plain small")

    phone = telephone(account.phone or "") or _("None on file: codes come by e-mail")
    if account.phone and not account.phone_counts:
        phone += " · " + _("not confirmed: codes come by e-mail")
    rows = [
        row(_("Name"), account.name, icon_name="person", actions=change("/account?change=name", _("Name"))),
        row(_("E-mail"), account.email, icon_name="envelope", actions=change("/account/email", _("E-mail"))),
        row(_("Mobile"), phone, icon_name="phone", actions=change("/account/phone", _("Mobile")) if sms else ()),
    ]
    if naming:
        rows.pop(0)
    return card("account-data", _("My data"), _name_form(viewer, account.name) if naming else None, row_list(*rows))


def _name_form(viewer: Viewer, name: str) -> Tree:
    return command_form(
        viewer, "/account/name",
        field("account-name", _("Name"), "name", value=name, required=True, maxLength=200, autoComplete="name"),
        Div(submit(_("Save"), id="account-name-save"), button_link(_("Cancel"), "/account", kind="plain"),
            className="cluster"),
        className="stack form-narrow",
    )  # fmt: skip


def _ways(account: Account, zone: str) -> list[Tree]:
    changed = account.password_changed_at
    password = _("No password: you sign in with codes")
    if account.has_password:
        password = _("Last changed on %(when)s") % {"when": moment(changed, zone)} if changed else _("In use")
    factors = [_("Authenticator app")] if account.totp_since else []
    if account.passkeys:
        words = ngettext("%(n)s passkey", "%(n)s passkeys", account.passkeys)
        factors.append(words % {"n": number(account.passkeys)})
    devices = ngettext("%(n)s device", "%(n)s devices", account.devices) % {"n": number(account.devices)}
    return [
        row(_("Password"), password, href="/account/password", icon_name="key"),
        row(_("Second step"), ", ".join(factors) or _("Not set up"), href="/account/factors", icon_name="shield-lock"),
        row(_("Devices and sign-ins"), devices, href="/account/devices", icon_name="phone"),
    ]


def _consents(viewer: Viewer, consents: Mapping[str, Sequence[Consent]], zone: str) -> Tree:
    rows = [_consent(viewer, kind, past, zone) for kind, past in consents.items()]
    words = P(_("Codes, receipts and messages about your account itself always come: without them nothing works."),
              className="help")  # fmt: skip
    return card("account-consents", _("What you agree to"), row_list(*rows), words)


def _consent(viewer: Viewer, kind: str, past: Sequence[Consent], zone: str) -> Tree:
    shape, *told = CONSENT_WORDS[kind]
    title, meaning = (_(words) for words in told)
    given = past[0].given if past else kind in USUALLY_ON
    button = submit([_("Take back") if given else _("Agree"), sr(" – ", title)], kind="plain small")
    form = command_form(viewer, "/account/consents", hidden("kind", kind), hidden("given", "no" if given else "yes"),
                        button)  # fmt: skip
    agreed = _("Agreed") if past else _("Unless you say no")
    state = badge("ok", agreed) if given else badge("mute", _("Not agreed"))
    return row(title, [Div(meaning), _past(past, zone)], icon_name=shape, badge=state, actions=form)


def _past(past: Sequence[Consent], zone: str) -> Node:
    if not past:
        return None
    lines = []
    for one in past:
        answer = pgettext("consent", "agreed") if one.given else pgettext("consent", "taken back")
        lines.append(Li(f"{moment(one.at, zone)}: {answer}, {_(_ORIGINS[one.origin])}"))
    return Details(Summary(_("History")), Ul(*lines, role="list", className="consent-past"))
