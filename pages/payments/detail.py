"""One payment and what it paid."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.page import Page
from components.payment_views import payment_page
from data.queries.company import company
from data.queries.payments import find_payment
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/payments/<id:public_id>", access=area(Area.BILLING))
def layout(viewer: Viewer, query: Query, public_id: str) -> Page:
    """The record page; a chosen site or client is only carried along."""
    found = find_payment(viewer, public_id)
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    return payment_page(found, Context(viewer, scope, company()))
