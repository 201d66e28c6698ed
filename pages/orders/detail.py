"""One order and what belongs to it."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.order_views import order_page
from components.page import Page
from data.queries.company import company
from data.queries.orders import find_order
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/orders/<id:public_id>", access=area(Area.ORDERS))
def layout(viewer: Viewer, query: Query, public_id: str) -> Page:
    """The record page; a chosen site or client is only carried along."""
    found = find_order(viewer, public_id)
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    return order_page(found, Context(viewer, scope, company()))
