"""What staff have written and no client sees yet."""

from auth.access import may
from auth.portal import Query, register_page
from components.draft_views import drafts_page
from components.page import Page
from data.queries.company import company
from data.queries.record_forms import list_drafts
from data.viewer import Permission, Viewer


@register_page("/staff/drafts", access=may(Permission.EDIT_RECORDS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The latest first."""
    return drafts_page(viewer, list_drafts(viewer), company().zone)
