"""Inviting many at once, for staff: the preview, and sending."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Response, make_response, redirect, request

from auth.access import may
from auth.again import shown_again
from auth.forms import fields
from auth.links import new_link_secrets
from auth.portal import Query, register_page, route
from components.invite_views import invite_page
from components.page import Page
from data.commands.account_checks import channels_of
from data.commands.accounts import Invitation
from data.commands.invitations import invite_many
from data.queries.company import company
from data.queries.invitations import find_candidates
from data.records.access import GIVEN
from data.records.invitations import WHO, InviteQuestion
from data.viewer import Invalid, Permission, Viewer
from integrations.language import _
from pages.staff.accounts.commands import host


@register_page("/staff/accounts/invite", access=may(Permission.MANAGE_ACCOUNTS))
def layout(viewer: Viewer, query: Query) -> Page:
    """Whom `?who=` of `?client=` or `?group=`; contacts would see `?preset=`."""
    return _page(viewer, query)


def _page(viewer: Viewer, query: Mapping[str, str]) -> Page:
    who, preset = query.get("who", ""), query.get("preset", "")
    asked = InviteQuestion(who if who in WHO else "never", query.get("client", ""), query.get("group", ""),
                           preset if preset in GIVEN else "technical")  # fmt: skip
    return invite_page(viewer, find_candidates(viewer, asked), company().language, query.get("done", ""))


def _again(viewer: Viewer) -> tuple[Page, str]:
    kept = {name: value for name, value in fields("who", "client", "group", "preset").items() if value}
    return _page(viewer, kept), f"/staff/accounts/invite?{urlencode(kept)}"


@route("/staff/accounts/invite", access=may(Permission.MANAGE_ACCOUNTS), methods=("POST",))
@shown_again(_again)
def send(viewer: Viewer) -> Response:
    """Invite the ticked ones."""
    sent = fields("who", "client", "group", "preset")
    accounts = list(dict.fromkeys(request.form.getlist("account")))
    if not accounts:
        raise Invalid(_("Nobody was chosen."))
    ways = channels_of(request.form.getlist("channel"))
    made = [Invitation(new_link_secrets(), host(), ways) for _one in accounts]
    done = invite_many(viewer, sent["who"], accounts, sent["preset"], made)
    kept = {name: value for name, value in sent.items() if value} | {"done": str(done)}
    return make_response(redirect(f"/staff/accounts/invite?{urlencode(kept)}", 303))
