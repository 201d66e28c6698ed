"""The forms around an account: give access, send again, lock, revoke for good, correct who it is."""

from __future__ import annotations

from components.account_words import PRESET_HELP, PRESETS
from components.forms import command_form, field, hidden, select_field, submit
from components.html import Details, Div, Fieldset, Input, Label, Legend, Li, Node, P, Span, Summary, Tree, Ul, icon
from data.records.access import GIVEN
from data.records.accounts import AccountClient, AccountPage
from data.viewer import Viewer
from integrations.language import NAMES, _, pgettext


def channel_choice(key: str, phone: str | None) -> Tree:
    """E-mail, SMS or both; SMS needs a number."""
    sms = Label(
        Input(type="checkbox", name="channel", value="sms", id=f"{key}-sms", disabled=None if phone else True),
        Span(_("SMS") if phone else _("SMS (no mobile number on file)")), className="check",
    )  # fmt: skip
    mail = Label(Input(type="checkbox", name="channel", value="email", id=f"{key}-email", checked=True),
                 Span(_("E-mail")), className="check")  # fmt: skip
    return Fieldset(Legend(_("Send by"), className="label"), Div(mail, sms, className="cluster"), className="field")


def preset_choice(key: str) -> Tree:
    """What shall be seen."""
    options = [(name, pgettext("preset", PRESETS[name])) for name in GIVEN]
    told = [
        Li(Span(pgettext("preset", PRESETS[name]), ": ", className="strong"), _(PRESET_HELP[name])) for name in GIVEN
    ]
    return Div(
        select_field(f"{key}-preset", _("What they see"), "preset", options, value="full"),
        Details(Summary(_("What is in each choice")), Ul(*told, className="plain-list small"), className="fold-help"),
        className="stack",
    )


def give_form(viewer: Viewer, account: AccountPage, client: AccountClient) -> Tree:
    """Give access to one client and invite."""
    key = f"give-{client.public_id}"
    return command_form(
        viewer, "/staff/accounts/give", hidden("account", account.public_id), hidden("client", client.public_id),
        preset_choice(key), channel_choice(key, account.phone),
        Div(submit(_("Give access"), icon_name="send", id=key), className="cluster"), className="stack form-narrow",
    )  # fmt: skip


def somebody_form(viewer: Viewer, client: str) -> Tree:
    """Let in somebody who is no contact yet."""
    key = "add"
    return command_form(
        viewer, "/staff/accounts/add", hidden("client", client),
        Div(
            field("new-name", _("Name"), "name", required=True, maxLength=200, autoComplete="off"),
            field("new-email", _("E-mail"), "email", type="email", required=True, maxLength=254, autoComplete="off"),
            field("new-phone", _("Mobile number"), "phone", type="tel", maxLength=40, autoComplete="off",
                  help=_("With the country code; needed for SMS.")),
            className="form-columns",
        ),
        preset_choice(key), channel_choice(key, "any"),
        Div(submit(_("Give access"), icon_name="send", id="new-give"), className="cluster"),
        className="stack form-narrow",
    )  # fmt: skip


def send_form(viewer: Viewer, account: AccountPage) -> Tree:
    """Send a new access mail."""
    return command_form(
        viewer, "/staff/accounts/send", hidden("account", account.public_id), channel_choice("send", account.phone),
        Div(submit(_("Send access mail"), kind="plain", icon_name="send", id="send-again"), className="cluster"),
        className="stack",
    )  # fmt: skip


def lock_form(viewer: Viewer, account: AccountPage) -> Tree:
    """Lock, or unlock."""
    locked = account.disabled_at is not None
    words = _("Unlock account") if locked else _("Lock account")
    return command_form(
        viewer, "/staff/accounts/lock", hidden("account", account.public_id),
        hidden("do", "unlock" if locked else "lock"),
        submit(words, kind="plain", icon_name="lock", id="lock"),
    )  # fmt: skip


def revoke_form(viewer: Viewer, account: AccountPage, client: AccountClient) -> Tree:
    """Revoke for good: folded away, with the address typed as confirmation."""
    key = f"revoke-{client.public_id}"
    words = _(
        "Sessions end at once. The contact and everything that happened stay. "
        "Neither an import nor the company's default gives this access back."
    )
    return Details(
        Summary(icon("x-circle-fill"), Span(_("Revoke for good")), id=f"{key}-open"),
        command_form(
            viewer, "/staff/accounts/revoke", hidden("account", account.public_id), hidden("client", client.public_id),
            P(words, className="small"),
            field(f"{key}-reason", _("Reason (for colleagues)"), "reason", maxLength=300, autoComplete="off"),
            field(f"{key}-typed", _("Type %(email)s to confirm") % {"email": account.email}, "typed", required=True,
                  maxLength=254, autoComplete="off", autoCapitalize="none"),
            Div(submit(_("Revoke access for good"), kind="danger", id=key), className="cluster"),
            className="stack form-narrow",
        ),
        className="unfold danger-fold",
    )  # fmt: skip


def take_back_form(viewer: Viewer, account: AccountPage, client: AccountClient) -> Tree:
    """End a revocation: folded away, with the address typed as confirmation."""
    key = f"take-back-{client.public_id}"
    words = _("Access can then be given again; until somebody does, nothing is open. Nobody is told anything.")
    return Details(
        Summary(icon("arrow-clockwise"), Span(_("Take the revocation back")), id=f"{key}-open"),
        command_form(
            viewer, "/staff/accounts/take-back", hidden("account", account.public_id),
            hidden("client", client.public_id), P(words, className="small"),
            field(f"{key}-typed", _("Type %(email)s to confirm") % {"email": account.email}, "typed", required=True,
                  maxLength=254, autoComplete="off", autoCapitalize="none"),
            Div(submit(_("Take the revocation back"), kind="plain", id=key), className="cluster"),
            className="stack form-narrow",
        ),
        className="unfold",
    )  # fmt: skip


def correct_form(viewer: Viewer, account: AccountPage) -> Tree:
    """Name, addresses, language; with what they are now, so that two who edit do not undo each other."""
    now = {"name": account.name, "email": account.email, "phone": account.phone or "",
           "language": account.language or ""}  # fmt: skip
    languages = [("", _("As the company writes")), *NAMES.items()]
    mail_help = _("Another address ends all sessions; send the access mail anew afterwards.")
    fields: list[Node] = [
        field("person-name", _("Name"), "name", value=account.name, required=True, maxLength=200, autoComplete="off"),
        field("person-email", _("E-mail"), "email", type="email", value=account.email, required=True, maxLength=254,
              autoComplete="off", help=mail_help),
        field("person-phone", _("Mobile number"), "phone", type="tel", value=account.phone or "", maxLength=40,
              autoComplete="off"),
        select_field("person-language", _("Language"), "language", languages, value=account.language or ""),
    ]  # fmt: skip
    return command_form(
        viewer, "/staff/accounts/correct", hidden("account", account.public_id),
        *(hidden(f"was_{name}", value) for name, value in now.items()),
        Div(*fields, className="form-columns"),
        Div(submit(_("Save"), id="person-save"), className="cluster"), className="stack",
    )  # fmt: skip
