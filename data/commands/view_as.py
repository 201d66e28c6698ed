"""Staff look at the portal as a contact sees it: beginning and ending, each with its event."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.records.session import VIEW_AS_LASTS
from data.viewer import Forbidden, NotFound, Permission, SignedOut, StaffRole, Viewer

_TARGET = text("""
    select p.id as person, c.id as client
      from portal.people p cross join lateral portal.person_clients(p.id) c
     where p.public_id = :person and c.public_id = :client and c.open
""")
_BEGIN = text("""
    with begun as (
        update portal.sessions set view_as_person_id = :person, view_as_client_id = :client,
               view_as_until = portal.now() + cast(:lasts as interval)
         where id = :session and person_id = :staff and ended_at is null returning id)
    insert into portal.events (at, verb, audience, client_id, person_id, details)
    select portal.now(), 'view_as_started', 'staff', :client, :staff,
           jsonb_build_object('person', cast(:person as bigint))
      from begun returning id
""")
_END = text("""
    with looking as (
        select id, view_as_person_id as person, view_as_client_id as client from portal.sessions
         where id = :session and view_as_person_id is not null for update),
    ended as (
        update portal.sessions s set view_as_person_id = null, view_as_client_id = null, view_as_until = null
          from looking l where s.id = l.id returning l.person, l.client)
    insert into portal.events (at, verb, audience, client_id, person_id, details)
    select portal.now(), 'view_as_ended', 'staff', client, :staff,
           jsonb_build_object('person', person, 'reason', cast(:reason as text)) from ended
    returning client_id
""")


def begin_view_as(viewer: Viewer, person: str, client: str) -> tuple[int, int]:
    """Let this session of a member of staff see what the person sees of the client, for half an hour, changing nothing.

    `person` and `client` are public ids. Answers with their inner ids. Raises Forbidden without the permission,
    NotFound unless the person may open that client today.
    """
    if not viewer.may(Permission.VIEW_AS):
        raise Forbidden
    with transaction(viewer) as session:
        target = session.execute(_TARGET, {"person": person, "client": client}).one_or_none()
        if target is None:
            raise NotFound
        values = {"person": target.person, "client": target.client, "lasts": VIEW_AS_LASTS,
                  "session": viewer.session_id, "staff": viewer.person_id}  # fmt: skip
        if session.execute(_BEGIN, values).first() is None:
            raise SignedOut
    return target.person, target.client


def end_view_as(viewer: Viewer, session_id: int, *, reason: str = "stopped") -> int | None:
    """Back to one's own eyes; `reason` is `stopped` or `time`. The client looked at, None if that had ended already."""
    staff_id = viewer.acting_staff_id or viewer.person_id
    # Whoever began may end, even if their role has become read-only since.
    staff = Viewer(staff_id, "", "", "", staff_role=StaffRole.AGENT)
    with transaction(staff) as session:
        values = {"session": session_id, "staff": staff_id, "reason": reason}
        client: int | None = session.execute(_END, values).scalar()
    return client
