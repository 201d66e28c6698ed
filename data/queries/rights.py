"""The matrix of a person's rights at one client, for the form staff fill in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text

from data.database import transaction
from data.queries.accounts import staff_only
from data.queries.scope import patterns
from data.records.accounts import RightsMatrix, RightsRow
from data.session import Session
from data.viewer import NotFound, Permission, Viewer

SITES = 30  # rows on one page of the form
_WHO = text("""
    select p.id as person_id, p.public_id as person, p.name as person_name, c.id as client_id, c.public_id as client,
           c.name as client_name
      from portal.people p cross join portal.clients c
     where p.public_id = :person and p.staff_role is null and p.merged_into_id is null and c.public_id = :client
""")
_FIRST = text("""
    select c.public_id from portal.people p join portal.grants g on g.person_id = p.id
      join portal.clients c on c.id = g.client_id or c.group_id = g.group_id
     where p.public_id = :person and p.staff_role is null order by g.revoked_at nulls first, c.name, c.id limit 1
""")
_GRANTS = text("""
    select g.id, g.public_id, g.site_id, s.public_id as site, s.name as site_name, g.areas, g.valid_from, g.valid_until,
           g.exports, g.sees_amounts
      from portal.grants g left join portal.sites s on s.id = g.site_id
     where g.person_id = :person and g.client_id = :client and g.revoked_at is null order by s.name nulls first, g.id
""")
_STAMP = text("""
    select md5(coalesce(string_agg(concat_ws('|', g.public_id, g.areas, g.valid_from, 'to', g.valid_until, g.exports,
                                             g.sees_amounts), ';' order by g.id), ''))
      from portal.grants g where g.person_id = :person and g.client_id = :client and g.revoked_at is null
""")
# sites with a right of their own come first
_SITES = text("""
    select s.id, s.public_id, s.name, count(*) over () as total from portal.sites s
     where s.client_id = :client and s.search_text || ' ' || lower(s.name) like all (cast(:words as text[]))
     order by exists (select from portal.grants g where g.person_id = :person and g.site_id = s.id
                         and g.revoked_at is null) desc, s.name, s.id
    offset :offset limit :limit
""")
_GROUPS = text("""
    select y.name from portal.grants g join portal.client_groups y on y.id = g.group_id
      join portal.clients c on c.group_id = y.id
     where g.person_id = :person and c.id = :client and g.revoked_at is null order by y.name
""")


def find_rights(viewer: Viewer, person: str, client: str = "", search: str = "", place: int = 0) -> RightsMatrix:
    """The form's rows: the whole client, then its sites, thirty to a page; without a client the person's first.

    Raises Forbidden for staff who may not manage accounts, NotFound.
    """
    staff_only(viewer, Permission.MANAGE_ACCOUNTS)
    place = max(0, min(place, 10_000))
    with transaction(viewer) as session:
        client = client or session.execute(_FIRST, {"person": person}).scalar() or ""
        who = session.execute(_WHO, {"person": person, "client": client}).one_or_none()
        if who is None:
            raise NotFound
        values = {"person": who.person_id, "client": who.client_id}
        grants = session.execute(_GRANTS, values).all()
        asked = values | {"words": patterns(search), "offset": place * SITES, "limit": SITES}
        sites = session.execute(_SITES, asked).all()
        groups = tuple(str(row.name) for row in session.execute(_GROUPS, values))
        stamp = stamp_of(session, who.person_id, who.client_id)
    rows = _of(grants, None, "all", None)
    for site in sites:
        rows += _of(grants, site.id, site.public_id, site.name)
    total = sites[0].total if sites else 0
    return RightsMatrix(who.person, who.person_name, who.client, who.client_name, tuple(rows), groups, stamp,
                        search, place, total)  # fmt: skip


def stamp_of(session: Session, person: int, client: int) -> str:
    """What stands for all rights of a person at a client as they are now."""
    return str(session.execute(_STAMP, {"person": person, "client": client}).scalar_one())


def _of(grants: Sequence[Row[Any]], site_id: int | None, key: str, name: str | None) -> list[RightsRow]:
    site = None if key == "all" else key
    found = [
        RightsRow(one.public_id, site, name, tuple(one.areas), one.valid_from, one.valid_until, one.exports,
                  one.sees_amounts)
        for one in grants if one.site_id == site_id
    ]  # fmt: skip
    return found or [RightsRow(f"new-{key}", site, name)]
