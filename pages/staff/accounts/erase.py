"""Erasing an account, for staff: the page, erasing, declining a request."""

from flask import Response, current_app, make_response, redirect

from auth.access import may
from auth.again import shown_again
from auth.forms import fields
from auth.portal import Query, register_page, route
from auth.proofs import proven
from components.erasure_views import erase_page
from components.page import Page
from data.commands.erasing import erase_account
from data.commands.erasure_requests import decline_erasure
from data.queries.company import company
from data.queries.erasure import find_preview
from data.viewer import NotFound, Permission, Viewer
from integrations.language import N_
from integrations.settings import Settings
from pages.staff.accounts.commands import account_again, host


@register_page("/staff/accounts/<id:account>/erase", access=may(Permission.MANAGE_ACCOUNTS))
def layout(viewer: Viewer, query: Query, account: str) -> Page:
    """What goes, what stays, and the forms."""
    return erase_page(viewer, find_preview(viewer, account), company().zone)


def _again(viewer: Viewer) -> tuple[Page, str]:
    account = fields("account")["account"]
    try:
        return layout(viewer, Query(), account), f"/staff/accounts/{account}/erase"
    except NotFound:  # somebody else was faster
        return account_again(viewer)


@route("/staff/accounts/erase", access=may(Permission.MANAGE_ACCOUNTS), methods=("POST",))
@proven("/staff/accounts", N_("Erase for good"))
@shown_again(_again)
def erase(viewer: Viewer) -> Response:
    """Erase for good."""
    sent = fields("account", "typed", "reason")
    stays = erase_account(viewer, sent["account"], sent["typed"], sent["reason"])
    where = f"/staff/accounts/{sent['account']}" if stays else "/staff/accounts"
    return make_response(redirect(f"{where}?done=erased", 303))


@route("/staff/accounts/decline-erasure", access=may(Permission.MANAGE_ACCOUNTS), methods=("POST",))
@shown_again(_again)
def decline(viewer: Viewer) -> Response:
    """Answer that it is not done, and why."""
    sent = fields("account", "answer")
    settings: Settings = current_app.extensions["settings"]
    decline_erasure(viewer, sent["account"], sent["answer"], settings.base_url.rstrip("/"), host())
    return make_response(redirect(f"/staff/accounts/{sent['account']}?done=erasure_declined", 303))
