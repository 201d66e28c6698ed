"""Which site or client a page is about, and the sites a person may choose from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.ids import is_public_id
from data.records.scope import FoundSite, FoundSites, Scope, SiteChoice
from data.search import folded
from data.viewer import ClientChoice, NotFound, Viewer

LIMIT = 50
CLIENTS = 10

_SCOPE = text("""
    with mine as materialized (
        select count(*) as total, min(id) as first from (select id from portal.sites limit 1001) s
    ),
    wanted as (
        select s.id, s.public_id, s.name, concat_ws(', ', s.address, s.city) as address,
               coalesce(s.zone, portal.zone()) as zone, s.client_id
          from portal.sites s, mine m
         where s.public_id = :site
            or (cast(:site as text) is null and cast(:client as text) is null and not :staff
                and m.total = 1 and s.id = m.first)
    )
    select m.total, w.id, w.public_id, w.name, w.address, w.zone, c.id as client_id, c.public_id as client_public_id,
           c.name as client_name
      from mine m left join wanted w on true
      left join portal.clients c on c.id = w.client_id or (w.id is null and c.public_id = :client)
""")
_CLIENTS = text("""
    select c.id, c.public_id, c.name from portal.clients c where c.search_text like all (cast(:words as text[]))
     order by c.search_text, c.id limit :limit
""")
_SITES = text("""
    select s.public_id, s.name, concat_ws(', ', s.address, s.city) as address, c.public_id as client_public_id,
           c.name as client_name
      from portal.sites s join portal.clients c on c.id = s.client_id
     where s.search_text || ' ' || c.search_text like all (cast(:words as text[]))
     order by c.search_text, c.id, s.search_text, s.id limit :limit
""")


def find_scope(viewer: Viewer, site: str | None = None, client: str | None = None) -> Scope:
    """The scope an address names by public ids (the site wins); a person's only site is chosen by itself.

    Raises NotFound for a site or client the viewer may not see.
    """
    values: dict[str, Any] = {"site": _known(site), "client": _known(client), "staff": viewer.is_staff}
    with transaction(viewer) as session:
        row = session.execute(_SCOPE, values).one()
    if (site and row.id is None) or (client and row.client_public_id is None):
        raise NotFound
    owner = ClientChoice(row.client_id, row.client_public_id, row.client_name) if row.client_id is not None else None
    chosen = SiteChoice(row.id, row.public_id, row.name, row.address, row.zone) if row.id is not None else None
    return Scope(chosen, owner, alone=not viewer.is_staff and row.total == 1, total=row.total)


def list_sites(viewer: Viewer, search: str = "") -> FoundSites:
    """The sites whose name, address or client match every word of the search, accents and case aside; at most 50."""
    with transaction(viewer) as session:
        rows = session.execute(_SITES, {"words": patterns(search), "limit": LIMIT + 1}).all()
    found = tuple(FoundSite(*row) for row in rows[:LIMIT])
    return FoundSites(found, len(rows) > LIMIT)


def clients_to_choose(viewer: Viewer, search: str = "") -> tuple[ClientChoice, ...]:
    """The clients whose name or number matches every word, at most 10; none for who has one client only."""
    if not viewer.is_staff and len(viewer.clients) < 2:
        return ()
    with transaction(viewer) as session:
        rows = session.execute(_CLIENTS, {"words": patterns(search), "limit": CLIENTS}).all()
    return tuple(ClientChoice(*row) for row in rows)


def sites_to_choose(viewer: Viewer, scope: Scope) -> tuple[FoundSite, ...]:
    """The sites a table offers to narrow it to; none where there are too many for a plain list, or nothing to choose.

    Staff and people with many sites or several clients choose in a list that searches.
    """
    if viewer.is_staff or len(viewer.clients) > 1 or scope.alone or not 1 < scope.total <= LIMIT:
        return ()
    return list_sites(viewer).sites


def patterns(search: str) -> list[str]:
    """A search as LIKE patterns, one for each folded word; without words one that everything matches."""
    words = folded(search[:200]).split()[:8]
    escaped = (word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in words)
    return [f"%{word}%" for word in escaped] or ["%"]


def _known(public_id: str | None) -> str | None:
    if not public_id:
        return None
    if not is_public_id(public_id):
        raise NotFound
    return public_id
