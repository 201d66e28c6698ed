"""Documents as people read them, and what the server needs to send one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from data.records.shared import Listed, Opening, Surroundings

# what a browser shows by itself and that cannot act: everything else is only downloaded
VIEWABLE = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True, slots=True)
class About:
    """The record a document belongs to; `noun` is singular."""

    noun: str
    public_id: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow(Listed):
    """A document in a list; size in bytes, `standing` of its validity."""

    title: str
    number: str | None
    kind: str
    kind_names: Mapping[str, str]
    issued_on: date | None
    valid_until: date | None
    standing: str | None
    media_type: str
    size: int
    published_at: datetime
    about: About | None


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """An earlier file of a document."""

    version: int
    file_name: str
    media_type: str
    size: int
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(DocumentRow):
    """A document with its newest file, those before it, the records it belongs to and, for staff, who opened it."""

    file_name: str
    version: int
    earlier: tuple[DocumentVersion, ...]
    belongs: tuple[About, ...]
    openings: tuple[Opening, ...]
    around: Surroundings


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What comes before or after something in the set it was opened from."""

    public_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Beside:
    """The neighbours in a set; `record` is the one whose documents make up the set, None for a list."""

    before: Neighbour | None = None
    after: Neighbour | None = None
    record: About | None = None


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """One version of a document, for sending: inner ids and the storage key stay on the server."""

    id: int
    client_id: int
    public_id: str
    title: str
    storage_key: str
    file_name: str
    media_type: str
    size: int
    sha256: str
