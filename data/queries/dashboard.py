"""The dashboard of one site: the site, then everything it shows in one statement (dashboard.sql beside this file)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, text

from data.database import transaction
from data.ids import is_public_id
from data.queries.company import company
from data.records.dashboard import Dashboard, Waiting
from data.records.reading import read
from data.viewer import Area, NotFound, Viewer

_CLIENT = text("""
    select client_id, (select count(*) from (select from portal.sites limit 1001) s) as sites
      from portal.sites where public_id = :site
""")
# the site, whom it belongs to, and what of it may be seen
_HERE = text("""
    select s.id, s.public_id, s.name, concat_ws(', ', s.address, s.city) as address, s.client_id as client,
           c.public_id as client_public_id, c.name as client_name, coalesce(s.zone, portal.zone()) as zone,
           portal.today() as today, coalesce(cast(:since as timestamptz), portal.now() - interval '30 days') as since,
           (select count(*) from (select from portal.sites limit 1001) o) as sites,
           (select count(*) from (select from portal.sites o where o.client_id = s.client_id limit 2) o) = 1 as alone,
           :staff or s.client_id = any (portal.whole_clients('billing')) as whole,
           array(select a.area from unnest(cast(:areas as text[])) as a (area)
                  where :staff or s.client_id = any (portal.whole_clients(a.area))
                     or s.id = any (portal.permitted_sites(a.area))) as areas
      from portal.sites s join portal.clients c on c.id = s.client_id
     where s.public_id = :site
""")
_AREAS = [area.value for area in Area]
_WRITTEN = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
# of a client with one site, what names none belongs to it
_DASHBOARD = {
    False: text(_WRITTEN),
    True: text(re.sub(r"(?<!\()\b(\w)\.site_id = :site", r"(\1.site_id = :site or \1.site_id is null)", _WRITTEN)),
}


def find_dashboard(viewer: Viewer, site: str, since: datetime | None = None) -> Dashboard:
    """The dashboard of the site with this public id; documents shared after `since` are new, without it
    those of the last 30 days.

    Raises NotFound for a site the viewer may not see.
    """
    if not is_public_id(site):
        raise NotFound
    narrowed, sites = _narrowed(viewer, site)
    with transaction(narrowed) as session:
        here = session.execute(_HERE, {"site": site, "staff": viewer.is_staff, "since": since, "areas": _AREAS}).first()
        if here is None:
            raise NotFound
        values = {"client": here.client, "site": here.id, "alone": here.alone, "zone": here.zone, "today": here.today,
                  "since": here.since, "soon": company().expiry_days, "areas": here.areas}  # fmt: skip
        found = session.scalar(_DASHBOARD[here.alone], values)
    board = read(Dashboard, found | _of(here))
    return _within_rights(replace(board, sites=sites or board.sites), staff=viewer.is_staff)


def _of(here: Row[Any]) -> dict[str, Any]:
    """The place as the dashboard's JSON would have it."""
    return {
        "today": here.today.isoformat(), "zone": here.zone, "areas": here.areas, "whole": here.whole,
        "sites": here.sites,
        "site": {"id": here.id, "public_id": here.public_id, "name": here.name, "address": here.address,
                 "zone": here.zone},
        "client": {"id": here.client, "public_id": here.client_public_id, "name": here.client_name},
    }  # fmt: skip


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
