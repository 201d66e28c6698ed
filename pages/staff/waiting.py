"""What waits on the company, of one kind: the list behind a line of the first page."""

from auth.access import may
from auth.portal import Query, Redirect, register_page
from components.page import Page
from components.waiting_views import waiting_page
from data.queries.moment import current_day
from data.queries.waiting import list_waiting
from data.viewer import Permission, Viewer


@register_page("/staff/waiting", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The kind of `?kind=`; without one the first page."""
    kind = query.get("kind", "")
    if not kind:
        raise Redirect("/staff")
    items, more = list_waiting(viewer, kind)
    return waiting_page(kind, items, more, current_day())
