"""The first page of staff: what waits on the company, today's visits, what clients did last."""

from auth.access import may
from auth.portal import Query, register_page
from components.page import Page
from components.staff_home import staff_home
from data.queries.company import company
from data.queries.happenings import latest_of_each
from data.queries.visits import find_visits
from data.queries.waiting import find_waiting
from data.viewer import Permission, Viewer

LATEST = 8


@register_page("/staff", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The page."""
    return staff_home(find_waiting(viewer), find_visits(viewer), latest_of_each(viewer, LATEST), company().zone)
