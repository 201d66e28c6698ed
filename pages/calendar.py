"""The calendar of a site, a client, or everything the person may see."""

from auth.access import SIGNED_IN
from auth.portal import Query, register_page
from components.calendar_views import calendar_page
from components.context import Context
from components.page import Page
from data.queries.calendar import find_month
from data.queries.company import company
from data.queries.scope import find_scope
from data.viewer import Viewer


# Everybody has a calendar: what stands in it follows from the areas of who looks, row by row.
@register_page("/calendar", access=SIGNED_IN)
def layout(viewer: Viewer, query: Query) -> Page:
    """The month of `?month=2026-11`, else this one; of `?show=` visits, due days or validity alone."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = find_month(viewer, scope, query.get("month"), query.get("show", ""))
    return calendar_page(found, Context(viewer, scope, company()))
