"""Beginning and ending sessions. The token itself is never stored, only its hash."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from data.database import door
from data.records.session import ABSOLUTE, KEPT_ABSOLUTE, StartedSession
from data.viewer import SignedOut

# The person is looked at again: between the check of a password and this moment access may have been taken away.
_START = text("""
    insert into portal.sessions (token_hash, person_id, method, keep, created_at, last_seen_at, expires_at, ip,
                                 user_agent)
    select :hash, p.id, :method, :keep and p.staff_role is null, portal.now(), portal.now(),
           portal.now() + case when :keep and p.staff_role is null then cast(:kept as interval)
               else cast(:absolute as interval) end,
           cast(:ip as inet), :agent
      from portal.people p
     where p.id = :person and p.disabled_at is null
       and (p.staff_role is not null or exists (select from portal.person_clients(p.id)))
    returning id, keep, (select staff_role is not null from portal.people where id = :person) as is_staff
""")
_LAST_VISIT = text("""
    update portal.people set last_visit_at = (select max(last_seen_at) from portal.sessions
        where person_id = :person and id <> :session) where id = :person
""")
_END = text("update portal.sessions set ended_at = portal.now() where token_hash = :hash and ended_at is null")
_REHASH = text("update portal.people set password_hash = :new where id = :person and password_hash = :old")


def insert_session(
    session: Session, person_id: int, token_hash: str, method: str, *, keep: bool, ip: str | None, agent: str | None
) -> StartedSession:
    """Write a session inside the caller's door transaction. Raises SignedOut for somebody without access."""
    values = {"hash": token_hash, "person": person_id, "method": method, "keep": keep, "ip": ip,
              "agent": agent, "kept": KEPT_ABSOLUTE, "absolute": ABSOLUTE}  # fmt: skip
    row = session.execute(_START, values).one_or_none()
    if row is None:
        raise SignedOut
    session.execute(_LAST_VISIT, {"person": person_id, "session": row.id})
    return StartedSession(row.id, person_id, row.is_staff, row.keep)


def start_session(
    person_id: int, token_hash: str, method: str, *, keep: bool, ip: str | None, agent: str | None,
    new_hash: tuple[str, str] | None = None,
) -> StartedSession:  # fmt: skip
    """Begin a session; `new_hash` is (old, new) when the password's hash is to be replaced by one of today's cost.

    Raises SignedOut when the person has no access any more.
    """
    with door() as session:
        if new_hash is not None:
            session.execute(_REHASH, {"person": person_id, "old": new_hash[0], "new": new_hash[1]})
        return insert_session(session, person_id, token_hash, method, keep=keep, ip=ip, agent=agent)


def end_session(token_hash: str) -> None:
    """End a session now; nothing happens when there is none."""
    with door() as session:
        session.execute(_END, {"hash": token_hash})
