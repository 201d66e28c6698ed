"""One client, for staff: its details and sites, who has access, and seeing the portal as one of them."""

from auth.access import may
from auth.addresses import portal_address
from auth.portal import Query, register_page
from components.client_views import client_page
from components.page import Page
from components.portal_views import client_portal
from data.queries.clients import find_client
from data.queries.company import company
from data.queries.scope import find_scope
from data.viewer import Permission, Viewer


@register_page("/staff/clients/<id:client>", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query, client: str) -> Page:
    """The client's page."""
    found = find_client(viewer, client)
    zone = company().zone
    portal = client_portal(viewer, found, zone, portal_address(f"/c/{client}"))
    return client_page(viewer, found, find_scope(viewer, None, client), zone, portal)
