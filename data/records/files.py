"""Files as people read them: what a client uploaded, or the company handed over, outside any record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from data.records.shared import Listed, Opening, Surroundings
from data.records.uploads import AboutRecord

OPENING = ("off", "clean")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow(Listed):
    """A file in a list; size in bytes, `standing` says where it comes from: `client` or `company`.

    `scan` is how it stands with the virus scanner (data.records.uploads.Scan).
    """

    description: str
    file_name: str
    media_type: str
    size: int
    standing: str
    added_on: date
    scan: str

    @property
    def opens(self) -> bool:
        """Whether anybody may have its bytes: not while the scanner is still to be asked, never with a virus."""
        return self.scan in OPENING


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffFileRow(FileRow):
    """A file as staff list it: `standing` is new, seen, pending, infected or handed_over.

    `came_at`: when it was uploaded or handed over here; an imported one has a day alone.
    """

    came_at: datetime | None
    added_by: str | None
    virus: str | None


@dataclass(frozen=True, slots=True)
class DeletedFile:
    """A file in the trash, until when it can be had back."""

    public_id: str
    description: str
    file_name: str
    media_type: str
    size: int
    client_name: str
    site_name: str | None
    deleted_at: datetime
    deleted_by: str | None
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class File(FileRow):
    """A file with who added it (`own`: the viewer; the name for staff alone) and, for staff, who opened it.

    `seen`: somebody at the company has looked at what a client uploaded; `virus` is the scanner's name for what it
    found; `about` the record it belongs to, as far as the viewer sees it.
    """

    own: bool
    seen: bool
    virus: str | None
    created_at: datetime
    about: AboutRecord | None
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
