"""The database's clock: the only one that decides what has expired."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from data.database import door

_NOW = text("select portal.now()")


def current_moment() -> datetime:
    """Now, as the database sees it."""
    with door() as session:
        now: datetime = session.execute(_NOW).scalar_one()
    return now
