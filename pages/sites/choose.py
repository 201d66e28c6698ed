"""Choosing a client or site for a list, where no script shows them in place."""

from auth.access import SIGNED_IN
from auth.portal import Query, register_page
from components.context import Context
from components.page import Page
from components.site_choice import choice_page
from data.queries.company import company
from data.queries.scope import clients_to_choose, find_scope, list_sites
from data.viewer import Viewer


@register_page("/scope/choose", access=SIGNED_IN)
def layout(viewer: Viewer, query: Query) -> Page:
    """What matches `?q=`; each leads to the list of `?to=` with that place."""
    search = query.get("q", "")
    clients = clients_to_choose(viewer, search)
    context = Context(viewer, find_scope(viewer), company())
    return choice_page(list_sites(viewer, search), clients, search, query.get("to", ""), context)
