"""All inspections, planned and done."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.inspection_views import inspection_list
from components.page import Page
from data.queries.company import company
from data.queries.inspections import list_inspections
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/inspections", access=area(Area.INSPECTIONS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The list, narrowed by `?site=` or `?client=`, going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_inspections(viewer, scope, query.get("after"))
    return inspection_list(found, Context(viewer, scope, company()))
