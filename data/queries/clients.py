"""One client, for staff, with its sites and the people who have access."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, text

from data.database import transaction
from data.ids import is_public_id
from data.queries.client_list import ENTERS, OPEN_DEFECT, SEEN, owed_by
from data.records.client import ClientContact, ClientHead, ClientRecord, ClientSite
from data.records.person import Access, PersonWithAccess
from data.viewer import Forbidden, NotFound, Permission, Viewer

MOST_SITES = 5  # on the page of details; the others stand on a page of their own
MOST_CONTACTS = 100
_ANY = text("select exists (select from portal.clients)")
_CLIENT = text("""
    select c.id, c.public_id, c.number, c.name, c.legal_name, c.tax_id, c.email, c.phone,
           concat_ws(', ', c.address, concat_ws(' ', c.postcode, c.city), c.country) as address,
           (select count(*) from portal.sites s where s.client_id = c.id) as site_count,
           c.portal_closed_at, c.language, o.name as "group", c.internal_note as note, c.source, c.external_ref
      from portal.clients c left join portal.client_groups o on o.id = c.group_id where c.public_id = :client
""")
_HEAD = text(f"""
    select c.id, c.public_id, c.number, c.name, o.name as "group", c.city, c.portal_closed_at as closed_at,
           (select count(*) from portal.sites s where s.client_id = c.id) as sites,
           (select count(*) from portal.defects d where d.client_id = c.id and {OPEN_DEFECT}) as defects,
           (select count(*) from portal.quotes q where q.client_id = c.id and q.state = 'sent'
               and (q.valid_until is null or q.valid_until >= portal.today())
               and q.published_at is not null and q.withdrawn_at is null) as quotes,
           (select count(*) from portal.bookings b where b.client_id = c.id and b.state = 'requested'
               and b.published_at is not null and b.withdrawn_at is null) as bookings,
           a.people, a.last_visit,
           (select p.public_id from portal.people p
             where p.id = any (a.ids)
               and exists (select from portal.person_clients(p.id) x where x.id = c.id and x.open)
             order by p.id limit 1) as entering
      from portal.clients c
      left join portal.client_groups o on o.id = c.group_id
     cross join lateral (
        select count(distinct p.id) as people, max({SEEN}) as last_visit, array_agg(distinct p.id) as ids
          from portal.people p join portal.grants g on g.person_id = p.id
         where (g.client_id = c.id or g.group_id = c.group_id) and {ENTERS.format(client="c.id")}) a
     where c.public_id = :client
""")  # noqa: S608  (constant text)
_SITES = text("""
    select public_id, code, name, concat_ws(', ', address, city) as address from portal.sites
     where client_id = :client order by name, id limit :limit
""")
_CONTACTS = text("""
    select k.name, k.title, k.email, k.phone, k.internal_note as note, p.public_id as person,
           p.mail_bounced_at as bounced_at, p.mail_bounce as bounce
      from portal.contacts k
      left join portal.people p on p.id = k.person_id or (k.person_id is null and p.email = k.email)
     where k.client_id = :client and k.erased_at is null order by p.mail_bounced_at is null, k.name, k.id limit :limit
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
     where p.staff_role is null and p.erased_at is null order by p.name, p.id
""")


def any_client(viewer: Viewer) -> bool:
    """Whether there is any client at all."""
    with transaction(viewer) as session:
        return bool(session.execute(_ANY).scalar())


def find_client_head(viewer: Viewer, client: str) -> ClientHead:
    """What stands above every page of a client. Raises Forbidden for anybody but staff, NotFound without one."""
    _staff_only(viewer)
    with transaction(viewer) as session:
        row = session.execute(_HEAD, {"client": client}).one_or_none() if is_public_id(client) else None
        if row is None:
            raise NotFound
        return ClientHead(**{**row._mapping, "owed": owed_by(session, row.id)})


def find_client(viewer: Viewer, client: str) -> ClientRecord:
    """The client with a public id. Raises Forbidden for anybody but staff, NotFound without one."""
    _staff_only(viewer)
    with transaction(viewer) as session:
        row = session.execute(_CLIENT, {"client": client}).one_or_none()
        if row is None:
            raise NotFound
        sites = session.execute(_SITES, {"client": row.id, "limit": MOST_SITES}).all()
        people = session.execute(_PEOPLE, {"client": row.id}).all()
        contacts = session.execute(_CONTACTS, {"client": row.id, "limit": MOST_CONTACTS}).all()
    found: dict[str, Any] = dict(row._mapping)
    return ClientRecord(
        **found,
        sites=tuple(ClientSite(*site) for site in sites),
        people=tuple(_person(one) for one in people),
        contacts=tuple(ClientContact(*one) for one in contacts),
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
