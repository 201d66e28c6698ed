"""Publishing: telling the clients' people when a batch's time has come, and clearing away what was put aside."""

from __future__ import annotations

import logging
from datetime import timedelta

from data.commands.publishing.clearing import wanted_aside
from data.commands.publishing.receiving import FOLDER
from data.commands.publishing.telling import tell_due
from integrations.message_words import host_of
from integrations.storage import open_storage
from jobs.queue import queue, settings

logger = logging.getLogger(__name__)
ORPHANED_AFTER = timedelta(hours=1)


@queue.periodic(cron="* * * * *")
@queue.task(name="tell_published", queueing_lock="tell_published")
def tell_published(timestamp: int = 0) -> None:
    """Each minute: the batches whose time to be taken back unheard is over."""
    base = settings().base_url
    if told := tell_due(base, host_of(base)):
        logger.info("told of new documents", extra={"people": told})


def clear_publishing() -> int:
    """Delete files put aside that nobody waits for any more; how many. Raises StorageUnavailable."""
    storage = open_storage(settings().files_url)
    old = list(storage.keys(FOLDER, ORPHANED_AFTER))
    wanted = wanted_aside()
    left = [key for key in old if key not in wanted]
    for key in left:
        storage.delete(key)
    return len(left) + storage.clear_halves(FOLDER, ORPHANED_AFTER)
