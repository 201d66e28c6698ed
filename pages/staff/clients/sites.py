"""The sites of a client, for staff: the worst first, and the way to all of them."""

from auth.access import may
from auth.portal import Query, register_page
from components.client_frame import client_frame
from components.client_summaries import sites_card
from components.context import Context
from components.page import Page
from data.queries.clients import find_client_head
from data.queries.company import company
from data.queries.portfolio import find_portfolio
from data.queries.scope import find_scope
from data.viewer import Permission, Viewer


@register_page("/staff/clients/<id:client>/sites", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query, client: str) -> Page:
    """The page."""
    head, scope = find_client_head(viewer, client), find_scope(viewer, None, client)
    context = Context(viewer, scope, company())
    card = sites_card(find_portfolio(viewer, scope), context)
    return client_frame(viewer, head, scope, "sites", context.company.zone, card)
