"""The demo's mailbox."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door
from data.records.mail import Mail

_MAILS = text("""
    select recipient, subject, body_text, body_html, sent_at from portal.mailbox
     order by sent_at desc, id desc limit :most
""")


def list_mailbox(most: int = 200) -> list[Mail]:
    """The newest mails first."""
    with door() as session:
        rows = session.execute(_MAILS, {"most": most}).all()
    return [Mail(row.recipient, row.subject, row.body_text, row.body_html, row.sent_at) for row in rows]
