"""The process that answers pages: gunicorn's threads, which wait for nobody, and an answer at once beyond their number.

gunicorn alone lets requests wait without end: with many more people than threads everybody waits, for answers that
nobody waits for any more. Here a process has `ATRIO_WEB_WAITING` requests waiting at most. Whoever comes beyond that is
answered by threads of their own, which serve what is cheap (health, styles, scripts) and send everybody else away with
503 and Retry-After (auth/crowding.py). Requests are collected before a thread begins (jobs/web_connection.py).
"""

from __future__ import annotations

import errno
import gc
import mmap
import socket
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from jobs.web_connection import PATIENCE, Arrived, Connection

ASIDE = 2  # threads for those beyond the limit; each may want a connection (data/logins.py)
LEAVING = 2.0  # seconds in which the other side may close after the last answer
CROWDED = "atrio.crowded"  # in the WSGI environment of requests beyond the limit
_NOBODY_THERE = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK)
_here = threading.local()


class Worker(ThreadWorker):
    """gunicorn's threaded worker with a bound on what waits. Its methods below run in the main thread if not said."""

    in_hand = 0  # requests that are worked on or wait for a thread
    most: int
    wsgi: Any
    aside: ThreadPoolExecutor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._told = mmap.mmap(-1, 2)  # shared with the master (jobs/web_master.py), which makes this object and forks

    @property
    def has_loaded(self) -> bool:
        """Whether the application is there; for the master."""
        return bool(self._told[0])

    def let_in(self) -> None:
        """Answer people from now on; for the master."""
        self._told[1] = 1

    @property
    def answers(self) -> bool:
        """Whether people are let in; for the master."""
        return self.has_loaded and bool(self._told[1])

    def load_wsgi(self) -> None:
        """Load the application, and mark the requests beyond the limit."""
        super().load_wsgi()
        application: Any = self.wsgi
        self.most = self.cfg.threads + application.extensions["settings"].web_waiting
        self.aside = ThreadPoolExecutor(ASIDE, "aside", _stand_aside)

        def marked(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            environ[CROWDED] = getattr(_here, "aside", False)
            return application(environ, start_response)

        self.wsgi = marked
        # What stands now, modules and catalogues, stands for ever; a page is thousands of small trees without circles.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 10, 10)

    def run(self) -> None:
        """Serve, once the master lets people in."""
        self._told[0] = 1
        while self.alive and not self._told[1] and self.is_parent_alive():
            self.notify()
            time.sleep(0.02)
        super().run()

    def accept(self, listener: Any) -> None:
        """Begin a connection."""
        try:
            sock, address = listener.accept()
        except OSError as error:
            if error.errno not in _NOBODY_THERE:
                raise
            return
        self.nr_conns += 1
        self.enqueue_req(Connection(self.cfg, sock, address, listener.getsockname()))

    def enqueue_req(self, conn: Connection) -> None:
        """Take in what a connection has to say, and hand it to a thread when that is a request."""
        arrived = conn.take_in()
        if arrived is Arrived.GONE:
            self._drop(conn)
        elif arrived is Arrived.PART:
            conn.begun = conn.begun or time.monotonic()
            self._wait_for(conn, conn.begun + PATIENCE)
        else:
            conn.begun = None
            aside = self.in_hand >= self.most
            self.in_hand += not aside
            patient = arrived is Arrived.BEGINNING and not aside
            conn.reader.until = time.monotonic() + PATIENCE if patient else 0.0
            asked = (self.aside if aside else self.tpool).submit(self.handle, conn)
            asked.add_done_callback(lambda done: self.method_queue.defer(self._done, conn, done, aside))

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Answer, in a thread; who takes nothing of it in is left (jobs/web_connection.py)."""
        try:
            return super().handle_request(req, conn)
        except TimeoutError as error:
            self.log.warning("an answer was not taken in time")
            raise ConnectionResetError(errno.ECONNRESET, "too slow") from error

    def on_pending_socket_readable(self, conn: Connection, client: Any) -> None:
        """Go on with a request that is coming in, or with taking leave."""
        if not conn.leaving:
            super().on_pending_socket_readable(conn, client)
        elif conn.drain():
            self._forget(conn)

    def murder_pending(self) -> None:
        """Close what has been waited for long enough."""
        now = time.monotonic()
        for conn in [one for one in self.pending_conns if one.timeout <= now]:
            self._forget(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def _done(self, conn: Connection, done: Future[Any], aside: bool) -> None:
        self.in_hand -= not aside
        stays = not done.cancelled() and done.exception() is None and done.result() and not conn.reader.gave_up
        if stays:
            self.finish_request(conn, done)
        else:
            self._take_leave(conn)

    def _take_leave(self, conn: Connection) -> None:
        """Close our side and give the other time to do so; at once, the answer's end might be lost on the way."""
        conn.leaving = True
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
            return
        if conn.drain():
            self._drop(conn)
        else:
            self._wait_for(conn, time.monotonic() + LEAVING)

    def _wait_for(self, conn: Connection, until: float) -> None:
        conn.timeout = until
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _forget(self, conn: Connection) -> None:
        self.pending_conns.remove(conn)
        self.poller.unregister(conn.sock)
        self._drop(conn)

    def _drop(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()


def _stand_aside() -> None:
    _here.aside = True
