"""Accounts, for staff: everybody with access, and contacts with an e-mail address who have none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, text

from data.database import transaction
from data.ids import is_public_id
from data.queries.scope import patterns
from data.queries.slices import read_place, write_place
from data.records.access import preset_of
from data.records.accounts import STATES, Account, AccountList, AccountQuestion, ClientAccess
from data.viewer import Forbidden, NotFound, Permission, Viewer

PAGE = 50
COUNTED = 1000  # beyond this the chips say "and more"
MOST_OF_A_CLIENT = 200
# A grant that opens something today; what is revoked for good opens nothing, whatever the grants say.
OPEN = """
    g.revoked_at is null and cardinality(g.areas) > 0
    and (g.valid_from is null or g.valid_from <= portal.today())
    and (g.valid_until is null or g.valid_until >= portal.today())"""
STATE = f"""
    case when p.disabled_at is not null then 'locked'
         when not exists (select from portal.grants g where g.person_id = p.id and {OPEN}
                and (g.group_id is not null or not exists (select from portal.revocations r
                        where r.person_id = p.id and r.client_id = g.client_id)))
         then case when exists (select from portal.revocations r where r.person_id = p.id) then 'revoked'
                   else 'none' end
         when p.mail_bounced_at is not null then 'bounced'
         when {{seen}} then 'active'
         when p.invited_at is not null then 'invited' else 'ready' end"""  # noqa: S608  (constant text)
SEEN = """(p.last_visit_at is not null or exists (select from portal.sessions s where s.person_id = p.id)
           or exists (select from portal.activity a where a.person_id = p.id and a.kind = 'sign_in'))"""
LAST_SIGN_IN = """greatest((select max(o.created_at) from portal.sessions o where o.person_id = {person}),
           (select max(a.at) from portal.activity a where a.person_id = {person} and a.kind = 'sign_in'))"""
_CLIENT_OF = """
    exists (select from portal.grants g where g.person_id = p.id
               and (g.client_id = :client or g.group_id = (select c.group_id from portal.clients c
                                                            where c.id = :client)))
    or exists (select from portal.contacts k where k.person_id = p.id and k.client_id = :client)"""
_ACCOUNTS = f"""
    with accounts as (
        select p.public_id, p.id as person_id, p.name, p.email, {SEEN} as seen, {STATE.format(seen=SEEN)} as state,
               p.invited_at, lower(p.name) as place
          from portal.people p
         where p.staff_role is null and p.merged_into_id is null and p.erased_at is null
           and (cast(:client as bigint) is null or {_CLIENT_OF})
           and (not :without_amounts or (select not bool_or(g.sees_amounts) from portal.grants g
                                          where g.person_id = p.id and {OPEN}))
           and (not :searching or lower(p.name || ' ' || p.email) || ' ' || coalesce((
                   select string_agg(k.search_text || ' ' || c.search_text, ' ') from portal.contacts k
                     join portal.clients c on c.id = k.client_id where k.person_id = p.id), '')
               like all (cast(:words as text[])))
        union all
        select k.public_id, null, k.name, k.email, false, 'none', null, lower(k.name)
          from (select distinct on (k.email) k.*, c.search_text as client_search from portal.contacts k
                  join portal.clients c on c.id = k.client_id
                 where k.email is not null and k.person_id is null and not :without_amounts
                   and (cast(:client as bigint) is null or k.client_id = :client)
                   and not exists (select from portal.people p where p.email = k.email)
                 order by k.email, k.id) k
         where lower(k.name || ' ' || k.email) || ' ' || k.search_text || ' ' || k.client_search
               like all (cast(:words as text[])))"""  # noqa: S608  (constant text)
_LIST = text(f"""{_ACCOUNTS},
    shown as (select * from accounts
        where (:state = '' or state = :state) and (not :never or not seen)
          and (cast(:key as text) is null or (place, public_id) > (:key, :after))
        order by place, public_id limit :limit)
    select s.public_id, s.name, s.email, s.state, s.invited_at, s.place, c.clients, c.client_count, g.sites, g.grants,
           case when s.person_id is not null then {LAST_SIGN_IN.format(person="s.person_id")} end as last_sign_in
      from shown s
      cross join lateral (
        select coalesce((array_agg(c.name order by c.name))[1:3], '{{}}') as clients, count(*) as client_count
          from portal.clients c where c.id in (
            select g.client_id from portal.grants g where g.person_id = s.person_id
            union select x.id from portal.grants g join portal.clients x on x.group_id = g.group_id
                   where g.person_id = s.person_id
            union select k.client_id from portal.contacts k where k.person_id = s.person_id
            union select k.client_id from portal.contacts k where s.person_id is null and k.email = s.email)) c
      cross join lateral (
        select count(distinct g.site_id) as sites,
               coalesce(jsonb_agg(jsonb_build_array(g.areas, g.exports, g.sees_amounts)), '[]') as grants
          from portal.grants g where g.person_id = s.person_id and {OPEN}) g
     order by s.place, s.public_id
