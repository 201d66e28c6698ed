"""What people change of their own account. Everything here wants a fresh proof first, which its caller sees to."""

from __future__ import annotations

from sqlalchemy import text

from data.commands.outbox import Outgoing, queue_message
from data.commands.sessions import end_other_sessions
from data.database import door
from data.viewer import Forbidden, Viewer

_PASSWORD = text("""
    update portal.people set password_hash = :hash, password_needs_factor = :needs_factor,
           password_changed_at = portal.now()
     where id = :person
""")


def change_password(viewer: Viewer, password_hash: str | None, notice: Outgoing, *, needs_factor: bool = False) -> None:
    """Keep a new password, or none; all other sessions of the person end with it, and they are told.

    `needs_factor`: it is too short to open the account alone. Raises Forbidden while looking as somebody else.
    """
    if viewer.read_only or viewer.person_id is None or viewer.session_id is None:
        raise Forbidden
    values = {"hash": password_hash, "person": viewer.person_id, "needs_factor": needs_factor}
    with door() as session:
        session.execute(_PASSWORD, values)
        end_other_sessions(session, viewer.person_id, viewer.session_id)
        queue_message(session, notice)
