"""One invoice: lines, totals, what was settled, what is left."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.invoice_views import invoice_page
from components.page import Page
from data.queries.company import company
from data.queries.invoices import find_invoice
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/invoices/<id:public_id>", access=area(Area.BILLING))
def layout(viewer: Viewer, query: Query, public_id: str) -> Page:
    """The record page; a chosen site or client is only carried along."""
    found = find_invoice(viewer, public_id)
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    return invoice_page(found, Context(viewer, scope, company()))
