"""The statement of account of a client or a site."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.page import Page
from components.statement_views import SHOWN, choice_page, closed_page, statement_page
from data.queries.company import company
from data.queries.statements import find_account, find_statement, list_accounts
from data.viewer import Area, Forbidden, Viewer


@register_page("/statement", access=area(Area.BILLING))
def layout(viewer: Viewer, query: Query) -> Page:
    """Of `?site=`, `?client=` or the only client; who has several chooses one."""
    scope, account = find_account(viewer, query.get("site"), query.get("client"))
    context = Context(viewer, scope, company())
    if account is None:
        return choice_page(list_accounts(viewer), context)
    try:
        found = find_statement(viewer, account, SHOWN)
    except Forbidden:
        return closed_page(context)
    return statement_page(found, account, context)
