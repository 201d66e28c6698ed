"""Documents as people read them, and what the server needs to send one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from data.records.shared import Listed

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
class DocumentFile:
    """The newest version of a document, for sending: inner ids and the storage key stay on the server."""

    id: int
    client_id: int
    public_id: str
    title: str
    storage_key: str
    file_name: str
    media_type: str
    size: int
    sha256: str
