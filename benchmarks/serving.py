"""Real servers for measurements: a gunicorn on the loopback address for as long as a block lasts."""

from __future__ import annotations

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.generated import HOME
from integrations.settings import Settings

PORT = int(os.environ.get("BENCH_PORT", "8199"))


@contextmanager
def serving(settings: Settings, app: str = "", port: int = PORT, worker: str = "") -> Iterator[str]:
    """The web server as an installation runs it, two processes of eight threads; the address it answers at.

    `app` is another application in its place and `worker` another kind of process, as gunicorn names them.
    """
    told = {"DATABASE_URL": settings.database_url or "", "ATRIO_SECRET_KEY": settings.secret_key,
            "ATRIO_DATA_DIR": str(settings.data_dir), "PORT": str(port), "ATRIO_LOG_LEVEL": "WARNING"}  # fmt: skip
    other = [*([app] if app else []), *(["--worker-class", worker] if worker else [])]
    command = [sys.executable, "-m", "gunicorn", "--config", "python:jobs.web", "--bind", f"127.0.0.1:{port}",
               "--workers", "2", "--threads", "8", "--log-level", "WARNING", *other]  # fmt: skip
    # it stops when its standard input ends
    with subprocess.Popen(command, cwd=HOME, env=os.environ | told, stdin=subprocess.PIPE) as server:
        try:
            _await(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _await(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            with contextlib.closing(connection):
                connection.request("GET", "/healthz")
                if connection.getresponse().status < 500:
                    return
        except OSError:
            time.sleep(0.05)
        if time.monotonic() > deadline:
            raise RuntimeError(f"the server on port {port} does not answer")
