"""How gunicorn serves the pages under our own supervisor: as everywhere (jobs/web.py), and ending with it."""

from __future__ import annotations

from typing import Any

from jobs import web
from jobs.lifeline import follow_supervisor
from jobs.web import (
    control_socket_disable,
    graceful_timeout,
    keepalive,
    on_exit,
    raw_env,
    timeout,
    worker_class,
    worker_tmp_dir,
    wsgi_app,
)

__all__ = ["control_socket_disable", "graceful_timeout", "keepalive", "on_exit", "on_starting", "raw_env", "timeout",
           "worker_class", "worker_tmp_dir", "wsgi_app"]  # fmt: skip


def on_starting(server: Any) -> None:
    """gunicorn's hook before it makes its workers."""
    web.on_starting(server)
    follow_supervisor()
