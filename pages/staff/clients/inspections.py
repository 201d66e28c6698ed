"""Inspections, defects and equipment of a client, for staff: the newest of each."""

from auth.access import may
from auth.portal import Query, register_page
from components.client_frame import client_frame
from components.client_summaries import newest
from components.context import Context
from components.defect_views import defect_columns
from components.equipment_views import equipment_columns
from components.inspection_views import inspection_columns
from components.page import Page
from data.queries.clients import find_client_head
from data.queries.company import company
from data.queries.defects import DEFECTS
from data.queries.equipment import EQUIPMENT
from data.queries.inspections import INSPECTIONS
from data.queries.scope import find_scope
from data.queries.tables import list_table
from data.viewer import Permission, Viewer


@register_page("/staff/clients/<id:client>/inspections", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query, client: str) -> Page:
    """The page."""
    head, scope = find_client_head(viewer, client), find_scope(viewer, None, client)
    context = Context(viewer, scope, company())
    cards = [
        newest("inspection", inspection_columns, list_table(INSPECTIONS, viewer, scope), context),
        newest("defect", defect_columns, list_table(DEFECTS, viewer, scope), context),
        newest("equipment", equipment_columns, list_table(EQUIPMENT, viewer, scope), context),
    ]
    return client_frame(viewer, head, scope, "inspections", context.company.zone, *cards)
