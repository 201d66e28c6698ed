"""What staff do with an account, each a form: give access, send again, lock, revoke for good, correct."""

from urllib.parse import urlsplit

from flask import Response, current_app, make_response, redirect, request

from auth.access import may
from auth.again import shown_again
from auth.forms import fields
from auth.links import new_link_secrets
from auth.portal import route
from auth.proofs import proven
from components.account_page import account_page
from components.client_account import client_account
from components.page import Page
from data.commands import accounts, revocations
from data.commands.account_checks import channels_of
from data.commands.accounts import Invitation
from data.commands.corrections import correct as correct_person
from data.queries.account_page import find_account, list_sign_ins
from data.queries.accounts import find_client_access
from data.queries.clients import find_client_head
from data.queries.company import company
from data.queries.scope import find_scope
from data.viewer import Permission, Viewer
from integrations.language import N_
from integrations.settings import Settings

MANAGING = may(Permission.MANAGE_ACCOUNTS)


def account_again(viewer: Viewer) -> tuple[Page, str]:
    """The account the form is about, and its address."""
    found = find_account(viewer, fields("account")["account"])
    seen = list_sign_ins(viewer, found.public_id)
    return account_page(viewer, found, seen, company().zone, {}), f"/staff/accounts/{found.public_id}"


def client_again(viewer: Viewer) -> tuple[Page, str]:
    """The accounts of the client the form is about, and their address."""
    client = fields("client")["client"]
    found = find_client_access(viewer, client)
    head, scope = find_client_head(viewer, client), find_scope(viewer, None, client)
    page = client_account(viewer, found, head, scope, company().zone)
    return page, f"/staff/clients/{client}/account"


def invitation() -> Invitation:
    """A new invitation by the ways the form asks for."""
    return Invitation(new_link_secrets(), host(), channels_of(request.form.getlist("channel")))


def host() -> str:
    """The host of the portal's address, for Message-IDs."""
    settings: Settings = current_app.extensions["settings"]
    return urlsplit(settings.base_url).hostname or "localhost"


@route("/staff/accounts/give", access=MANAGING, methods=("POST",))
@shown_again(account_again)
def give(viewer: Viewer) -> Response:
    """Give a person or contact access to a client, and send the invitation."""
    sent = fields("account", "client", "preset")
    asked = invitation()
    return _sent(accounts.give_access(viewer, sent["account"], sent["client"], sent["preset"], asked), asked)


@route("/staff/accounts/add", access=MANAGING, methods=("POST",))
@shown_again(client_again)
def add(viewer: Viewer) -> Response:
    """Let in somebody by name and address."""
    sent = fields("client", "preset", "name", "email", "phone")
    asked = invitation()
    who = {name: sent[name] for name in ("name", "email", "phone")} | {"language": ""}
    return _sent(accounts.invite_somebody(viewer, sent["client"], who, sent["preset"], asked), asked)


@route("/staff/accounts/send", access=MANAGING, methods=("POST",))
@shown_again(account_again)
def send(viewer: Viewer) -> Response:
    """Send a new access mail."""
    sent = fields("account")
    asked = invitation()
    accounts.send_again(viewer, sent["account"], asked)
    return _sent(sent["account"], asked)


@route("/staff/accounts/lock", access=MANAGING, methods=("POST",))
@shown_again(account_again)
def lock(viewer: Viewer) -> Response:
    """Lock, or with `do=unlock` open again."""
    sent = fields("account", "do")
    if sent["do"] == "unlock":
        accounts.unlock(viewer, sent["account"])
        return _back(sent["account"], "unlocked")
    accounts.lock(viewer, sent["account"])
    return _back(sent["account"], "locked")


@route("/staff/accounts/revoke", access=MANAGING, methods=("POST",))
@proven("/staff/accounts", N_("Revoke access for good"))
@shown_again(account_again)
def revoke(viewer: Viewer) -> Response:
    """Revoke the access to a client for good."""
    sent = fields("account", "client", "typed", "reason")
    accounts.revoke(viewer, sent["account"], sent["client"], sent["typed"], sent["reason"], host())
    return _back(sent["account"], "revoked")


@route("/staff/accounts/take-back", access=MANAGING, methods=("POST",))
@shown_again(account_again)
def take_back(viewer: Viewer) -> Response:
    """End a revocation; access is given again by its own form."""
    sent = fields("account", "client", "typed")
    revocations.take_back(viewer, sent["account"], sent["client"], sent["typed"])
    return _back(sent["account"], "taken_back")


@route("/staff/accounts/correct", access=MANAGING, methods=("POST",))
@proven("/staff/accounts", N_("Save"), when=lambda: _changes_address())
@shown_again(account_again)
def correct(viewer: Viewer) -> Response:
    """Correct name, e-mail, phone, language."""
    names = ("name", "email", "phone", "language")
    sent = fields("account", *names, *(f"was_{name}" for name in names))
    before = {name: sent[f"was_{name}"] for name in names}
    correct_person(viewer, sent["account"], {name: sent[name] for name in names}, before, host())
    return _back(sent["account"], "corrected")


def _changes_address() -> bool:
    """Whether the form says that it changes where messages go: a form that says otherwise is refused as outdated."""
    return any(request.form.get(name) != request.form.get(f"was_{name}") for name in ("email", "phone"))


def _sent(person: str, asked: Invitation) -> Response:
    return make_response(redirect(f"/staff/accounts/{person}?done=sent&by={'-'.join(asked.channels)}", 303))


def _back(person: str, done: str) -> Response:
    return make_response(redirect(f"/staff/accounts/{person}?done={done}", 303))
