"""The list behind a figure."""

from auth.access import may
from auth.portal import Query, register_page
from components.page import Page
from components.usage_list import usage_list
from data.queries.company import company
from data.queries.usage_lists import find_usage_list
from data.records.usage import read_usage
from data.viewer import Permission, Viewer


@register_page("/staff/usage/<figure>", access=may(Permission.SEE_USAGE))
def layout(viewer: Viewer, query: Query, figure: str) -> Page:
    """The lines of a figure for the question of the page, `?reason=` narrows those who never signed in, `?page=`."""
    told, reason = query.get("page", ""), query.get("reason", "")
    place = int(told) if told.isascii() and told.isdigit() and 0 < len(told) <= 4 else 1
    found = find_usage_list(viewer, figure, read_usage(query), max(place, 1), reason=reason)
    return usage_list(viewer, found, reason, company().zone, query.get("done", ""))
