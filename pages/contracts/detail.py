"""One contract: dates, renewal, notice, visits."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.contract_views import contract_page
from components.page import Page
from data.queries.company import company
from data.queries.contracts import find_contract
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/contracts/<id:public_id>", access=area(Area.CONTRACTS))
def layout(viewer: Viewer, query: Query, public_id: str) -> Page:
    """The record page; a chosen site or client is only carried along."""
    found = find_contract(viewer, public_id)
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    return contract_page(found, Context(viewer, scope, company()))
