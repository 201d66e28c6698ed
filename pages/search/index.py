"""Search everywhere: a few records of each noun, with the way to all of them."""

from auth.access import SIGNED_IN
from auth.portal import Query, register_page
from components.page import Page
from components.search_blocks import blocks_of, places_to_begin
from components.search_views import search_page
from data.queries.company import company
from data.queries.scope import list_sites
from data.queries.search import search_everywhere, searched_tables
from data.records.search import read_search
from data.viewer import Viewer


@register_page("/search", access=SIGNED_IN)
def layout(viewer: Viewer, query: Query) -> Page:
    """What `?q=` finds in everything the person may see; without it, where one might go."""
    search = read_search(query.get("q", ""))
    if not search:
        sites = None if viewer.is_staff else list_sites(viewer)
        nouns = [one.table.noun for one in searched_tables(viewer)]
        return search_page("", None, places_to_begin(viewer, sites, nouns), viewer, company())
    found = search_everywhere(viewer, search)
    return search_page(search, found, blocks_of(found, viewer), viewer, company())
