"""gunicorn's master, whose reload lets nobody wait: new processes are ready before the former ones stop.

gunicorn's own reload stops the former processes as soon as the new ones begin to load, and people wait as long as that
takes; one that cannot load ends the whole server. Here they load one after the other while the former go on answering,
are let in all at once - so that nobody is answered by the old and the new code in turns - and then the former end what
they have in hand. If one cannot load, the former simply go on.
"""

from __future__ import annotations

import signal
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.errors import HaltServer


class Master(Arbiter):
    """Its processes are jobs.web_worker.Worker."""

    def __init__(self, app: Any) -> None:
        self._former: set[int] = set()  # process ids that are to be replaced
        self._giving_up = False
        super().__init__(app)

    def handle_hup(self) -> None:
        """Begin a reload. The command line and what the master itself has loaded stay as they are."""
        self.log.info("Reloading")
        self._former = set(self.WORKERS)

    def manage_workers(self) -> None:
        """One step; called every second, and whenever a process has ended."""
        self._former &= self.WORKERS.keys()
        coming = {pid: worker for pid, worker in self.WORKERS.items() if pid not in self._former}
        if self._giving_up:
            self._giving_up = bool(coming)
            if not coming:
                self._former = set()
        elif not self._former:
            super().manage_workers()
            for worker in self.WORKERS.values():
                worker.let_in()
        elif all(worker.has_loaded for worker in coming.values()):
            if len(coming) < self.num_workers:
                self.spawn_worker()
            else:
                self._hand_over(coming)

    def _hand_over(self, coming: dict[int, Any]) -> None:
        for pid in self._former:
            self.kill_worker(pid, signal.SIGTERM)
        for worker in coming.values():
            worker.let_in()
        self._former = set()
        self.log.info("Reloaded")

    def reap_workers(self) -> None:
        """Take note of processes that have ended. Where others answer, one that could not load is no end of it all."""
        try:
            super().reap_workers()
        except HaltServer as reason:
            if not any(worker.answers for worker in self.WORKERS.values()):
                raise
            self.log.error("A new process did not start; the former ones go on. %s", reason)
            if self._former:
                self._giving_up = True
                for pid in self.WORKERS.keys() - self._former:
                    self.kill_worker(pid, signal.SIGKILL)
