"""All appointments."""

from auth.access import area
from auth.portal import Query, register_page
from components.booking_views import booking_list
from components.context import Context
from components.page import Page
from data.queries.bookings import BOOKINGS, list_bookings
from data.queries.company import company
from data.queries.scope import find_scope, sites_to_choose
from data.records.tables import read_question
from data.viewer import Area, Viewer


@register_page("/bookings", access=area(Area.BOOKINGS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The table as the address asks for it (data/records/tables.py), going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_bookings(viewer, scope, query.get("after"), read_question(query, BOOKINGS.shape))
    return booking_list(found, Context(viewer, scope, company(), sites_to_choose(viewer, scope)))
