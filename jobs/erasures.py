"""After an erasure: the list outside of the database, packed downloads, addresses of requests still on their way."""

from __future__ import annotations

import logging

from procrastinate import RetryStrategy

from data.backups.erasures import list_erasures
from data.commands.upkeep import sweep_erased
from data.viewer import Unavailable
from integrations.storage import StorageUnavailable, open_storage
from jobs.downloads import clear_downloads
from jobs.queue import queue, settings

logger = logging.getLogger(__name__)
_AGAIN = RetryStrategy(max_attempts=10, wait=60, retry_exceptions={StorageUnavailable, Unavailable})


@queue.task(name="finish_erasures", retry=_AGAIN)
def finish_erasures() -> None:
    """What is left to do of every erasure. Raises StorageUnavailable, and comes again then."""
    written = list_erasures(open_storage(settings().files_url))
    clear_downloads()
    logger.info("erasures finished", extra={"listed": written, "swept": sweep_erased()})
