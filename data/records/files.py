"""Files as people read them: what a client uploaded, or the company handed over, outside any record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.records.documents import Opening
from data.records.shared import Listed, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow(Listed):
    """A file in a list; size in bytes, `standing` says where it comes from: `client` or `company`."""

    description: str
    file_name: str
    media_type: str
    size: int
    standing: str
    added_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class File(FileRow):
    """A file with who added it (`own`: the viewer; the name for staff alone) and, for staff, who opened it."""

    own: bool
    added_by: str | None
    openings: tuple[Opening, ...]
    around: Surroundings


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file for sending: inner ids and the storage key stay on the server."""

    id: int
    client_id: int
    storage_key: str
    file_name: str
    media_type: str
    size: int
    sha256: str
