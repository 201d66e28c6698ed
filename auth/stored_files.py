"""Sending a file from the store: inline where that is safe, noted once for each time it is looked at."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Response

from auth.files import reads_on, send_pieces
from auth.storage import storage
from auth.visits import note
from data.records.documents import VIEWABLE
from data.viewer import Unavailable
from integrations.files import ALLOWED, safe_name
from integrations.storage import StorageUnavailable

_SENDABLE = VIEWABLE | frozenset(ALLOWED.values())


class Stored(Protocol):
    """What is known of a kept file."""

    @property
    def storage_key(self) -> str: ...
    @property
    def file_name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def sha256(self) -> str: ...


def send_stored(file: Stored, *, inline: bool) -> Response:
    """The file, or the part asked for. Raises Unavailable when it is not in the store, or the store is away."""
    kept = storage()
    try:
        size = kept.size(file.storage_key)
        return send_pieces(
            lambda: kept.stream(file.storage_key), size,
            file.media_type if file.media_type in _SENDABLE else "application/octet-stream", safe_name(file.file_name),
            inline=inline and file.media_type in VIEWABLE, tag=file.sha256,
        )  # fmt: skip
    except (FileNotFoundError, StorageUnavailable) as error:
        raise Unavailable from error


def note_sent(kind: str, answer: Response, **about: Any) -> None:
    """Note what was sent. Each part is noted, or a file could be had without a trace; parts are no openings."""
    if answer.status_code < 400:
        note(kind, result="part" if reads_on(answer) else None, **about)
