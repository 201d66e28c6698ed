"""All quotes."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.page import Page
from components.quote_views import quote_list
from data.queries.company import company
from data.queries.quotes import list_quotes
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/quotes", access=area(Area.QUOTES))
def layout(viewer: Viewer, query: Query) -> Page:
    """The list, narrowed by `?site=` or `?client=`, going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_quotes(viewer, scope, query.get("after"))
    return quote_list(found, Context(viewer, scope, company()))
