"""The process that answers pages: gunicorn's threads, and an answer at once for whom they have no time.

gunicorn alone lets requests wait without end: with many more people than threads everybody waits, for answers that
nobody waits for any more. Here a process has `ATRIO_WEB_WAITING` requests waiting at most. Whoever comes beyond that is
answered by threads of their own, which serve what is cheap (health, styles, scripts) and send everybody else away with
503 and Retry-After (auth/crowding.py).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from gunicorn.workers.gthread import _DEFER, ThreadWorker

ASIDE = 2  # threads for those beyond the limit; each may want a connection (data/logins.py)
CROWDED = "atrio.crowded"  # in the WSGI environment of requests beyond the limit
_here = threading.local()


class Worker(ThreadWorker):
    """gunicorn's threaded worker with a bound on what waits. Its methods below all run in the main thread."""

    in_hand = 0  # requests that are worked on or wait for a thread
    most: int
    wsgi: Any
    aside: ThreadPoolExecutor

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

    def enqueue_req(self, conn: Any) -> None:
        """Hand a connection that has something to say to a thread."""
        aside = self.in_hand >= self.most
        self.in_hand += not aside
        asked = self.aside.submit(self._answer_aside, conn) if aside else self.tpool.submit(self.handle, conn)
        asked.add_done_callback(lambda done: self.method_queue.defer(self._done, conn, done, aside))

    def _answer_aside(self, conn: Any) -> Any:
        """Answer at once. Who has sent nothing yet is waited for by the poller, never by one of these few threads."""
        if not conn.initialized and not conn.data_ready and not conn.wait_for_data(0):
            return _DEFER
        return self.handle(conn)

    def _done(self, conn: Any, done: Future[Any], aside: bool) -> None:
        self.in_hand -= not aside
        self.finish_request(conn, done)


def _stand_aside() -> None:
    _here.aside = True
