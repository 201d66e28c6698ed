"""One appointment: when, who comes, what for."""

from auth.access import area
from auth.portal import Query, register_page
from components.booking_views import booking_page
from components.context import Context
from components.page import Page
from data.queries.bookings import find_booking
from data.queries.company import company
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/bookings/<id:public_id>", access=area(Area.BOOKINGS))
def layout(viewer: Viewer, query: Query, public_id: str) -> Page:
    """The record page; a chosen site or client is only carried along."""
    found = find_booking(viewer, public_id)
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    return booking_page(found, Context(viewer, scope, company()))
