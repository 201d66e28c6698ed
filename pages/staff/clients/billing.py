"""The money of a client, for staff: invoices, payments, quotes and contracts, the newest of each."""

from auth.access import may
from auth.portal import Query, register_page
from components.client_frame import client_frame
from components.client_summaries import newest
from components.context import Context
from components.contract_views import contract_columns
from components.invoice_views import invoice_columns
from components.page import Page
from components.payment_views import payment_columns
from components.quote_views import quote_columns
from components.statement_link import statement_link
from data.queries.clients import find_client_head
from data.queries.company import company
from data.queries.contracts import CONTRACTS
from data.queries.invoices import INVOICES
from data.queries.payments import PAYMENTS
from data.queries.quotes import QUOTES
from data.queries.scope import find_scope
from data.queries.tables import list_table
from data.viewer import Permission, Viewer


@register_page("/staff/clients/<id:client>/billing", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query, client: str) -> Page:
    """The page."""
    head, scope = find_client_head(viewer, client), find_scope(viewer, None, client)
    context = Context(viewer, scope, company())
    cards = [
        newest("invoice", invoice_columns, list_table(INVOICES, viewer, scope), context),
        newest("payment", payment_columns, list_table(PAYMENTS, viewer, scope), context),
        newest("quote", quote_columns, list_table(QUOTES, viewer, scope), context),
        newest("contract", contract_columns, list_table(CONTRACTS, viewer, scope), context),
    ]
    way = statement_link(context)
    return client_frame(viewer, head, scope, "billing", context.company.zone, *cards, actions=[way])
