"""One inspection: what was checked and found, its papers, its certificate."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.inspection_views import inspection_page
from components.page import Page
from data.queries.company import company
from data.queries.inspections import find_inspection
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/inspections/<id:public_id>", access=area(Area.INSPECTIONS))
def layout(viewer: Viewer, query: Query, public_id: str) -> Page:
    """The record page; a chosen site or client is only carried along."""
    found = find_inspection(viewer, public_id)
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    return inspection_page(found, Context(viewer, scope, company()))
