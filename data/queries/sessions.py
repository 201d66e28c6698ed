"""Who a session belongs to, and what a person who wants to sign in is known by; read through the door login."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, text

from data.database import door
from data.queries.company import rules
from data.records.session import SECOND_STEP_LASTS, Credentials, HalfSession, OpenSession, Proof
from data.viewer import ROLE_PERMISSIONS, Area, ClientChoice, Permission, SignedOut, StaffRole, Viewer

_OPEN = text("""
    with clock as materialized (select portal.now() as now)
    select s.id as session_id, s.keep, s.last_seen_at, s.last_seen_at < t.now - interval '1 minute' as unseen,
           s.last_seen_at < t.now - interval '30 minutes' as another_visit,
           s.awaits = 'enrolment' as enrolling,
           case when v.id is not null then v.last_visit_at
                when s.last_seen_at < t.now - interval '30 minutes' then s.last_seen_at
                else p.last_visit_at end as last_visit_at,
           coalesce(v.last_client_id, p.last_client_id) as last_client_id,
           coalesce(v.last_site_id, p.last_site_id) as last_site_id,
           p.id, p.public_id, p.name, p.email, p.language, p.theme, p.staff_role,
           s.view_as_person_id is not null and v.id is null as view_as_over, s.view_as_client_id,
           v.id as other_id, v.public_id as other_public_id, v.name as other_name, v.email as other_email,
           v.language as other_language,
           (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from portal.person_clients(coalesce(v.id, p.id)) c
             where v.id is null or c.id = s.view_as_client_id) as clients
      from clock t
     cross join portal.sessions s
      join portal.people p on p.id = s.person_id
      left join portal.people v on v.id = s.view_as_person_id and s.view_as_until > t.now
            and v.disabled_at is null and v.staff_role is null and p.staff_role is not null
     where s.token_hash = :hash and s.ended_at is null and s.expires_at > t.now and p.disabled_at is null
       and s.awaits is distinct from 'second_factor'
       and s.last_seen_at > t.now - case when p.staff_role is not null then cast(:staff_idle as interval)
            when s.keep then cast(:kept_idle as interval) else cast(:idle as interval) end
       and s.last_seen_at < portal.now() + interval '5 minutes'  -- a clock put back revives nothing that was over
""")
_PERSON = text("""
    select null as session_id, p.id, p.public_id, p.name, p.email, p.language, p.theme, p.staff_role,
           null as other_id, false as enrolling, p.last_visit_at, p.last_client_id, p.last_site_id,
           (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from portal.person_clients(p.id) c) as clients
      from portal.people p where p.id = :person and p.disabled_at is null
""")
_SEEN = text("""
    with seen as (update portal.sessions set last_seen_at = portal.now() where id = :id returning device_id)
    update portal.devices d set last_seen_at = portal.now() from seen where d.id = seen.device_id
""")
_HALF = text("""
    select s.id, p.id as person_id, p.name, p.email, p.staff_role is not null as is_staff, s.keep as kept, s.method,
           exists (select from portal.authenticators a where a.person_id = p.id and a.confirmed_at is not null) as totp,
           exists (select from portal.passkeys k where k.person_id = p.id) as passkeys
      from portal.sessions s join portal.people p on p.id = s.person_id
     where s.token_hash = :hash and s.awaits = 'second_factor' and s.ended_at is null and p.disabled_at is null
       and s.created_at > portal.now() - cast(:lasts as interval)
       and s.created_at < portal.now() + interval '1 minute'
""")
_PROOF = text("""
    select coalesce(s.proven_at > portal.now() - cast(:lasts as interval)
               and s.proven_at < portal.now() + interval '1 minute', false) as recent,
           p.password_hash is not null as password,
           exists (select from portal.authenticators a where a.person_id = p.id and a.confirmed_at is not null) as totp,
           exists (select from portal.passkeys k where k.person_id = p.id) as passkeys,
           case when p.phone_origin is distinct from 'self' or p.phone_confirmed_at is not null
               then p.phone end as phone,
           s.method = 'link' as by_link, p.staff_role is not null as is_staff
      from portal.sessions s join portal.people p on p.id = s.person_id where s.id = :session and p.id = :person
