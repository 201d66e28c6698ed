"""What was withdrawn, for staff: when, by whom, why, who had opened it, and publishing it again."""

from auth.access import may
from auth.portal import Query, register_page
from components.page import Page
from components.withdrawal_views import withdrawn_page
from data.queries.company import company
from data.queries.withdrawals import list_withdrawals
from data.viewer import Permission, Viewer


@register_page("/staff/withdrawn", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query) -> Page:
    """Newest first, going on from `?after=`."""
    told = query.get("after", "")
    after = int(told) if told.isascii() and told.isdigit() and len(told) <= 18 else None
    return withdrawn_page(list_withdrawals(viewer, after), viewer, company().zone, after)
