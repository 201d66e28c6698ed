"""All sites, the worst first, as a list or as a picture."""

from auth.access import SIGNED_IN
from auth.portal import Query, Redirect, register_page
from components.context import Context
from components.dashboard.portfolio import PAGE, portfolio_page
from components.page import Page
from data.queries.company import company
from data.queries.portfolio import find_portfolio
from data.queries.scope import find_scope
from data.records.portfolio_question import read_site_question
from data.viewer import NotFound, Viewer


@register_page("/sites", access=SIGNED_IN)
def layout(viewer: Viewer, query: Query) -> Page:
    """Sites of the person or of `?client=`, as `?q=`, `?sort=`, `?part=` and `?view=` ask, a hundred to a `?page=`.

    Staff choose a client first.
    """
    client, question = query.get("client"), read_site_question(query)
    if viewer.is_staff and not client:
        raise Redirect("/staff/clients")
    scope = find_scope(viewer, client=client)
    found = find_portfolio(viewer, scope, question)
    number = _page(query.get("page", "1"))
    if number > 1 and (number - 1) * PAGE >= len(found.sites):
        raise NotFound
    return portfolio_page(found, Context(viewer, scope, company()), question, number)


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) > 0):
        raise NotFound
    return int(text)
