"""The job queue: where tasks register, and how the worker reaches it.

A task is a plain function under `@queue.task(name="…")`; it runs in a thread of the worker and gets ids only. Jobs
are deferred inside the transaction of the change with `select portal.defer('<task name>', '{"id": 1}')`. Delivery is at
least once: a task must bear being run twice.
"""

from __future__ import annotations

from typing import Any

import procrastinate

from data.logins import libpq_address
from integrations.settings import Settings

# Every module that registers tasks.
TASK_MODULES = (
    "jobs.tasks", "jobs.messages", "jobs.downloads", "jobs.imports", "jobs.publishing", "jobs.usage",
    "jobs.erasures",
)  # fmt: skip


class _Installation:
    settings: Settings | None = None


queue = procrastinate.App(connector=procrastinate.PsycopgConnector(), import_paths=TASK_MODULES)


def settings() -> Settings:
    """The settings of the worker that runs the task."""
    if _Installation.settings is None:
        raise RuntimeError("tasks run inside a worker only")
    return _Installation.settings


def use_settings(given: Settings | None) -> None:
    """Tells tasks which installation they work for; the worker's first step, and a test's."""
    _Installation.settings = given


def open_connector(worker_url: str) -> procrastinate.PsycopgConnector:
    """A connector that acts as the worker's role inside the schema of the queue."""
    arguments: dict[str, Any] = {
        "options": "-c search_path=jobs,pg_catalog",
        "application_name": "atrio-jobs",
        "connect_timeout": 5,
    }
    return procrastinate.PsycopgConnector(
        conninfo=libpq_address(worker_url), kwargs=arguments, min_size=1, max_size=4, configure=_take_role, timeout=10
    )


async def _take_role(connection: Any) -> None:
    await connection.execute("select set_config('role', current_database() || '_worker', false)")
    await connection.commit()
