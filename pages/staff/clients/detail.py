"""One client, for staff: who it is, whom one talks to, who has access, and whether the portal is open for it."""

from auth.access import may
from auth.addresses import portal_address
from auth.portal import Query, register_page
from components.client_frame import client_frame
from components.client_views import client_details
from components.page import Page
from components.portal_views import client_portal
from data.queries.clients import find_client, find_client_head
from data.queries.company import company
from data.queries.scope import find_scope
from data.viewer import Permission, Viewer


@register_page("/staff/clients/<id:client>", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query, client: str) -> Page:
    """The client's page."""
    found, zone = find_client(viewer, client), company().zone
    portal = client_portal(viewer, found, zone, portal_address(f"/c/{client}"))
    content = client_details(viewer, found, zone, portal)
    return client_frame(viewer, find_client_head(viewer, client), find_scope(viewer, None, client), "", zone, content)
