"""Orders, other work and bookings of a client, for staff: the newest of each."""

from auth.access import may
from auth.portal import Query, register_page
from components.booking_views import booking_columns
from components.client_frame import client_frame
from components.client_summaries import newest
from components.context import Context
from components.job_views import job_columns
from components.order_views import order_columns
from components.page import Page
from data.queries.bookings import BOOKINGS
from data.queries.clients import find_client_head
from data.queries.company import company
from data.queries.jobs import JOBS
from data.queries.orders import ORDERS
from data.queries.scope import find_scope
from data.queries.tables import list_table
from data.viewer import Permission, Viewer


@register_page("/staff/clients/<id:client>/orders", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query, client: str) -> Page:
    """The page."""
    head, scope = find_client_head(viewer, client), find_scope(viewer, None, client)
    context = Context(viewer, scope, company())
    cards = [
        newest("order", order_columns, list_table(ORDERS, viewer, scope), context),
        newest("job", job_columns, list_table(JOBS, viewer, scope), context),
        newest("booking", booking_columns, list_table(BOOKINGS, viewer, scope), context),
    ]
    return client_frame(viewer, head, scope, "orders", context.company.zone, *cards)
