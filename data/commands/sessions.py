"""Beginning and ending sessions. The token itself is never stored, only its hash."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from data.database import door
from data.ids import new_public_id
from data.queries.company import rules
from data.records.session import SECOND_STEP_LASTS, StartedSession
from data.session import Session
from data.viewer import SignedOut

# The person is looked at again: between the check of a password and this moment access may have been taken away.
# A passkey is two factors in one; whoever has a second factor on file owes it after everything else.
_START = text("""
    insert into portal.sessions (public_id, token_hash, person_id, method, keep, created_at, last_seen_at, expires_at,
                                 ip, user_agent, proven_at, second_factor, awaits)
    select :public_id, :hash, p.id, :method, :keep and p.staff_role is null, portal.now(), portal.now(),
           portal.now() + case when :keep and p.staff_role is null then cast(:kept as interval)
               else cast(:absolute as interval) end,
           cast(:ip as inet), :agent, case when :method <> 'link' then portal.now() end,
           case when :method = 'passkey' then 'passkey' end,
           case when :method <> 'passkey'
                 and (exists (select from portal.authenticators a
                               where a.person_id = p.id and a.confirmed_at is not null)
                      or exists (select from portal.passkeys k where k.person_id = p.id)) then 'second_factor' end
      from portal.people p
     where p.id = :person and p.disabled_at is null
       and (p.staff_role is not null or exists (select from portal.person_clients(p.id)))
    returning id, keep, awaits, (select staff_role is not null from portal.people where id = :person) as is_staff
""")
_COMPLETE = text("""
    update portal.sessions s set awaits = null, second_factor = :factor, token_hash = :new, proven_at = portal.now(),
           last_seen_at = portal.now()
      from portal.people p
     where s.id = :session and p.id = s.person_id and p.disabled_at is null and s.awaits = 'second_factor'
       and s.ended_at is null and s.created_at > portal.now() - cast(:lasts as interval)
       and s.created_at < portal.now() + interval '1 minute'
    returning s.id, s.person_id, s.keep, p.staff_role is not null as is_staff
""")
_ENROL = text("""
    update portal.sessions s set awaits = 'enrolment' from portal.people p
     where p.id = s.person_id and s.awaits is null and s.ended_at is null and p.staff_role = any(:roles)
       and p.id = coalesce(cast(:person as bigint), p.id)
       and not exists (select from portal.authenticators a where a.person_id = p.id and a.confirmed_at is not null)
       and not exists (select from portal.passkeys k where k.person_id = p.id)
""")
_PROVEN = text(
    "update portal.sessions set proven_at = portal.now(), token_hash = :new where id = :session returning keep"
)
_END_OTHERS = text("""
    update portal.sessions set ended_at = portal.now()
     where person_id = :person and id <> :session and ended_at is null returning id
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
    held = rules()
    values = {"public_id": new_public_id(), "hash": token_hash, "person": person_id, "method": method, "keep": keep,
              "ip": ip, "agent": agent, "kept": held.kept_lasts, "absolute": held.session_lasts}  # fmt: skip
    row = session.execute(_START, values).one_or_none()
    if row is None:
        raise SignedOut
    session.execute(_LAST_VISIT, {"person": person_id, "session": row.id})
    return StartedSession(row.id, person_id, row.is_staff, row.keep, row.awaits)


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


def complete_session(session_id: int, factor: str, new_hash: str) -> StartedSession | None:
    """The second factor was given: the session opens, under another token. None when it has ended in the meantime."""
    values = {"session": session_id, "factor": factor, "new": new_hash, "lasts": SECOND_STEP_LASTS}
    with door() as session:
        row = session.execute(_COMPLETE, values).one_or_none()
    return None if row is None else StartedSession(row.id, row.person_id, row.is_staff, row.keep)


def require_enrolment(roles: Sequence[str], person_id: int | None = None) -> None:
    """From now on sessions of staff with these roles who have no second factor open nothing but where one is set up.

    Of one person, or of everybody.
    """
    with door() as session:
        session.execute(_ENROL, {"roles": list(roles), "person": person_id})


def note_proof(session_id: int, new_hash: str) -> bool | None:
    """The person has proved who they are just now; the session goes on under another token.

    Answers with whether the browser keeps the session when it closes, None when there is none any more.
    """
    with door() as session:
        kept: bool | None = session.execute(_PROVEN, {"session": session_id, "new": new_hash}).scalar()
    return kept


def end_other_sessions(session: Session, person_id: int, session_id: int) -> int:
    """End all sessions of the person but this one, inside the caller's door transaction; how many."""
    return len(session.execute(_END_OTHERS, {"person": person_id, "session": session_id}).all())
