"""The dashboard of one site: everything it shows, in one statement (dashboard.sql beside this file)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from data.database import transaction
from data.ids import is_public_id
from data.queries.company import company
from data.records.dashboard import Dashboard, Waiting
from data.records.reading import read
from data.viewer import NotFound, Viewer

_CLIENT = text("""
    select client_id, (select count(*) from (select from portal.sites limit 1001) s) as sites
      from portal.sites where public_id = :site
""")
_DASHBOARD = text(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def find_dashboard(viewer: Viewer, site: str, since: datetime | None = None) -> Dashboard:
    """The dashboard of the site with this public id; documents shared after `since` are new, without it
    those of the last 30 days.

    Raises NotFound for a site the viewer may not see.
    """
    if not is_public_id(site):
        raise NotFound
    values = {"site": site, "staff": viewer.is_staff, "since": since, "expiry_days": company().expiry_days}
    narrowed, sites = _narrowed(viewer, site)
    with transaction(narrowed) as session:
        found = session.execute(_DASHBOARD, values).scalar()
    if found is None:
        raise NotFound
    board = read(Dashboard, found)
    return _within_rights(replace(board, sites=sites or board.sites), staff=viewer.is_staff)


def _narrowed(viewer: Viewer, site: str) -> tuple[Viewer, int]:
    """A person of several clients enters as one of the site's: the large statement then has one plan for everybody.

    A prepared plan is kept for one role; changing roles on a connection would plan it anew, which takes longer than it.
    The number counts the sites of all clients of such a person, else it is 0.
    """
    if viewer.is_staff or viewer.client_id is not None:
        return viewer, 0
    with transaction(viewer) as session:
        row = session.execute(_CLIENT, {"site": site}).one_or_none()
    if row is None:
        raise NotFound
    return replace(viewer, client_id=row.client_id), row.sites


def _within_rights(board: Dashboard, *, staff: bool) -> Dashboard:
    """What waits, in order of urgency and within the areas; the missing certificate among it."""
    waits = list(board.waiting)
    last = board.inspection
    if last is not None and last.certificate in ("awaited", "missing"):
        waits.append(Waiting("certificate", last.public_id, last.number, None, last.done_on, last.certificate_due_on))
    waits = [one for one in waits if board.sees(one.area)]
    waits.sort(key=lambda one: (_urgency(one, board), one.since or board.today, one.public_id))
    # what a payment gave to invoices of other sites is unknown to who sees one site only: the rest would look unused
    credit = board.credit if board.whole or staff else ()
    return replace(board, waiting=tuple(waits), credit=credit)


def _urgency(one: Waiting, board: Dashboard) -> int:
    if one.repairs:
        return 0
    if one.what == "overdue" or (one.what == "certificate" and one.due is not None and one.due < board.today):
        return 1
    return 3 if one.what == "due" else 2
