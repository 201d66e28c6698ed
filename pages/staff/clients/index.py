"""All clients, for staff: name, place, sites, people with access, last visit."""

from auth.access import may
from auth.portal import Query, register_page
from components.client_views import client_list
from components.page import Page
from data.queries.clients import COUNTED, list_clients
from data.queries.company import company
from data.viewer import Permission, Viewer


@register_page("/staff/clients", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The list, narrowed by `?q=`, going on from `?after=`."""
    search, after = query.get("q", "").strip(), query.get("after")
    return client_list(list_clients(viewer, search, after), search, after, company().zone, COUNTED)
