"""Closing the portal for one client, opening it again, and ending the sessions that lead nowhere by it."""

from __future__ import annotations

from sqlalchemy import TextClause, text

from data.database import door, transaction
from data.records.closing import ShutOut
from data.viewer import Conflict, Forbidden, NotFound, Permission, Viewer

_CLOSE = text("""
    update portal.clients set portal_closed_at = portal.now()
     where public_id = :client and portal_closed_at is null returning id
""")
_OPEN = text("""
    update portal.clients set portal_closed_at = null
     where public_id = :client and portal_closed_at is not null returning id
""")
_KNOWN = text("select id from portal.clients where public_id = :client")
_EVENT = text("""
    insert into portal.events (at, verb, audience, client_id, person_id)
    values (portal.now(), :verb, 'staff', :client, :person)
""")
# Granted something, but nothing of it is open: this session can show nothing any more.
_SHUT_OUT = text("""
    update portal.sessions s set ended_at = case when :ending then portal.now() end from portal.people p
     where s.token_hash = :hash and s.ended_at is null and s.expires_at > portal.now() and s.awaits is null
       and p.id = s.person_id and p.disabled_at is null and p.staff_role is null
       and exists (select from portal.person_clients(p.id))
       and not exists (select from portal.person_clients(p.id) c where c.open)
    returning p.id, p.language
""")


def close_portal(viewer: Viewer, client: str) -> None:
    """Nobody of the client sees anything from now on. Raises Forbidden, NotFound, Conflict when it is already."""
    _turn(viewer, client, _CLOSE, "portal_closed")


def open_portal(viewer: Viewer, client: str) -> None:
    """The client's people see again what they were granted. Raises likewise, Conflict when it is open already."""
    _turn(viewer, client, _OPEN, "portal_opened")


def _turn(viewer: Viewer, client: str, how: TextClause, verb: str) -> None:
    if not viewer.may(Permission.CHANGE_SETTINGS):
        raise Forbidden
    with transaction(viewer) as session:
        if session.execute(_KNOWN, {"client": client}).scalar() is None:
            raise NotFound
        turned = session.execute(how, {"client": client}).scalar()
        if turned is None:
            raise Conflict
        session.execute(_EVENT, {"verb": verb, "client": turned, "person": viewer.person_id})


def find_shut_out(token_hash: str, *, ending: bool) -> ShutOut | None:
    """Who is behind a cookie if all they may open is closed, None for every other session; `ending` ends theirs."""
    with door() as session:
        row = session.execute(_SHUT_OUT, {"hash": token_hash, "ending": ending}).one_or_none()
    return None if row is None else ShutOut(row.id, row.language)
