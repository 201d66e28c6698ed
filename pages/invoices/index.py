"""All invoices, proformas, receipts and credit notes."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.invoice_views import invoice_list
from components.page import Page
from data.queries.company import company
from data.queries.invoices import list_invoices
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/invoices", access=area(Area.BILLING))
def layout(viewer: Viewer, query: Query) -> Page:
    """The list, narrowed by `?site=` or `?client=`, going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_invoices(viewer, scope, query.get("after"))
    return invoice_list(found, Context(viewer, scope, company()))
