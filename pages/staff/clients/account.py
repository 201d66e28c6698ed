"""The Account tab of a client, for staff: who has access, who could have it."""

from auth.access import may
from auth.portal import Query, register_page
from components.client_account import client_account
from components.page import Page
from data.queries.accounts import find_client_access
from data.queries.clients import find_client_head
from data.queries.company import company
from data.queries.scope import find_scope
from data.viewer import Permission, Viewer


@register_page("/staff/clients/<id:client>/account", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query, client: str) -> Page:
    """The people of the client."""
    head, scope = find_client_head(viewer, client), find_scope(viewer, None, client)
    return client_account(viewer, find_client_access(viewer, client), head, scope, company().zone)