""")
# What is new is counted from the end of the visit before this one.
_LAST_VISIT = text("update portal.people set last_visit_at = :at where id = :id")
_CREDENTIALS = text("""
    select p.id, case when not p.password_needs_factor
                or exists (select from portal.authenticators a where a.person_id = p.id and a.confirmed_at is not null)
                or exists (select from portal.passkeys k where k.person_id = p.id) then p.password_hash end
               as password_hash, p.staff_role is not null as is_staff,
           p.disabled_at is null and (p.staff_role is not null
               or exists (select from portal.person_clients(p.id))) as has_access
      from portal.people p where p.email = :email
""")


def find_open_session(token_hash: str, csrf: str) -> OpenSession | None:
    """The session behind a cookie, if it holds and its person still has access; notes that it was seen just now."""
    held = rules()
    values = {"hash": token_hash, "idle": held.idle, "kept_idle": held.kept_idle, "staff_idle": held.staff_idle}
    with door() as session:
        row = session.execute(_OPEN, values).one_or_none()
        if row is None:
            return None
        if row.unseen:
            session.execute(_SEEN, {"id": row.session_id})
        if row.another_visit:
            session.execute(_LAST_VISIT, {"id": row.id, "at": row.last_seen_at})
    found = _viewer_of(row, csrf)
    if found is None:
        return None
    looking_over = row.view_as_over or (row.other_id is not None and not found.read_only)
    return OpenSession(row.session_id, found, row.keep, looking_over)


def _viewer_of(row: Row[Any], csrf: str) -> Viewer | None:
    role = StaffRole(row.staff_role) if row.staff_role else None
    common = {"session_id": row.session_id, "csrf": csrf, "theme": row.theme, "enrolling": bool(row.enrolling),
              "last_visit_at": row.last_visit_at, "last_place": (row.last_client_id, row.last_site_id)}  # fmt: skip
    open_ones = [one for one in row.clients if one["open"]]  # where the portal is closed there is nothing to choose
    clients = tuple(ClientChoice(one["id"], one["public_id"], one["name"], one["exports"]) for one in open_ones)
    areas = frozenset(Area(area) for one in open_ones for area in one["areas"])
    only = clients[0].id if len(clients) == 1 else None
    if role is None:
        if not clients:
            return None
        return Viewer(row.id, row.public_id, row.name, row.email, row.language or "", clients=clients, client_id=only,
                      areas=areas, **common)  # fmt: skip
    if row.other_id is not None and clients and Permission.VIEW_AS in ROLE_PERMISSIONS[role]:
        return Viewer(row.other_id, row.other_public_id, row.other_name, row.other_email, row.other_language or "",
                      clients=clients, client_id=only, areas=areas, acting_staff_id=row.id, acting_staff_name=row.name,
                      **common)  # fmt: skip
    return Viewer(row.id, row.public_id, row.name, row.email, row.language or "", staff_role=role,
                  areas=frozenset(Area), **common)  # fmt: skip


def find_viewer(person_id: int) -> Viewer | None:
    """A person with the rights they have now, without a session: for work that is done for them later.

    None when they have no access any more.
    """
    with door() as session:
        row = session.execute(_PERSON, {"person": person_id}).one_or_none()
    return None if row is None else _viewer_of(row, "")


def find_credentials(email: str) -> Credentials | None:
    """What the person with this address (lower case) is known by, or None."""
    with door() as session:
        row = session.execute(_CREDENTIALS, {"email": email}).one_or_none()
    return None if row is None else Credentials(row.id, row.password_hash, row.is_staff, row.has_access)


def find_own_credentials(viewer: Viewer) -> Credentials:
    """What the person themselves is known by. Raises SignedOut without one."""
    found = find_credentials(viewer.email)
    if found is None or found.person_id != viewer.person_id:
        raise SignedOut
    return found


def find_half_session(token_hash: str) -> HalfSession | None:
    """The session behind a cookie that still owes the second factor, for a quarter of an hour."""
    with door() as session:
        row = session.execute(_HALF, {"hash": token_hash, "lasts": SECOND_STEP_LASTS}).one_or_none()
    return None if row is None else HalfSession(**row._mapping)


def find_proof(viewer: Viewer) -> Proof:
    """How fresh the proof of this session is, and how it can be made anew. Raises SignedOut without a session."""
    values = {"session": viewer.session_id, "person": viewer.person_id, "lasts": rules().proof_lasts}
    with door() as session:
        row = session.execute(_PROOF, values).one_or_none()
    if row is None:
        raise SignedOut
    return Proof(**row._mapping)
