"""Whether the database answers and the worker has been heard of lately."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door
from data.viewer import PortalError

SILENT_AFTER = 30  # seconds; the worker beats every 10
_LATELY = text(
    "select exists (select 1 from portal.heartbeats"
    " where name = 'worker' and at > now() - make_interval(secs => :seconds))"
)


def database_answers() -> bool:
    """Whether a transaction can be had at the moment."""
    try:
        with door() as session:
            session.execute(text("select 1"))
    except PortalError:
        return False
    return True


def worker_lives() -> bool:
    """Whether a worker reported within the last half minute."""
    try:
        with door() as session:
            return bool(session.scalar(_LATELY, {"seconds": SILENT_AFTER}))
    except PortalError:
        return False
