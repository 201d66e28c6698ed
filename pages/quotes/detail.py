"""One quote: lines, totals, validity, state."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.page import Page
from components.quote_views import quote_page
from data.queries.company import company
from data.queries.quotes import find_quote
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/quotes/<id:public_id>", access=area(Area.QUOTES))
def layout(viewer: Viewer, query: Query, public_id: str) -> Page:
    """The record page; a chosen site or client is only carried along."""
    found = find_quote(viewer, public_id)
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    return quote_page(found, Context(viewer, scope, company()))
