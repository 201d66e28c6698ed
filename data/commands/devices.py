"""Browsers a person signs in from: knowing them, telling of new ones, signing out there and everywhere."""

from __future__ import annotations

from sqlalchemy import text

from data.commands.outbox import Outgoing, queue_message
from data.commands.sessions import end_other_sessions
from data.database import door
from data.ids import new_public_id
from data.session import Session
from data.viewer import Forbidden, NotFound, Viewer

# A device signed out from afar is a stranger again; for somebody without any device every one is the first.
_KNOW = text("""
    with others as (select count(*) as n from portal.devices where person_id = :person),
    earlier as (select id, forgotten_at from portal.devices where token_hash = :token and person_id = :person),
    known as (
        insert into portal.devices (public_id, person_id, token_hash, user_agent, created_at, last_seen_at)
        values (:public_id, :person, :token, :agent, portal.now(), portal.now())
        on conflict (token_hash) do update set last_seen_at = portal.now(), user_agent = excluded.user_agent,
               forgotten_at = null, created_at = case when portal.devices.forgotten_at is null
                   then portal.devices.created_at else portal.now() end
        returning id),
    tied as (update portal.sessions s set device_id = k.id from known k where s.id = :session)
    select k.id, o.n > 0 and not exists (select from earlier e where e.forgotten_at is null) as worth_a_notice
      from known k, others o
""")
_FORGET = text("""
    with device as (
        update portal.devices set forgotten_at = portal.now()
         where public_id = :device and person_id = :person and forgotten_at is null returning id),
    ended as (
        update portal.sessions s set ended_at = portal.now() from device d
         where s.device_id = d.id and s.person_id = :person and s.ended_at is null)
    select id from device
""")
_OWN = text("select device_id from portal.sessions where id = :session and person_id = :person")
_FORGET_OTHERS = text("""
    update portal.devices set forgotten_at = portal.now()
     where person_id = :person and forgotten_at is null
       and id is distinct from (select device_id from portal.sessions where id = :session)
""")


def know_device(person_id: int, session_id: int, token_hash: str, agent: str | None, notice: Outgoing) -> None:
    """Tie a session to the browser it began in; of a new browser, unless it is the very first, its person is told."""
    values = {"person": person_id, "session": session_id, "token": token_hash, "agent": agent,
              "public_id": new_public_id()}  # fmt: skip
    with door() as session:
        row = session.execute(_KNOW, values).one()
        if row.worth_a_notice:
            queue_message(session, notice)


def sign_out_device(viewer: Viewer, device: str) -> bool:
    """End every session of one of the person's own devices; whether it was the one they are using.

    Raises NotFound for a device (public id) that is not theirs.
    """
    _own_only(viewer)
    with door() as session:
        here = session.execute(_OWN, {"session": viewer.session_id, "person": viewer.person_id}).scalar()
        found = session.execute(_FORGET, {"device": device, "person": viewer.person_id}).scalar()
        if found is None:
            raise NotFound
    return bool(found == here)


def sign_out_everywhere(viewer: Viewer) -> int:
    """End all of the person's other sessions and forget their devices; how many sessions there were."""
    _own_only(viewer)
    with door() as session:
        return end_others(session, viewer)


def end_others(session: Session, viewer: Viewer) -> int:
    """The same inside the caller's door transaction."""
    if viewer.person_id is None or viewer.session_id is None:
        raise Forbidden
    session.execute(_FORGET_OTHERS, {"person": viewer.person_id, "session": viewer.session_id})
    return end_other_sessions(session, viewer.person_id, viewer.session_id)


def _own_only(viewer: Viewer) -> None:
    if viewer.read_only or viewer.person_id is None or viewer.session_id is None:
        raise Forbidden
