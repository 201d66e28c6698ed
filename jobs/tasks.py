"""What the worker does by the clock: jobs of dead workers, clearing away what has expired, room for coming activity."""

from __future__ import annotations

import asyncio
import logging

from procrastinate import JobContext
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from data.commands.upkeep import clear_expired, prepare_activity
from integrations.storage import StorageUnavailable
from jobs.downloads import clear_downloads
from jobs.erasures import finish_erasures
from jobs.files import clear_files
from jobs.imports import clear_imports
from jobs.publishing import clear_publishing
from jobs.queue import queue

logger = logging.getLogger(__name__)
SILENT_AFTER = 30  # seconds without a sign of life after which a worker's jobs are given to another
FINISHED_KEPT = 72  # hours


@queue.periodic(cron="* * * * *")
@queue.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Takes over the jobs of workers that were killed; the queue does not do so by itself."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_AFTER):
        logger.warning("taking over a job of a dead worker", extra={"job": job.id, "task": job.task_name})
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the same is waiting already
            await manager.finish_job(job, Status.FAILED, delete_job=True)


@queue.periodic(cron="30 2 * * *")
@queue.task(name="upkeep", queueing_lock="upkeep", pass_context=True)
async def upkeep(context: JobContext, timestamp: int) -> None:
    """Every night: expired sessions, codes, limits and downloads, old activity, finished jobs, partitions ahead."""
    logger.info("cleared away", extra=await asyncio.to_thread(clear_expired))
    await asyncio.to_thread(prepare_activity)
    try:
        await asyncio.to_thread(finish_erasures)  # where its own job came to nothing
        logger.info("downloads deleted", extra={"files": await asyncio.to_thread(clear_downloads)})
        logger.info("uploaded tables deleted", extra={"files": await asyncio.to_thread(clear_imports)})
    except StorageUnavailable:
        logger.warning("downloads and uploaded tables wait: the file store does not answer")
    try:
        logger.info("files cleared away", extra={"files": await asyncio.to_thread(clear_files)})
        logger.info("files put aside deleted", extra={"files": await asyncio.to_thread(clear_publishing)})
    except StorageUnavailable:
        logger.warning("deleted files wait: the file store does not answer")
    await context.app.job_manager.delete_old_jobs(nb_hours=FINISHED_KEPT)
