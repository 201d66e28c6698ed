"""Questions against robots: each may be answered once, rightly or wrongly."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door

_ANSWERED = text("""
    insert into portal.challenges (token_hash, purpose, asked, expires_at)
    values (:token, 'question', '', portal.now() + interval '1 day')
    on conflict (token_hash) do nothing returning token_hash
""")


def answer_question(token_hash: str) -> bool:
    """Note that a question is being answered; False when it has been before."""
    with door() as session:
        return session.execute(_ANSWERED, {"token": token_hash}).first() is not None
