"""All defects, the newest first."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.defect_views import defect_list
from components.page import Page
from data.queries.company import company
from data.queries.defects import DEFECTS, list_defects
from data.queries.scope import find_scope, sites_to_choose
from data.records.tables import read_question
from data.viewer import Area, Viewer


@register_page("/defects", access=area(Area.INSPECTIONS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The table as the address asks for it (data/records/tables.py), going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_defects(viewer, scope, query.get("after"), read_question(query, DEFECTS.shape))
    return defect_list(found, Context(viewer, scope, company(), sites_to_choose(viewer, scope)))
