"""The database's clock: the only one that decides what has expired."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import text

from data.database import door

_NOW = text("select portal.now()")
_TODAY = text("select portal.today()")


def current_moment() -> datetime:
    """Now, as the database sees it."""
    with door() as session:
        now: datetime = session.execute(_NOW).scalar_one()
    return now


def current_day() -> date:
    """Today in the company's time zone."""
    with door() as session:
        today: date = session.execute(_TODAY).scalar_one()
    return today
