"""How gunicorn serves the pages; read by it as `--config python:jobs.web`."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import gunicorn.app.base
import gunicorn.http.wsgi

from integrations.logs import configure_logging
from jobs.web_master import Master

wsgi_app = "app:create_app()"
worker_class = "jobs.web_worker.Worker"
timeout = 60
graceful_timeout = 8
keepalive = 5
control_socket_disable = True
# Workers report through a file; in memory no slow disk can make them look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def _share_figures() -> tuple[Path, IO[str]]:
    """Where the processes share their figures for /metrics, and what shows that they live.

    New at each start, as what a former one counted is over; what a killed one has left is cleared away.
    """
    place = Path(worker_tmp_dir or tempfile.gettempdir())
    for left in place.glob("atrio-figures-*"):
        with suppress(OSError), (left / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left)
    folder = Path(tempfile.mkdtemp(prefix="atrio-figures-", dir=place))
    lock = (folder / "lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_SH)
    return folder, lock


_FIGURES, _LOCK = _share_figures()  # the lock is let go of when the last of the processes is gone
raw_env = [f"PROMETHEUS_MULTIPROC_DIR={_FIGURES}"]

gunicorn.app.base.Arbiter = Master
gunicorn.http.wsgi.SERVER = "Atrio"  # what serves the pages, and in which version, is nobody's business


def on_starting(server: Any) -> None:
    """gunicorn's hook before it makes its workers."""
    configure_logging(server.cfg.loglevel.upper())


def on_exit(server: Any) -> None:
    """gunicorn's hook when it ends."""
    shutil.rmtree(_FIGURES, ignore_errors=True)
