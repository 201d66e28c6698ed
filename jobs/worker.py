"""The worker process: runs the queue's jobs and reports every few seconds that it lives."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from typing import Any

from procrastinate.exceptions import AlreadyEnqueued

from data.commands.upkeep import beat
from data.logins import database_urls, open_database
from data.viewer import PortalError
from integrations.settings import Settings
from jobs import queue as job_queue
from jobs.tasks import upkeep
from jobs.usage import roll_usage

logger = logging.getLogger(__name__)
BEAT_EVERY = 10.0  # seconds
CONCURRENCY = 4
GRACE = 8.0  # seconds that running jobs have to end when the worker stops


def run_worker(settings: Settings) -> None:
    """Works until SIGTERM or Ctrl-C. Ends with an exception when the database goes away: the supervisor starts anew."""
    server = open_database(settings)
    job_queue.use_settings(settings)
    try:
        asyncio.run(_work(settings, server.url() if server else None))
    finally:
        job_queue.use_settings(None)


async def _work(settings: Settings, embedded: str | None) -> None:
    urls = database_urls(settings, embedded)
    connector = job_queue.open_connector(urls.worker)
    with job_queue.queue.replace_connector(connector) as queue:
        async with queue.open_async():
            beating = asyncio.create_task(_beat_for_ever())
            await defer_once(upkeep)
            await defer_once(roll_usage)
            try:
                await queue.run_worker_async(
                    name=socket.gethostname(),
                    concurrency=CONCURRENCY,
                    shutdown_graceful_timeout=GRACE,
                    delete_jobs="never",
                )
            finally:
                beating.cancel()


async def defer_once(task: Any) -> None:
    """Has a task done as soon as possible, unless it waits already."""
    with contextlib.suppress(AlreadyEnqueued):
        await task.defer_async(timestamp=0)


async def _beat_for_ever() -> None:
    while True:
        try:
            await asyncio.to_thread(beat, "worker")
        except PortalError:
            logger.warning("the database does not answer")
        await asyncio.sleep(BEAT_EVERY)
