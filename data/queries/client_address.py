"""What a client's own address tells before anybody is known: a language, nothing else."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door

_LANGUAGE = text("select portal.client_language(:client)")


def find_client_language(client: str) -> str | None:
    """The language of the client with a public id; None without a language, and for an id that nobody has."""
    with door() as session:
        found: str | None = session.execute(_LANGUAGE, {"client": client}).scalar()
    return found
