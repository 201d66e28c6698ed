"""Mails that came back: the message, the person's mailbox and the event, in one step."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door

_NOTE = text("select portal.note_bounce(:digest, :message_id, :email, :reason)")


def note_bounce(digest: str, message_id: str | None, email: str | None, reason: str) -> str:
    """`noted`, `unknown` for a mail and mailbox we do not know, or `seen` for a call that was made before."""
    values = {"digest": digest, "message_id": message_id, "email": email, "reason": reason}
    with door() as session:
        return str(session.execute(_NOTE, values).scalar_one())
