"""The files of a client, for staff: what it uploaded and what it was handed, and the way to all of them."""

from auth.access import may
from auth.portal import Query, register_page
from components.client_frame import client_frame
from components.client_summaries import newest
from components.context import Context
from components.file_views import file_columns
from components.page import Page
from data.queries.clients import find_client_head
from data.queries.company import company
from data.queries.files import FILES
from data.queries.scope import find_scope
from data.queries.tables import list_table
from data.viewer import Permission, Viewer


@register_page("/staff/clients/<id:client>/files", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query, client: str) -> Page:
    """The page."""
    head, scope = find_client_head(viewer, client), find_scope(viewer, None, client)
    context = Context(viewer, scope, company())
    cards = [
        newest("file", file_columns, list_table(FILES, viewer, scope), context, 12),
    ]
    return client_frame(viewer, head, scope, "files", context.company.zone, *cards)
