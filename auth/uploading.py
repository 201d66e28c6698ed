"""From an upload to a file: made safe, scanned, stored and written down; or nothing of it is left."""

from __future__ import annotations

import logging
from io import BytesIO

from flask import current_app

from auth.receiving import Upload
from auth.storage import storage
from data.commands.uploads import add_file, drop_upload, stage_upload, tell_client
from data.records.uploads import Destination, Staged, Verdict
from data.viewer import PortalError, Unavailable, Viewer
from integrations.files import CleanFile, FileRefused
from integrations.language import N_
from integrations.scanning import Scanner, ScannerUnavailable
from integrations.settings import Settings
from integrations.storage import StorageUnavailable

log = logging.getLogger("atrio.web")
_QUICK = 10.0  # seconds somebody waits for the scanner; then the worker asks it


def keep_file(viewer: Viewer, place: Destination, upload: Upload) -> str:
    """The public id of the file it became.

    Raises FileRefused with the reason (a virus too: then it is kept where nobody can open it), NoRoom, Invalid and
    Conflict as add_file, Unavailable when the store cannot take it.
    """
    clean = upload.clean()
    verdict = scan(clean.content)
    staged = stage_upload(viewer)
    _store(viewer, staged, clean)
    try:
        file = add_file(viewer, place, staged, upload.name, clean, verdict)
    except PortalError:
        _forget(viewer, staged)
        raise
    if verdict.scan == "infected":
        raise FileRefused("file_virus", N_("A virus was found in it (%(virus)s). Nobody can open it."),
                          virus=verdict.virus)  # fmt: skip
    if viewer.is_staff:
        settings: Settings = current_app.extensions["settings"]
        tell_client(viewer, place, settings.base_url.rstrip("/"))
    return file


def scan(content: bytes) -> Verdict:
    """What the scanner says now; `pending` while it does not answer, `off` where there is none."""
    settings: Settings = current_app.extensions["settings"]
    if settings.clamd is None:
        return Verdict()
    try:
        virus = Scanner(settings.clamd, _QUICK).virus_in([content])
    except ScannerUnavailable as error:
        log.warning("the virus scanner does not answer: %s", error)
        return Verdict("pending")
    return Verdict("clean") if virus is None else Verdict("infected", virus)


def _store(viewer: Viewer, staged: Staged, clean: CleanFile) -> None:
    try:
        storage().keep(staged.storage_key, BytesIO(clean.content))
    except StorageUnavailable as error:
        _forget(viewer, staged)
        raise Unavailable from error


def _forget(viewer: Viewer, staged: Staged) -> None:
    """Take the bytes away, then what was written of them; what cannot be now, the worker does later."""
    try:
        storage().delete(staged.storage_key)
        drop_upload(viewer, staged)
    except (StorageUnavailable, PortalError):
        log.warning("an upload is left for the worker to clear away", extra={"key": staged.storage_key})
