"""One piece of equipment: facts, results over time, what is due."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.equipment_views import equipment_page
from components.page import Page
from data.queries.company import company
from data.queries.equipment import find_equipment
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/equipment/<id:public_id>", access=area(Area.EQUIPMENT))
def layout(viewer: Viewer, query: Query, public_id: str) -> Page:
    """The record page; a chosen site or client is only carried along."""
    found = find_equipment(viewer, public_id)
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    return equipment_page(found, Context(viewer, scope, company()))
