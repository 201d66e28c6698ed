"""All orders."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.order_views import order_list
from components.page import Page
from data.queries.company import company
from data.queries.orders import ORDERS, list_orders
from data.queries.scope import find_scope, sites_to_choose
from data.records.tables import read_question
from data.viewer import Area, Viewer


@register_page("/orders", access=area(Area.ORDERS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The table as the address asks for it (data/records/tables.py), going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_orders(viewer, scope, query.get("after"), read_question(query, ORDERS.shape))
    return order_list(found, Context(viewer, scope, company(), sites_to_choose(viewer, scope)))
