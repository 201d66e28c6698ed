"""Whether the database answers and the worker has been heard of lately."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from data.database import door
from data.viewer import PortalError

SILENT_AFTER = 30  # seconds; the worker beats every 10
_LATELY = text(
    "select exists (select 1 from portal.heartbeats"
    " where name = 'worker' and at > now() - make_interval(secs => :seconds))"
)

_WAITING = text("""
    select coalesce(extract(epoch from now() - (select at from portal.heartbeats where name = 'worker')), 'infinity')
               as worker_silent,
           (select count(*) from portal.messages where state in ('queued', 'sending')) as messages_waiting,
           (select count(*) from portal.messages where state = 'failed') as messages_failed,
           (select count(*) from portal.sessions
             where ended_at is null and last_seen_at > portal.now() - interval '1 hour') as sessions
""")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits and who is here; `worker_silent` in seconds, infinite when no worker was ever heard of."""

    worker_silent: float
    messages_waiting: int
    messages_failed: int
    sessions: int


def what_waits() -> Waiting:
    """The figures a watcher looks at. Raises Unavailable."""
    with door() as session:
        row = session.execute(_WAITING).one()
    return Waiting(float(row.worker_silent), row.messages_waiting, row.messages_failed, row.sessions)


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
