"""Writing down what people look at, beside the request: queued here, written in batches each second and at the end."""

from __future__ import annotations

import atexit
import logging
import os
import time
from collections import deque
from dataclasses import asdict
from threading import Event, Lock, Thread

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from data.database import door
from data.records.activity import Activity
from data.viewer import SignedOut, Unavailable

logger = logging.getLogger(__name__)
EVERY = 1.0  # seconds between two batches
BATCH = 500
MOST_WAITING = 20_000  # while the database is away the oldest beyond these are lost
_REFUSED = (SQLAlchemyError, SignedOut)  # the database answers, and does not take it: trying again is of no use
_WRITE = text("""
    with noted as (
        insert into portal.activity (at, kind, person_id, acting_staff_id, is_staff, client_id, site_id, document_id,
                                     file_id, session_id, path, method, result)
        values (portal.now() - make_interval(secs => :waited), :kind, :person_id, :acting_staff_id, :is_staff,
                :client_id, :site_id, :document_id, :file_id, :session_id, :path, :method, :result)
        returning id, at)
    insert into portal.activity_origins (activity_id, at, ip, user_agent)
    select id, at, cast(:ip as inet), :user_agent from noted
     where cast(:ip as text) is not null or cast(:user_agent as text) is not null
""")


class _Writer:
    """The queue of one process and the thread that empties it."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[float, Activity]] = deque(maxlen=MOST_WAITING)
        self.lock, self.writing, self.wake = Lock(), Lock(), Event()
        self.process: int | None = None

    def add(self, activity: Activity) -> None:
        """Queue one and see to it that this process, which may be a fork, has its thread."""
        self.waiting.append((time.monotonic(), activity))
        if self.process != os.getpid():
            with self.lock:
                if self.process != os.getpid():
                    self.process, self.writing, self.wake = os.getpid(), Lock(), Event()
                    Thread(target=self.run, name="activity", daemon=True).start()

    def run(self) -> None:
        """Write what waits, each second, for as long as the process lives; after a fault the next one begins anew."""
        try:
            while True:
                self.wake.wait(EVERY)
                try:
                    self.flush()
                except Unavailable:
                    logger.warning("activity waits: the database does not answer", extra={"waiting": len(self.waiting)})
                except _REFUSED:
                    logger.exception("activity could not be written")
        finally:
            self.process = None

    def flush(self) -> None:
        """Write everything that waits; what could not be written for lack of a database is kept."""
        with self.writing:
            while self.waiting:
                batch = [self.waiting.popleft() for _ in range(min(BATCH, len(self.waiting)))]
                try:
                    with door() as session:
                        session.execute(_WRITE, [_row(queued, one) for queued, one in batch])
                except Unavailable:
                    self.waiting.extendleft(reversed(batch))
                    raise


def _row(queued: float, activity: Activity) -> dict[str, object]:
    return asdict(activity) | {"waited": time.monotonic() - queued}


_writer = _Writer()


def note_activity(activity: Activity) -> None:
    """Queue one for writing; costs the request nothing. A crash loses what came in within the last second."""
    _writer.add(activity)


def flush_activity() -> None:
    """Write everything queued now: at the end of the process, and before a test looks. Raises Unavailable."""
    _writer.flush()


@atexit.register
def _last_words() -> None:
    try:
        if _writer.waiting and _writer.process == os.getpid():
            flush_activity()
    except (Unavailable, *_REFUSED):
        logger.warning("activity of the last second is lost", exc_info=True)
