"""One defect: its lifeline, what was seen, and what belongs to it."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.defect_views import defect_page
from components.page import Page
from data.queries.company import company
from data.queries.defects import find_defect
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/defects/<id:public_id>", access=area(Area.INSPECTIONS))
def layout(viewer: Viewer, query: Query, public_id: str) -> Page:
    """The record page; a chosen site or client is only carried along."""
    found = find_defect(viewer, public_id)
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    return defect_page(found, Context(viewer, scope, company()))
