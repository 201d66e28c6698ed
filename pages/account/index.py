"""My account."""

from auth.access import ONESELF
from auth.portal import Query, register_page
from components.account.overview import overview_page
from components.page import Page
from data.queries.account import find_account
from data.queries.company import company
from data.viewer import Viewer


@register_page("/account", access=ONESELF)
def layout(viewer: Viewer, query: Query) -> Page:
    """What is on file of the person, and the ways to its parts."""
    return overview_page(find_account(viewer), company().zone)
