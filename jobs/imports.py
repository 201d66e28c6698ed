"""Imports in the worker: a first look at a table, the trial, the import itself and undoing it, one after the other."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

from procrastinate import RetryStrategy

from data.commands import carrying, imports
from data.imports.look import look_at
from data.imports.report import ImportReport
from data.imports.run import BUSY, Batch, run_import
from data.imports.suggesting import adapted, recognise_kind, suggest
from data.queries.sessions import find_viewer
from data.records.imports import BROKEN, FOLDER, NO_ACCESS, NO_FILE, Carried
from data.viewer import Forbidden, Permission, SignedOut, Unavailable, Viewer
from integrations.language import use_language
from integrations.refusal import Refused
from integrations.storage import Storage, StorageUnavailable, open_storage
from jobs.queue import queue, settings

logger = logging.getLogger(__name__)
AGAIN_AFTER = 3  # seconds
TELL_EVERY = 1.0  # seconds between two words about progress
ORPHANED_AFTER = timedelta(hours=1)
# one import at a time, and letters go out meanwhile
_room = BoundedSemaphore(1)


class Busy(Exception):
    """Another import is under way: come again in a moment."""


_PASSING = (Busy, Unavailable, StorageUnavailable, OSError)
_AGAIN = RetryStrategy(wait=AGAIN_AFTER, retry_exceptions=set(_PASSING))


@queue.task(name="carry_import", retry=_AGAIN)
def carry_import(batch: int) -> None:
    """Do what an import waits for; nothing when it waits for nothing."""
    if not _room.acquire(blocking=False):
        raise Busy
    try:
        carried = carrying.begin(batch)
        if carried is not None:
            with use_language(carried.language):
                _carry(carried)
    finally:
        _room.release()


def _carry(carried: Carried) -> None:
    """Whatever goes wrong for good is told in the row, so that nobody waits for ever."""
    error: str | None = BROKEN
    try:
        viewer = find_viewer(carried.person_id) if carried.person_id else None
        if viewer is None or not viewer.may(Permission.IMPORT_RECORDS):
            error = NO_ACCESS
            return
        _STEPS[carried.state](carried, viewer)
        error = None
    except FileNotFoundError:
        error = NO_FILE
    except _PASSING:
        error = None
        raise
    except (SignedOut, Forbidden):
        error = NO_ACCESS
    finally:
        if error is not None:
            logger.warning("an import failed", extra={"import": carried.public_id, "reason": error})
            carrying.fail(carried, error)


def _look(carried: Carried, viewer: Viewer) -> None:
    """What is in the table, and the mapping it was read with the last time, else the one its headings suggest."""
    with _table(carried) as path:
        try:
            seen = look_at(path)
        except Refused as refusal:
            report = ImportReport(carried.file_name, carried.source)
            report.add("error", refusal.code, text=refusal.text, **refusal.params)
            carrying.note_outcome(carried, report, "refused")
            return
    wanted = carried.kind
    source = "" if carried.source == "files" else carried.source
    for kind, mapping in carrying.remembered(viewer, seen, source):
        if (fitting := adapted(mapping, seen)) and wanted in (None, kind):
            carrying.note_look(carried, seen, kind, fitting)
            return
    kind = wanted or recognise_kind(seen, carried.file_name)
    carrying.note_look(carried, seen, kind, suggest(seen, kind, source or None))


def _check(carried: Carried, viewer: Viewer) -> None:
    report = _run(carried, viewer, dry_run=True)
    carrying.note_outcome(carried, report, "refused" if report.refused else "checked")


def _import(carried: Carried, viewer: Viewer) -> None:
    report = _run(carried, viewer, dry_run=False)
    carrying.note_outcome(carried, report, "refused" if report.refused else "done")


def _run(carried: Carried, viewer: Viewer, *, dry_run: bool) -> ImportReport:
    with _table(carried) as path:
        batch = Batch(carried.id, carried.file_name, _Progress(carried))
        report = run_import(
            viewer,
            carried.kind or "",
            path,
            mapping=carried.mapping,
            dry_run=dry_run,
            source=carried.source,
            batch=batch,
        )
    if any(problem.code == BUSY for problem in report.problems):
        raise Busy
    return report


def _undo(carried: Carried, viewer: Viewer) -> None:
    carrying.undo_import(viewer, carried.id)


_STEPS = {"reading": _look, "checking": _check, "running": _import, "undoing": _undo}


@contextmanager
def _table(carried: Carried) -> Iterator[Path]:
    """The uploaded table as a file of this machine, for as long as it is read. Raises FileNotFoundError."""
    if carried.storage_key is None:
        raise FileNotFoundError(carried.public_id)
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings().data_dir, prefix="import-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / f"table{Path(carried.file_name).suffix.lower()[:6]}"
        with path.open("wb") as file:
            for piece in _storage().stream(carried.storage_key):
                file.write(piece)
        yield path


def _storage() -> Storage:
    return open_storage(settings().files_url)


class _Progress:
    """Tells the row how far reading is, once a second."""

    def __init__(self, carried: Carried) -> None:
        self._carried, self._told = carried, 0.0

    def __call__(self, rows: int) -> None:
        if time.monotonic() - self._told >= TELL_EVERY:
            self._told = time.monotonic()
            carrying.tell(self._carried, rows)


def clear_imports() -> int:
    """Delete uploaded tables whose time is over, and what killed processes left. Raises StorageUnavailable."""
    storage = _storage()
    expired = imports.list_expired_tables()
    for import_id, key in expired:
        storage.delete(key)
        imports.forget_table(import_id)
    wanted = imports.clear_imports()
    left = [key for key in storage.keys(FOLDER, ORPHANED_AFTER) if key not in wanted]
    for key in left:
        storage.delete(key)
    before = time.time() - ORPHANED_AFTER.total_seconds()
    for folder in settings().data_dir.glob("import-*"):
        if folder.stat().st_mtime < before:
            _remove(folder)
    return len(expired) + len(left) + storage.clear_halves(FOLDER, ORPHANED_AFTER)


def _remove(folder: Path) -> None:
    """What a killed worker was reading."""
    for file in folder.iterdir():
        file.unlink(missing_ok=True)
    folder.rmdir()