""")  # noqa: S608  (constant text)
_COUNTS = text(f"""{_ACCOUNTS}
    select state, count(*) as n from (select state from accounts where not :never or not seen limit :counted) found
     group by state
""")  # noqa: S608  (constant text)
_CLIENT = text("select id, name, public_id from portal.clients where public_id = :client")
_ENTERING = text("""
    select p.public_id from portal.people p
     where p.staff_role is null and p.disabled_at is null
       and exists (select from portal.grants g where g.person_id = p.id and g.client_id = :client)
       and exists (select from portal.person_clients(p.id) c where c.id = :client) order by p.id limit 1
""")


def list_accounts(viewer: Viewer, question: AccountQuestion, after: str | None = None) -> AccountList:
    """A page of accounts by name, going on after a place.

    Raises Forbidden for anybody but staff, NotFound for an unknown client, Invalid for a place that is none.
    """
    staff_only(viewer)
    key, public_id = read_place(after, "text", nullable=False) if after else (None, None)
    with transaction(viewer) as session:
        client = _known_client(session, question.client)
        values = _values(question, client.id if client else None) | {"key": key, "after": public_id}
        rows = session.execute(_LIST, values | {"limit": PAGE + 1}).all()
        found = session.execute(_COUNTS, values | {"counted": COUNTED + 1}).all()
    counts = {row.state: int(row.n) for row in found}
    following = write_place(rows[PAGE - 1].place, rows[PAGE - 1].public_id) if len(rows) > PAGE else None
    return AccountList(tuple(_account(row) for row in rows[:PAGE]), question, counts, sum(counts.values()) > COUNTED,
                       client.name if client else None, after is None, following)  # fmt: skip


def every_account(viewer: Viewer, question: AccountQuestion) -> Iterator[Account]:
    """All accounts the question finds, for a file."""
    staff_only(viewer)
    with transaction(viewer, seconds=120, exporting=True) as session:
        client = _known_client(session, question.client)
        values = _values(question, client.id if client else None) | {"key": None, "after": None, "limit": 250_000}
        for row in session.execute(_LIST, values):
            yield _account(row)


def find_client_access(viewer: Viewer, client: str) -> ClientAccess:
    """The people of a client. Raises Forbidden for anybody but staff, NotFound without such a client."""
    staff_only(viewer)
    with transaction(viewer) as session:
        row = _known_client(session, client)
        if row is None:
            raise NotFound
        values = _values(AccountQuestion(), row.id) | {"key": None, "after": None, "limit": MOST_OF_A_CLIENT + 1}
        rows = session.execute(_LIST, values).all()
        entering = session.execute(_ENTERING, {"client": row.id}).scalar()
    accounts = tuple(_account(one) for one in rows[:MOST_OF_A_CLIENT])
    return ClientAccess(row.public_id, row.name, accounts, len(rows) > MOST_OF_A_CLIENT, entering)


def staff_only(viewer: Viewer, permission: Permission = Permission.SEE_CLIENTS) -> None:
    """Raise Forbidden for anybody whose role does not allow it."""
    if not viewer.may(permission):
        raise Forbidden


def _known_client(session: Any, client: str) -> Row[Any] | None:
    if not client:
        return None
    row: Row[Any] | None = session.execute(_CLIENT, {"client": client}).one_or_none() if is_public_id(client) else None
    if row is None:
        raise NotFound
    return row


def _values(question: AccountQuestion, client: int | None) -> dict[str, Any]:
    state = question.state if question.state in STATES else ""
    return {
        "words": patterns(question.search),
        "searching": bool(question.search.strip()),
        "state": state,
        "client": client,
        "never": question.never,
        "without_amounts": question.without_amounts,
    }


def _account(row: Row[Any]) -> Account:
    grants = [] if row.state == "revoked" else row.grants
    presets = {preset_of(areas, exports) for areas, exports, _amounts in grants}
    areas = {area for found, _exports, _amounts in grants for area in found}
    return Account(
        row.public_id, row.name, row.email, row.state, tuple(row.clients), row.client_count, row.sites,
        tuple(sorted(presets)), tuple(sorted(areas)), any(exports for _a, exports, _s in grants),
        any(amounts for _a, _e, amounts in grants), row.invited_at, row.last_sign_in,
    )  # fmt: skip
