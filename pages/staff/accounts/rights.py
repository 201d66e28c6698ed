"""The rights of one person at one client, for staff: the form, and saving it."""

from datetime import date
from urllib.parse import urlencode

from flask import Response, make_response, redirect, request

from auth.access import may
from auth.again import shown_again
from auth.forms import fields
from auth.portal import Query, register_page, route
from components.page import Page
from components.rights_matrix import rights_page
from data.commands.rights import save_rights
from data.queries.rights import SITES, find_rights
from data.records.accounts import WantedRow
from data.viewer import Invalid, Permission, Viewer
from integrations.language import _

MOST_ROWS = 4 * SITES


@register_page("/staff/accounts/<id:account>/rights", access=may(Permission.MANAGE_ACCOUNTS))
def layout(viewer: Viewer, query: Query, account: str) -> Page:
    """The form, of the client named by `?client=`, else of the first one."""
    page = query.get("page", "")
    found = find_rights(viewer, account, query.get("client", ""), query.get("q", "").strip(),
                        int(page) if page.isdecimal() and len(page) < 6 else 0)  # fmt: skip
    return rights_page(viewer, found, query.get("fill", ""), query.get("preset", ""))


def _again(viewer: Viewer) -> tuple[Page, str]:
    sent = fields("account", "client", "q", "page")
    place = int(sent["page"]) if sent["page"].isdecimal() and len(sent["page"]) < 6 else 0
    found = find_rights(viewer, sent["account"], sent["client"], sent["q"], place)
    told = {"client": sent["client"], "q": sent["q"], "page": str(place or "")}
    query = urlencode({name: value for name, value in told.items() if value})
    return rights_page(viewer, found, "", ""), f"/staff/accounts/{found.person}/rights?{query}"


@route("/staff/accounts/rights", access=may(Permission.MANAGE_ACCOUNTS), methods=("POST",))
@shown_again(_again)
def save(viewer: Viewer) -> Response:
    """Save what is ticked, all of it or nothing."""
    sent = fields("account", "client", "stamp")
    keys = request.form.getlist("row")
    if len(keys) > MOST_ROWS or len(set(keys)) != len(keys):
        raise Invalid(_("This form was not sent as it was made. Please reload the page and try again."))
    save_rights(viewer, sent["account"], sent["client"], sent["stamp"], [_row(key) for key in keys])
    return make_response(redirect(f"/staff/accounts/{sent['account']}?done=rights", 303))


def _row(key: str) -> WantedRow:
    form = request.form
    return WantedRow(
        key, tuple(form.getlist(f"area_{key}")), _day(form.get(f"from_{key}", "")), _day(form.get(f"until_{key}", "")),
        form.get(f"exports_{key}") == "1", form.get(f"amounts_{key}") == "1",
    )  # fmt: skip


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid(_("This is not a date.")) from None
