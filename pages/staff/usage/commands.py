"""What staff do about usage, each a form: invite again, remind, switch the monthly summary."""

from urllib.parse import urlsplit

from flask import Response, current_app, make_response, redirect, request

from auth.access import may
from auth.forms import fields
from auth.links import new_link_secrets
from auth.portal import route
from auth.router import is_local
from data.commands.account_checks import channels_of
from data.commands.accounts import Invitation
from data.commands.company import change_settings
from data.commands.invitations import invite_many
from data.commands.usage import remind as write_reminders
from data.viewer import Invalid, Permission, Viewer
from integrations.language import _
from integrations.settings import Settings

# those who were invited come before those who were not, or these would be invited twice
_WHO = ("unused", "bounced", "never")


@route("/staff/usage/invite", access=may(Permission.MANAGE_ACCOUNTS), methods=("POST",))
def invite(viewer: Viewer) -> Response:
    """Invite the ticked ones, for the first time or again."""
    sent, accounts = fields("preset", "back"), _ticked()
    ways = channels_of(request.form.getlist("channel"))
    done = 0
    for who in _WHO:
        made = [Invitation(new_link_secrets(), _host(), ways) for _one in accounts]
        done += invite_many(viewer, who, accounts, sent["preset"], made)
    return _back(sent["back"], done)


@route("/staff/usage/remind", access=may(Permission.MANAGE_ACCOUNTS), methods=("POST",))
def remind(viewer: Viewer) -> Response:
    """Remind of the ticked invoices or quotes."""
    sent = fields("noun", "back")
    settings: Settings = current_app.extensions["settings"]
    done = write_reminders(viewer, sent["noun"], _ticked(), settings.base_url.rstrip("/"), _host())
    return _back(sent["back"], done)


@route("/staff/usage/summary", access=may(Permission.CHANGE_SETTINGS), methods=("POST",))
def summary(viewer: Viewer) -> Response:
    """Switch the monthly summary on or off."""
    wanted = fields("turn")["turn"]
    if wanted not in ("on", "off"):
        raise Invalid(_("This choice does not exist."), "turn")
    change_settings(viewer, usage_summary=wanted == "on")
    return make_response(redirect("/staff/usage?done=saved", 303))


def _ticked() -> list[str]:
    found = list(dict.fromkeys(request.form.getlist("record")))
    if not found:
        raise Invalid(_("Nobody was chosen."))
    return found


def _host() -> str:
    settings: Settings = current_app.extensions["settings"]
    return urlsplit(settings.base_url).hostname or "localhost"


def _back(address: str, done: int) -> Response:
    """To the list the form came from."""
    ours = address if is_local(address) and address.startswith("/staff/usage/") else "/staff/usage"
    return make_response(redirect(f"{ours}{'&' if '?' in ours else '?'}done={done}", 303))
