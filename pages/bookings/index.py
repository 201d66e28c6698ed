"""All appointments."""

from auth.access import area
from auth.portal import Query, register_page
from components.booking_views import booking_list
from components.context import Context
from components.page import Page
from data.queries.bookings import list_bookings
from data.queries.company import company
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/bookings", access=area(Area.BOOKINGS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The list, narrowed by `?site=` or `?client=`, going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_bookings(viewer, scope, query.get("after"))
    return booking_list(found, Context(viewer, scope, company()))
