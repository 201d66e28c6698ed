"""Clients, for staff: the list, and one with its sites and the people who have access."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, text

from data.database import transaction
from data.ids import is_public_id
from data.queries.scope import patterns
from data.records.client import ClientList, ClientRecord, ClientSite, ListedClient
from data.records.person import Access, PersonWithAccess
from data.viewer import Forbidden, NotFound, Permission, Viewer

PAGE = 50
COUNTED = 1000  # beyond this the list says "more than"
MOST_SITES = 500
_ANY = text("select exists (select from portal.clients)")
_LIST = text("""
    select c.public_id, c.number, c.name, c.city,
           (select count(*) from portal.sites s where s.client_id = c.id) as sites,
           a.people, a.last_visit
      from portal.clients c
      cross join lateral (
        select count(*) as people, max((select max(s.last_seen_at) from portal.sessions s where s.person_id = p.id))
               as last_visit
          from portal.people p
         where p.disabled_at is null and p.staff_role is null
           and exists (select from portal.grants g
                        where g.person_id = p.id and (g.client_id = c.id or g.group_id = c.group_id)
                          and g.revoked_at is null and cardinality(g.areas) > 0
                          and (g.valid_from is null or g.valid_from <= portal.today())
                          and (g.valid_until is null or g.valid_until >= portal.today()))
           and not exists (select from portal.revocations r where r.person_id = p.id and r.client_id = c.id)) a
     where c.search_text like all (cast(:words as text[]))
       and (cast(:after as text) is null
            or (c.search_text, c.id) > (select x.search_text, x.id from portal.clients x where x.public_id = :after))
     order by c.search_text, c.id limit :limit
""")
_COUNT = text("""
    select count(*) from (select from portal.clients
                           where search_text like all (cast(:words as text[])) limit :counted) found
""")
_CLIENT = text("""
    select c.id, c.public_id, c.number, c.name, c.legal_name, c.tax_id, c.email, c.phone,
           concat_ws(', ', c.address, concat_ws(' ', c.postcode, c.city), c.country) as address,
           (select count(*) from portal.sites s where s.client_id = c.id) as site_count,
           c.portal_closed_at
      from portal.clients c where c.public_id = :client
""")
_SITES = text("""
    select public_id, code, name, concat_ws(', ', address, city) as address from portal.sites
     where client_id = :client order by name, id limit :limit
""")
_PEOPLE = text("""
    select p.public_id, p.name, p.email, p.disabled_at is not null as disabled,
           exists (select from portal.revocations r where r.person_id = p.id and r.client_id = :client) as revoked,
           exists (select from portal.person_clients(p.id) c where c.id = :client and c.open) as enters,
           (select max(a.at) from portal.activity a where a.person_id = p.id and a.kind = 'sign_in') as last_sign_in,
           g.grants
      from portal.people p
      join (select g.person_id, jsonb_agg(jsonb_build_array(s.name, g.areas, g.valid_from, g.valid_until,
                       case when g.revoked_at is not null then 'revoked'
                            when g.valid_until < portal.today() then 'ended'
                            when g.valid_from > portal.today() then 'upcoming' else 'active' end)
                   order by g.revoked_at nulls first, s.name nulls first, g.id) as grants
              from portal.grants g
              left join portal.sites s on s.id = g.site_id
             where g.client_id = :client
                or g.group_id = (select c.group_id from portal.clients c where c.id = :client)
             group by g.person_id) g on g.person_id = p.id
     where p.staff_role is null order by p.name, p.id
""")


def any_client(viewer: Viewer) -> bool:
    """Whether there is any client at all."""
    with transaction(viewer) as session:
        return bool(session.execute(_ANY).scalar())


def list_clients(viewer: Viewer, search: str = "", after: str | None = None) -> ClientList:
    """Clients whose name, number or place match every word of the search, by name; `after` is a public id.

    Raises Forbidden for anybody but staff.
    """
    _staff_only(viewer)
    values: dict[str, Any] = {"words": patterns(search), "after": after if is_public_id(after) else None}
    with transaction(viewer) as session:
        rows = session.execute(_LIST, values | {"limit": PAGE + 1}).all()
        total = int(session.execute(_COUNT, values | {"counted": COUNTED + 1}).scalar_one())
    shown = tuple(ListedClient(*row) for row in rows[:PAGE])
    return ClientList(shown, total, shown[-1].public_id if len(rows) > PAGE else None)


def find_client(viewer: Viewer, client: str) -> ClientRecord:
    """The client with a public id. Raises Forbidden for anybody but staff, NotFound without one."""
    _staff_only(viewer)
    with transaction(viewer) as session:
        row = session.execute(_CLIENT, {"client": client}).one_or_none()
        if row is None:
            raise NotFound
        sites = session.execute(_SITES, {"client": row.id, "limit": MOST_SITES}).all()
        people = session.execute(_PEOPLE, {"client": row.id}).all()
    found: dict[str, Any] = dict(row._mapping)
    return ClientRecord(
        **found, sites=tuple(ClientSite(*site) for site in sites), people=tuple(_person(one) for one in people)
    )


def _person(row: Row[Any]) -> PersonWithAccess:
    found: dict[str, Any] = dict(row._mapping)
    grants = found.pop("grants")
    return PersonWithAccess(
        **found,
        grants=tuple(
            Access(site, tuple(areas), _day(since), _day(until), state) for site, areas, since, until, state in grants
        ),
    )


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _staff_only(viewer: Viewer) -> None:
    if not viewer.may(Permission.SEE_CLIENTS):
        raise Forbidden
