"""One account, for staff: who it is, its clients and grants, its consents, how it was signed in with."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, text

from data.database import transaction
from data.queries.accounts import LAST_SIGN_IN, SEEN, STATE, staff_only
from data.records.accounts import AccountClient, AccountPage, ConsentLine, GrantLine, SignIn
from data.session import Session
from data.viewer import NotFound, Permission, Viewer

SIGN_INS = 30
_PERSON = text(f"""
    select p.public_id, p.id as person_id, p.name, p.email, p.phone, p.language,
           {STATE.format(seen=SEEN)} as state, p.disabled_at, p.invited_at, p.mail_bounced_at as bounced_at,
           p.mail_bounce as bounce, {LAST_SIGN_IN.format(person="p.id")} as last_sign_in,
           (select count(*) from portal.sessions s where s.person_id = p.id and s.ended_at is null) as open_sessions,
           (select m.public_id from portal.people m where m.id = p.merged_into_id) as merged_into, p.erased_at,
           (select r.asked_at from portal.erasure_requests r
             where r.person_id = p.id and r.taken_back_at is null and r.declined_at is null and r.done_at is null)
               as asked_at
      from portal.people p
     where p.staff_role is null and (p.public_id = :account
        or p.id = (select k.person_id from portal.contacts k where k.public_id = :account)
        or p.email = (select k.email from portal.contacts k where k.public_id = :account and k.person_id is null))
""")  # noqa: S608  (constant text)
_CONTACT = text("""
    select k.public_id, null as person_id, k.name, k.email, k.phone, c.language, 'none' as state,
           null as disabled_at, null as invited_at, null as bounced_at, null as bounce, null as last_sign_in,
           0 as open_sessions, null as merged_into, null as erased_at, null as asked_at
      from portal.contacts k join portal.clients c on c.id = k.client_id
     where k.public_id = :account and k.email is not null and k.person_id is null
       and not exists (select from portal.people p where p.email = k.email)
""")
_CLIENTS = text("""
    with mine as (
        select g.*, coalesce(g.client_id, c.id) as of_client, c.id is not null as by_group from portal.grants g
          left join portal.clients c on c.group_id = g.group_id
         where g.person_id = :person),
    known as (
        select of_client as id from mine where of_client is not null
        union select client_id from portal.contacts where person_id = :person or (person_id is null and email = :email)
        union select client_id from portal.revocations where person_id = :person)
    select c.public_id, c.name,
           exists (select from portal.person_clients(:person) x where x.id = c.id) as enters,
           r.at as revoked_at, b.name as revoked_by, r.reason,
           exists (select from portal.contacts k where k.client_id = c.id
                      and (k.person_id = :person or k.email = :email)) as contact,
           coalesce((select jsonb_agg(jsonb_build_array(m.public_id, s.name, y.name, m.areas, m.exports, m.sees_amounts,
                       m.valid_from, m.valid_until,
                       case when m.revoked_at is not null then 'revoked'
                            when m.valid_until < portal.today() then 'ended'
                            when m.valid_from > portal.today() then 'upcoming' else 'active' end)
                       order by m.revoked_at nulls first, s.name nulls first, m.id)
                      from mine m left join portal.sites s on s.id = m.site_id
                      left join portal.client_groups y on y.id = m.group_id
                     where m.of_client = c.id), '[]') as grants
      from portal.clients c join known on known.id = c.id
      left join portal.revocations r on r.person_id = :person and r.client_id = c.id
      left join portal.people b on b.id = r.by_person_id
     order by c.name, c.id limit 200
""")
_CONSENTS = text("""
    select c.kind, c.given, c.at, c.origin, b.name as by from portal.consents c
      left join portal.people b on b.id = c.by_person_id
     where c.person_id = :person order by c.at desc, c.id desc limit 100
""")
_SIGN_INS = text("""
    select a.at, a.kind, host(o.ip) as ip, o.user_agent, a.method, a.result, s.name as by_staff
      from portal.activity a
      left join portal.activity_origins o on o.at = a.at and o.activity_id = a.id
      left join portal.people s on s.id = a.acting_staff_id
     where a.person_id = (select p.id from portal.people p where p.public_id = :person and p.staff_role is null)
       and a.kind in ('sign_in', 'sign_in_failed', 'code_asked', 'sign_out', 'view_as_started', 'view_as_ended')
     order by a.at desc, a.id desc limit :limit
""")


def find_account(viewer: Viewer, account: str) -> AccountPage:
    """The account of a person or a contact by public id; a contact who has become a person is that person.

    Raises Forbidden for anybody but staff, NotFound without one.
    """
    staff_only(viewer)
    with transaction(viewer) as session:
        row = find_row(session, account)
        values = {"person": row.person_id, "email": row.email}
        clients = session.execute(_CLIENTS, values).all()
        consents = session.execute(_CONSENTS, values).all()
    found: dict[str, Any] = dict(row._mapping)
    return AccountPage(**found, clients=tuple(_client(one) for one in clients),
                       consents=tuple(ConsentLine(*one) for one in consents))  # fmt: skip


def find_row(session: Session, account: str) -> Row[Any]:
    """Who a public id names, in the caller's transaction. Raises NotFound."""
    values = {"account": account}
    row = session.execute(_PERSON, values).one_or_none() or session.execute(_CONTACT, values).one_or_none()
    if row is None:
        raise NotFound
    return row


def list_sign_ins(viewer: Viewer, person: str, most: int = SIGN_INS) -> tuple[SignIn, ...]:
    """How a person came in, the newest first. Raises Forbidden for staff who may not manage accounts."""
    staff_only(viewer, Permission.MANAGE_ACCOUNTS)
    with transaction(viewer) as session:
        rows = session.execute(_SIGN_INS, {"person": person, "limit": most}).all()
    return tuple(SignIn(*row) for row in rows)


def _client(row: Row[Any]) -> AccountClient:
    found: dict[str, Any] = dict(row._mapping)
    grants = found.pop("grants")
    return AccountClient(**found, grants=tuple(
        GrantLine(public_id, site, group, tuple(areas), exports, amounts, _day(since), _day(until), state)
        for public_id, site, group, areas, exports, amounts, since, until, state in grants))  # fmt: skip


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
