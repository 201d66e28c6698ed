"""Whom staff could invite: who was never invited, never came, or whose mail came back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, text

from data.database import transaction
from data.ids import is_public_id
from data.queries.accounts import OPEN, SEEN, STATE, staff_only
from data.records.access import preset_of
from data.records.invitations import Candidate, Candidates, InviteQuestion
from data.viewer import NotFound, Permission, Viewer

MOST = 200
_CLIENT = text("select id, name from portal.clients where public_id = :client")
_GROUPS = text("select public_id, name from portal.client_groups order by name, id limit 500")
_OF_GROUP = text("""
    select array(select c.id from portal.clients c where c.group_id = y.id) as clients
      from portal.client_groups y where y.public_id = :group
""")
_FIND = text(f"""
    with people as (
        select p.public_id, p.id as person_id, p.name, p.email, p.phone, p.language, null::bigint as contact,
               {STATE.format(seen=SEEN)} as state
          from portal.people p where p.staff_role is null and p.merged_into_id is null),
    found as (
        select * from people
         where state = case cast(:who as text) when 'never' then 'ready' when 'unused' then 'invited' else 'bounced' end
        union all
        select k.public_id, null, k.name, k.email, k.phone, c.language, k.id, 'none'
          from (select distinct on (k.email) k.* from portal.contacts k
                 where k.email is not null and k.person_id is null
                   and (cast(:clients as bigint[]) is null or k.client_id = any (:clients))
                   and not exists (select from portal.people p where p.email = k.email)
                 order by k.email, k.id) k join portal.clients c on c.id = k.client_id
         where :who = 'never')
    select f.public_id, f.name, f.email, f.phone, f.language, c.names as clients, g.grants
      from found f
      cross join lateral (
        select coalesce((array_agg(c.name order by c.name))[1:3], '{{}}') as names, array_agg(c.id) as ids
          from portal.clients c where c.id in (
            select g.client_id from portal.grants g where g.person_id = f.person_id
            union select x.id from portal.grants g join portal.clients x on x.group_id = g.group_id
                   where g.person_id = f.person_id
            union select k.client_id from portal.contacts k where f.person_id is null and k.email = f.email)) c
      cross join lateral (
        select coalesce(jsonb_agg(jsonb_build_array(g.areas, g.exports)), '[]') as grants
          from portal.grants g where g.person_id = f.person_id and {OPEN}) g
     where cast(:clients as bigint[]) is null or c.ids && cast(:clients as bigint[])
     order by lower(f.name), f.public_id limit :limit
""")  # noqa: S608  (constant text)


def find_candidates(viewer: Viewer, question: InviteQuestion) -> Candidates:
    """The first two hundred. Raises Forbidden for staff who may not manage accounts, NotFound for an unknown client."""
    staff_only(viewer, Permission.MANAGE_ACCOUNTS)
    with transaction(viewer) as session:
        name, clients = None, None
        if question.client:
            row = session.execute(_CLIENT, {"client": question.client}).one_or_none()
            if row is None or not is_public_id(question.client):
                raise NotFound
            name, clients = row.name, [row.id]
        elif question.group:
            clients = session.execute(_OF_GROUP, {"group": question.group}).scalar()
            if clients is None:
                raise NotFound
        values = {"who": question.who, "clients": clients, "limit": MOST + 1}
        rows = session.execute(_FIND, values).all()
        groups = tuple((str(one.public_id), str(one.name)) for one in session.execute(_GROUPS))
    return Candidates(question, tuple(_candidate(one) for one in rows[:MOST]), len(rows) > MOST, name, groups)


def _candidate(row: Row[Any]) -> Candidate:
    presets = tuple(sorted({preset_of(areas, exports) for areas, exports in row.grants}))
    return Candidate(row.public_id, row.name, row.email, row.phone, row.language, tuple(row.clients), presets)
