"""`flask --app app serve`: database, migrations, then web server and worker as two children that are kept alive.

Nothing is remembered outside the database, so any of the processes may be killed at any time: a child is started anew,
an embedded database that died is started anew, and children whose supervisor died end by themselves (jobs/lifeline.py).
The listening socket belongs to the supervisor, so nobody is refused while the web server restarts.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from data.server import EmbeddedServer, ServerError
from integrations.settings import Settings
from jobs.listening import StartFailed, health

logger = logging.getLogger(__name__)
TICK = 1.0  # seconds between looks at the database; children are noticed at once
GRACE = 12.0  # seconds that children have to end
SETTLED = 30.0  # seconds after which a child counts as having started well
LONGEST_PAUSE = 10.0
HOPELESS = 3  # children that die this often before the first answer will not come up


@dataclass
class Child:
    """One process that has to live, and when it may be started again."""

    name: str
    command: list[str]
    inherits: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    failures: int = 0
    not_before: float = 0.0

    def start(self, home: Path) -> None:
        self.process = subprocess.Popen(
            self.command, cwd=home, stdin=subprocess.PIPE, pass_fds=self.inherits, start_new_session=True
        )
        self.began = time.monotonic()

    def look(self, home: Path) -> None:
        """Starts the child again if it has died, ever more slowly while it keeps dying."""
        now = time.monotonic()
        if self.process is not None:
            if self.process.poll() is None:
                return
            self.failures = 1 if now - self.began > SETTLED else self.failures + 1
            pause = 0.0 if self.failures == 1 else min(0.25 * 2**self.failures, LONGEST_PAUSE)
            self.not_before = now + pause
            logger.error("%s ended", self.name, extra={"code": self.process.returncode, "pause": pause})
            self._forget()
        if now >= self.not_before:
            self.start(home)

    def signal(self, number: int) -> None:
        """Signals the child and, when it is killed, whatever it has started."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                if number == signal.SIGKILL:
                    os.killpg(self.process.pid, number)
                else:
                    self.process.send_signal(number)

    def _forget(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None


@dataclass
class Supervisor:
    """Holds the socket, the embedded database and the two children."""

    settings: Settings
    home: Path
    server: EmbeddedServer | None
    listening: socket.socket
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def run(self, when_up: Callable[[], None]) -> None:
        """Serves until SIGTERM, SIGINT or SIGHUP. Raises StartFailed when the web server does not come up at all."""
        with self._woken_by_signals() as waking:
            self.children = [self._web(), self._worker()]
            try:
                up = False
                while not self.stopping:
                    for child in self.children:
                        child.look(self.home)
                    if not up:
                        up = health(*self.listening.getsockname()[:2]) == 200
                        if up:
                            when_up()
                        elif self.children[0].failures >= HOPELESS:
                            raise StartFailed("The web server does not start; what it said stands above.")
                    self._wait(waking, TICK if up else 0.05)
                    self._look_after_database()
            finally:
                self._stop(waking)

    def _web(self) -> Child:
        descriptor = self.listening.fileno()
        settings = self.settings
        command = [
            sys.executable, "-m", "gunicorn", "--config", "python:jobs.supervised_web", "--bind", f"fd://{descriptor}",
            "--workers", str(settings.web_workers), "--threads", str(settings.web_threads),
            "--log-level", settings.log_level,
        ]  # fmt: skip
        return Child("web server", command, (descriptor,))

    def _worker(self) -> Child:
        return Child("worker", [sys.executable, "-m", "flask", "--app", "app", "worker", "--supervised"])

    def _look_after_database(self) -> None:
        if self.server is None or self.stopping:
            return
        try:
            self.server.ensure()
        except ServerError as reason:
            logger.error("the embedded database does not come back: %s", reason)

    @contextlib.contextmanager
    def _woken_by_signals(self):  # type: ignore[no-untyped-def]
        """Lets signals end the waiting: SIGCHLD merely wakes, the others ask to stop."""
        reading, writing = socket.socketpair()
        reading.setblocking(False)
        writing.setblocking(False)
        former_descriptor = signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
        asked = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
        former = {number: signal.signal(number, self._ask_to_stop) for number in asked}
        former[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda number, frame: None)
        try:
            yield reading
        finally:
            signal.set_wakeup_fd(former_descriptor)
            for number, handler in former.items():
                signal.signal(number, handler)
            reading.close()
            writing.close()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        if self.stopping:  # asked twice: no more grace
            for child in self.children:
                child.signal(signal.SIGKILL)
        self.stopping = True

    def _wait(self, waking: socket.socket, seconds: float) -> None:
        select.select([waking], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            waking.recv(4096)

    def _stop(self, waking: socket.socket) -> None:
        self.stopping = True
        for child in self.children:
            child.signal(signal.SIGTERM)
        until = time.monotonic() + GRACE
        while any(c.process and c.process.poll() is None for c in self.children):
            if time.monotonic() > until:
                for child in self.children:
                    child.signal(signal.SIGKILL)
            self._wait(waking, 0.2)
