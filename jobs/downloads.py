"""ZIP downloads: packing what a person asked for with the rights they have by then, and deleting what is over."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import IO
from urllib.parse import urlsplit

from procrastinate import RetryStrategy

from auth.archives import pack
from data.commands import downloads
from data.commands.activity import note_activity
from data.queries.packing import list_packed, still_there
from data.queries.sessions import find_viewer
from data.records.activity import Activity
from data.records.downloads import NO_ACCESS, NO_STORAGE, NOTHING_LEFT, PackedDocument, Packing
from data.viewer import Forbidden, SignedOut, Unavailable, Viewer
from integrations.language import use_language
from integrations.storage import Storage, StorageUnavailable, open_storage
from jobs.queue import queue, settings

logger = logging.getLogger(__name__)
FOLDER = "downloads"
AGAIN_AFTER = 20  # seconds
TELL_EVERY = 1.0  # seconds between two words about progress
ORPHANED_AFTER = timedelta(hours=1)
# letters go out meanwhile: packing never takes all the hands of a worker
_room = BoundedSemaphore(2)


class Busy(Exception):
    """Others are being packed: come again in a moment."""


_AGAIN = RetryStrategy(wait=AGAIN_AFTER, retry_exceptions={Busy, Unavailable, StorageUnavailable, OSError})


@queue.task(name="pack_download", retry=_AGAIN)
def pack_download(download: int) -> None:
    """Make one download, if it still is to be made."""
    if not _room.acquire(blocking=False):
        raise Busy
    try:
        packing = downloads.begin_packing(download)
        if packing is not None:
            with use_language(packing.language):
                _make(packing)
    finally:
        _room.release()


def _make(packing: Packing) -> None:
    viewer = find_viewer(packing.person_id)
    if viewer is None:
        downloads.fail_packing(packing, NO_ACCESS)
        return
    try:
        _pack(packing, viewer)
    except (SignedOut, Forbidden):
        downloads.fail_packing(packing, NO_ACCESS)
    except (StorageUnavailable, OSError) as error:
        if not packing.late:
            raise
        logger.warning("a download is given up", extra={"download": packing.public_id, "reason": str(error)})
        downloads.fail_packing(packing, NO_STORAGE)


def _pack(packing: Packing, viewer: Viewer) -> None:
    """Pack, and once more from the start when something was withdrawn meanwhile."""
    storage = open_storage(settings().files_url)
    while True:
        found = list_packed(viewer, packing.documents)
        if not found:
            downloads.fail_packing(packing, NOTHING_LEFT)
            return
        inside = [one.very_file for one in found]
        settings().data_dir.mkdir(parents=True, exist_ok=True)
        # on the installation's own disk, without a name: what a killed worker was writing is gone with it
        with TemporaryFile(dir=settings().data_dir) as file:
            progress = _Progress(packing, len(found))
            if not pack(file, found, storage, left_out=len(packing.documents) - len(found), progress=progress):
                return
            if still_there(viewer, inside).issuperset(inside):
                if _publish(packing, file, storage, inside):
                    _note(packing, found)
                return


def _publish(packing: Packing, file: IO[bytes], storage: Storage, inside: Sequence[str]) -> bool:
    """Into the store, then into the row; a second try has the same key and replaces the first.

    False when it was ready or given up already.
    """
    base = settings().base_url.rstrip("/")
    key, size = f"{FOLDER}/{packing.public_id}.zip", file.tell()
    file.seek(0)
    storage.keep(key, file)
    host = urlsplit(base).hostname or "localhost"
    return downloads.finish_packing(packing, key, size, inside, f"{base}/downloads", host)


def _note(packing: Packing, found: Sequence[PackedDocument]) -> None:
    """Each document that is taken away leaves its trace."""
    path = f"/downloads/{packing.public_id}"
    for one in found:
        note_activity(Activity("document_downloaded", packing.person_id, client_id=one.client_id, document_id=one.id,
                               path=path))  # fmt: skip


class _Progress:
    """Tells the row how far packing is, once a second; False when nobody waits for it any more."""

    def __init__(self, packing: Packing, whole: int) -> None:
        self._packing, self._whole, self._told = packing, whole, time.monotonic()

    def __call__(self, packed: int) -> bool:
        now = time.monotonic()
        if packed < self._whole and now - self._told < TELL_EVERY:
            return True
        self._told = now
        return downloads.note_progress(self._packing, packed)


def clear_downloads() -> int:
    """Delete files whose time is over, and what killed workers left; how many files. Raises StorageUnavailable."""
    storage = open_storage(settings().files_url)
    expired = downloads.list_expired_downloads()
    for download, key in expired:
        storage.delete(key)
        downloads.mark_expired(download)
    wanted = downloads.clear_downloads()
    left = [key for key in storage.keys(FOLDER, ORPHANED_AFTER) if key not in wanted]
    for key in left:
        storage.delete(key)
    return len(expired) + len(left) + storage.clear_halves(FOLDER, ORPHANED_AFTER)
