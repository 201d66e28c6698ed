"""All quotes."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.page import Page
from components.quote_views import quote_list
from data.queries.company import company
from data.queries.quotes import QUOTES, list_quotes
from data.queries.scope import find_scope, sites_to_choose
from data.records.tables import read_question
from data.viewer import Area, Viewer


@register_page("/quotes", access=area(Area.QUOTES))
def layout(viewer: Viewer, query: Query) -> Page:
    """The table as the address asks for it (data/records/tables.py), going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_quotes(viewer, scope, query.get("after"), read_question(query, QUOTES.shape))
    return quote_list(found, Context(viewer, scope, company(), sites_to_choose(viewer, scope)))
