"""A web server in processes of its own, as an installation runs it, and what its processes cost."""

from __future__ import annotations

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psutil

from benchmarks.generated import HOME
from integrations.settings import Settings

PORT = int(os.environ.get("BENCH_PORT", "8199"))
ATRIO = ("--config", "python:jobs.web")  # as deploy/atrio-web.service


@contextmanager
def serving(
    settings: Settings, application: Sequence[str] = ATRIO, port: int = PORT, workers: int = 2
) -> Iterator[psutil.Process]:
    """gunicorn with eight threads in each process, answering on the port of the loopback address; its master.

    `application` is what gunicorn is told to serve, another one than ours too.
    """
    told = {"DATABASE_URL": settings.database_url or "", "ATRIO_SECRET_KEY": settings.secret_key,
            "ATRIO_DATA_DIR": str(settings.data_dir), "PORT": str(port), "ATRIO_LOG_LEVEL": "WARNING"}  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", *application, "--bind", f"127.0.0.1:{port}", "--workers", str(workers),
               "--threads", "8", "--log-level", "WARNING"]  # fmt: skip
    with subprocess.Popen(command, cwd=HOME, env=os.environ | told, stdin=subprocess.DEVNULL) as server:
        try:
            _await(port)
            yield psutil.Process(server.pid)
        finally:
            server.terminate()


def processor_seconds(parent: psutil.Process, named: str = "") -> float:
    """What the process and its children have used so far; `named`: only those in whose command that is."""
    total = 0.0
    for one in (parent, *parent.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            used = one.cpu_times()
            total += used.user + used.system if named in " ".join(one.cmdline()) else 0.0
    return total


def _await(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            with contextlib.closing(connection):
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                return
        if time.monotonic() > deadline:
            raise RuntimeError(f"the server on port {port} does not answer")
        time.sleep(0.2)
