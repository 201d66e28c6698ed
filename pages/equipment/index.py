"""All equipment."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.equipment_views import equipment_list
from components.page import Page
from data.queries.company import company
from data.queries.equipment import list_equipment
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/equipment", access=area(Area.EQUIPMENT))
def layout(viewer: Viewer, query: Query) -> Page:
    """The list, narrowed by `?site=` or `?client=`, going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_equipment(viewer, scope, query.get("after"))
    return equipment_list(found, Context(viewer, scope, company()))
