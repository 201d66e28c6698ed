"""Files in the background: the virus scanner asked again, leftovers cleared, and rows and bytes compared."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from data.commands import file_upkeep
from data.records.uploads import Verdict
from integrations.scanning import Scanner, ScannerUnavailable
from integrations.storage import Storage, StorageUnavailable, open_storage
from jobs.queue import queue, settings

logger = logging.getLogger(__name__)
FOLDERS = ("files", "uploads", "downloads", "imports", "publishing", "staged")
STALE_AFTER = timedelta(hours=1)  # no upload takes that long


@dataclass(frozen=True, slots=True)
class Differences:
    """Where rows and bytes disagree: bytes nobody knows, rows whose bytes are gone (key → what it belongs to)."""

    orphans: tuple[str, ...]
    missing: dict[str, str]


@queue.periodic(cron="* * * * *")
@queue.task(name="scan_files", queueing_lock="scan_files")
async def scan_files(timestamp: int) -> None:
    """Every minute: the files that came in while the scanner was away."""
    await asyncio.to_thread(scan_pending)


def scan_pending() -> int:
    """Ask about each file that waits; how many were judged. Stops when the scanner is still away."""
    address = settings().clamd
    if address is None:
        return 0
    scanner, storage = Scanner(address), open_storage(settings().files_url)
    judged, after = 0, 0
    while (found := file_upkeep.next_pending(after)) is not None:
        after, key = found
        try:
            virus = scanner.virus_in(storage.stream(key))
        except FileNotFoundError:
            logger.warning("a file to be scanned has no bytes", extra={"key": key})
            continue
        except (ScannerUnavailable, StorageUnavailable) as error:
            logger.warning("files wait for their virus check: %s", error)
            return judged
        file_upkeep.judge(after, Verdict("clean") if virus is None else Verdict("infected", virus))
        judged += 1
    return judged


def clear_files() -> int:
    """Uploads that never became files, and deleted files whose time is over; how many. Raises StorageUnavailable."""
    storage = open_storage(settings().files_url)
    cleared = file_upkeep.clear_stale(storage.delete, int(STALE_AFTER.total_seconds()))
    return cleared + file_upkeep.purge_deleted(storage.delete) + storage.clear_halves("uploads", STALE_AFTER)


def compare(storage: Storage, older: timedelta = STALE_AFTER) -> Differences:
    """Bytes and rows side by side; bytes younger than `older` may still be on their way. Raises StorageUnavailable."""
    kept = {key for folder in FOLDERS for key in storage.keys(folder, older)}
    wanted, on_their_way = file_upkeep.wanted_bytes()
    missing = {key: of for key, of in wanted.items() if key not in kept and not storage.exists(key)}
    return Differences(tuple(sorted(kept - wanted.keys() - on_their_way)), missing)


def mend(storage: Storage, found: Differences) -> None:
    """Remove the bytes nobody knows. What has lost its bytes stays: only a backup can bring them back."""
    for key in found.orphans:
        storage.delete(key)
