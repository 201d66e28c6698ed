"""All invoices, proformas, receipts and credit notes."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.invoice_views import invoice_list
from components.page import Page
from data.queries.company import company
from data.queries.invoices import INVOICES, list_invoices
from data.queries.scope import find_scope, sites_to_choose
from data.records.tables import read_question
from data.viewer import Area, Viewer


@register_page("/invoices", access=area(Area.BILLING))
def layout(viewer: Viewer, query: Query) -> Page:
    """The table as the address asks for it (data/records/tables.py), going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_invoices(viewer, scope, query.get("after"), read_question(query, INVOICES.shape))
    return invoice_list(found, Context(viewer, scope, company(), sites_to_choose(viewer, scope)))
