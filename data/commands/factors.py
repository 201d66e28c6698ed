"""Second factors: an authenticator app and recovery codes, on file and used. Passkeys have a file of their own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from data.commands.outbox import Outgoing, queue_message
from data.database import door
from data.session import Session
from data.viewer import Conflict, Forbidden, Viewer

_BEGIN = text("""
    insert into portal.authenticators (person_id, sealed, created_at) values (:person, :sealed, portal.now())
    on conflict (person_id) do update set sealed = excluded.sealed, created_at = excluded.created_at, last_step = 0
        where portal.authenticators.confirmed_at is null
    returning person_id
""")
_CONFIRM = text("""
    update portal.authenticators set confirmed_at = portal.now(), last_step = :step
     where person_id = :person and confirmed_at is null returning person_id
""")
# Each half minute opens once: of two browsers with the same six digits one is told no.
_USE_STEP = text("""
    update portal.authenticators set last_step = :step
     where person_id = :person and confirmed_at is not null and last_step < :step returning person_id
""")
_REMOVE = text("delete from portal.authenticators where person_id = :person")
_HAS_FACTOR = text("""
    select exists (select from portal.authenticators where person_id = :person and confirmed_at is not null)
        or exists (select from portal.passkeys where person_id = :person)
""")
_FORGET_CODES = text("delete from portal.recovery_codes where person_id = :person")
_WRITE_CODE = text("""
    insert into portal.recovery_codes (person_id, code_hash, created_at) values (:person, :hash, portal.now())
""")
_USE_CODE = text("""
    update portal.recovery_codes set used_at = portal.now()
     where person_id = :person and code_hash = :hash and used_at is null returning person_id
""")
_OPEN = text("""
    update portal.sessions set awaits = null, second_factor = :factor, proven_at = portal.now()
     where id = :session and person_id = :person
""")


def begin_authenticator(viewer: Viewer, sealed: bytes) -> None:
    """Keep the secret of an app that is being set up; it opens nothing yet. Raises Conflict when there is one."""
    with door() as session:
        if session.execute(_BEGIN, {"person": own(viewer), "sealed": sealed}).first() is None:
            raise Conflict


def confirm_authenticator(viewer: Viewer, step: int, code_hashes: Sequence[str], notice: Outgoing) -> bool:
    """The app has shown the right digits: from now on it counts, with recovery codes. False if it was too late."""
    with door() as session:
        if session.execute(_CONFIRM, {"person": own(viewer), "step": step}).first() is None:
            return False
        write_codes(session, viewer, code_hashes)
        session.execute(_OPEN, {"session": viewer.session_id, "person": viewer.person_id, "factor": "totp"})
        queue_message(session, notice)
    return True


def use_step(person_id: int, step: int) -> bool:
    """Use up one half minute of the person's app; False when it, or a later one, was used before."""
    with door() as session:
        return session.execute(_USE_STEP, {"person": person_id, "step": step}).first() is not None


def remove_authenticator(viewer: Viewer, notice: Outgoing) -> None:
    """Forget the app, and the recovery codes with the last factor."""
    with door() as session:
        session.execute(_REMOVE, {"person": own(viewer)})
        after_removal(session, viewer)
        queue_message(session, notice)


def after_removal(session: Session, viewer: Viewer) -> None:
    """Recovery codes stand in for a factor: without any they open nothing and go."""
    if not session.execute(_HAS_FACTOR, {"person": viewer.person_id}).scalar():
        session.execute(_FORGET_CODES, {"person": viewer.person_id})


def replace_recovery_codes(viewer: Viewer, code_hashes: Sequence[str], notice: Outgoing) -> None:
    """New recovery codes; the old ones open nothing any more. Raises Conflict without a factor to stand in for."""
    with door() as session:
        if not session.execute(_HAS_FACTOR, {"person": own(viewer)}).scalar():
            raise Conflict
        write_codes(session, viewer, code_hashes)
        queue_message(session, notice)


def write_codes(session: Session, viewer: Viewer, code_hashes: Sequence[str]) -> None:
    """The person's recovery codes are these, in the caller's door transaction."""
    session.execute(_FORGET_CODES, {"person": viewer.person_id})
    for code_hash in code_hashes:
        session.execute(_WRITE_CODE, {"person": viewer.person_id, "hash": code_hash})


def use_recovery_code(person_id: int, code_hash: str) -> bool:
    """Use up one recovery code; False when there is none such."""
    with door() as session:
        return session.execute(_USE_CODE, {"person": person_id, "hash": code_hash}).first() is not None


def open_session(session: Session, viewer: Viewer, factor: str) -> None:
    """This session has given a second factor by setting it up, in the caller's door transaction."""
    session.execute(_OPEN, {"session": viewer.session_id, "person": viewer.person_id, "factor": factor})


def own(viewer: Viewer) -> int:
    """The person whose account may be changed. Raises Forbidden while staff look as somebody else."""
    if viewer.read_only or viewer.person_id is None or viewer.session_id is None:
        raise Forbidden
    return viewer.person_id
