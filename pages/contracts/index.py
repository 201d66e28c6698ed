"""All contracts."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.contract_views import contract_list
from components.page import Page
from data.queries.company import company
from data.queries.contracts import list_contracts
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/contracts", access=area(Area.CONTRACTS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The list, narrowed by `?site=` or `?client=`, going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_contracts(viewer, scope, query.get("after"))
    return contract_list(found, Context(viewer, scope, company()))
