"""One whole installation in processes of its own, started as `make run` starts it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import psycopg
import requests

from data.server_folder import find_folder
from tests.cluster import HOME


class Installation:
    """One installation: its data folder, its port, its processes."""

    def __init__(self, data: Path, **settings: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.data = data
        self.log = data.parent / "log.txt"
        self.environment = {
            "PATH": os.environ["PATH"], "ATRIO_DATA_DIR": str(data), "PORT": str(self.port), "ATRIO_WEB_WORKERS": "1",
            "ATRIO_LOG_LEVEL": "ERROR", **settings,
        }  # fmt: skip

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "flask", "--app", "app", *words]

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), cwd=HOME, env=self.environment, capture_output=True, text=True, timeout=180
        )

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self.command("serve"), cwd=HOME, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.supervisor = psutil.Process(self.process.pid)
        self.until(self._is_up, "the start", 180)

    def _is_up(self) -> bool:
        ended = self.process.poll()
        assert ended is None, f"it ended with {ended} instead of starting; the log:\n{self.log.read_text()[-4000:]}"
        # Only what it has started itself counts: a killed predecessor may answer for another moment.
        return bool(self._find("gunicorn")) and self.status("/readyz") == 200

    def until(self, holds: Callable[[], bool], what: str, seconds: float = 60.0) -> float:
        """How long it took; AssertionError with the log when it does not come true."""
        began = time.monotonic()
        while not holds():
            if time.monotonic() - began > seconds:
                raise AssertionError(f"{what} did not happen; the log:\n{self.log.read_text()[-4000:]}")
            time.sleep(0.05)
        return time.monotonic() - began

    def sql(self, statement: str, *values: Any) -> list[Any]:
        """Run a statement in the embedded database, whatever row security says; the rows."""
        folder = find_folder(self.data, None, True).socket_folder()
        with psycopg.connect(
            host=str(folder), port=5432, user="postgres", dbname="atrio", options="-c search_path=portal,pg_catalog"
        ) as connection:
            done = connection.execute(statement, values)
            return done.fetchall() if done.description else []

    def status(self, path: str) -> int:
        try:
            return requests.get(self.address + path, timeout=10).status_code
        except requests.RequestException:
            return 0

    def child(self, word: str, other_than: psutil.Process | None = None) -> psutil.Process:
        """The child of the supervisor in whose command the word is, as soon as there is one."""
        found: list[psutil.Process] = []

        def look() -> bool:
            found.extend(self._find(word, other_than))
            return bool(found)

        self.until(look, f"a process for {word}")
        return found[0]

    def _find(self, word: str, other_than: psutil.Process | None = None) -> list[psutil.Process]:
        found = []
        with contextlib.suppress(psutil.NoSuchProcess):
            for one in self.supervisor.children():
                with contextlib.suppress(psutil.Error):
                    if word in one.cmdline() and one != other_than:
                        found.append(one)
        return found

    def web_process(self) -> psutil.Process:
        """One that answers pages, as soon as there is one."""
        found: list[psutil.Process] = []

        def look() -> bool:
            found[:] = self.child("gunicorn").children()
            return bool(found)

        self.until(look, "a process for pages")
        return found[0]

    def postmaster(self) -> int:
        return int(next(self.data.glob("postgresql-*/postmaster.pid")).read_text().split()[0])

    def end(self) -> int:
        """Asks the supervisor to stop, as Ctrl-C does; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)
