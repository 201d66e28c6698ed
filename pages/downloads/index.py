"""My downloads: the ZIP files a person asked for, how far each is, and until when it is kept."""

from auth.access import SIGNED_IN
from auth.portal import Query, register_page
from components.download_views import downloads_page
from components.page import Page
from data.queries.company import company
from data.queries.downloads import list_downloads
from data.viewer import Viewer


@register_page("/downloads", access=SIGNED_IN)
def layout(viewer: Viewer, query: Query) -> Page:
    """Their own alone; while one is being packed the page looks again by itself."""
    return downloads_page(list_downloads(viewer), viewer, company().zone)
