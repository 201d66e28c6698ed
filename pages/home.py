"""Home: the dashboard of a site, or all sites where none is chosen."""

from auth.access import SIGNED_IN
from auth.portal import Query, Redirect, register_page
from components.context import Context
from components.dashboard.board import dashboard_page
from components.dashboard.portfolio import portfolio_page
from components.page import Page
from data.commands.people import remember_place
from data.queries.company import company
from data.queries.dashboard import find_dashboard
from data.queries.people import find_last_place
from data.queries.portfolio import find_portfolio
from data.queries.scope import find_scope
from data.viewer import Viewer


@register_page("/", access=SIGNED_IN)
def layout(viewer: Viewer, query: Query) -> Page:
    """The site of `?site=` or all sites of `?client=`; else the last one looked at, the only one, or all sites."""
    site, client = query.get("site"), query.get("client")
    if site or client:
        return _dashboard(viewer, site, chosen=True) if site else _portfolio(viewer, client)
    if viewer.is_staff:
        raise Redirect("/staff")
    if last := find_last_place(viewer):
        return _dashboard(viewer, last.site) if last.site else _portfolio(viewer, last.client)
    scope = find_scope(viewer)
    return _dashboard(viewer, scope.site.public_id) if scope.site else _portfolio(viewer, None)


def _dashboard(viewer: Viewer, site: str, *, chosen: bool = False) -> Page:
    board = find_dashboard(viewer, site, None if viewer.is_staff else viewer.last_visit_at)
    if chosen:
        remember_place(viewer, board.client.id, board.site.id)
    return dashboard_page(board, Context(viewer, board.scope, company()))


def _portfolio(viewer: Viewer, client: str | None) -> Page:
    scope = find_scope(viewer, client=client)
    if scope.client is not None:
        remember_place(viewer, scope.client.id, None)
    return portfolio_page(find_portfolio(viewer, scope), Context(viewer, scope, company()))
