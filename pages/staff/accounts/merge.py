"""Two people who are one, for staff: choosing the other, the preview, and merging."""

from flask import Response, make_response, redirect

from auth.access import may
from auth.again import shown_again
from auth.forms import fields
from auth.portal import Query, register_page, route
from auth.proofs import proven
from components.merge_views import choose_page, preview_page
from components.page import Page
from data.commands.merging import merge_people
from data.queries.account_page import find_account
from data.queries.merging import find_merge, list_others
from data.viewer import NotFound, Permission, Viewer
from integrations.language import N_


@register_page("/staff/accounts/<id:account>/merge", access=may(Permission.MANAGE_ACCOUNTS))
def layout(viewer: Viewer, query: Query, account: str) -> Page:
    """Choose by `?q=`, then look at what moves from `?with=`."""
    other, search = query.get("with", ""), query.get("q", "").strip()
    if other:
        return preview_page(viewer, find_merge(viewer, account, other))
    found = find_account(viewer, account)
    if found.person_id is None:
        raise NotFound
    search = search or found.name.split()[-1]
    return choose_page(found, list_others(viewer, account, search), search)


def _again(viewer: Viewer) -> tuple[Page, str]:
    sent = fields("account", "other")
    page = preview_page(viewer, find_merge(viewer, sent["account"], sent["other"]))
    return page, f"/staff/accounts/{sent['account']}/merge?with={sent['other']}"


@route("/staff/accounts/merge", access=may(Permission.MANAGE_ACCOUNTS), methods=("POST",))
@proven("/staff/accounts", N_("Merge the two"))
@shown_again(_again)
def merge(viewer: Viewer) -> Response:
    """Merge them."""
    sent = fields("account", "other", "typed")
    merge_people(viewer, sent["account"], sent["other"], sent["typed"])
    return make_response(redirect(f"/staff/accounts/{sent['account']}?done=merged", 303))
