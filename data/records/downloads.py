"""ZIP downloads: what can be packed, one that is asked for, and one in the worker's hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.records.documents import About
from data.records.shared import Listed

# what is packed while the person waits, and what is packed at all
AT_ONCE, AT_ONCE_BYTES = 50, 50_000_000
MOST, MOST_BYTES = 5000, 2_000_000_000
KEPT = timedelta(days=7)
GIVEN_UP = timedelta(hours=6)  # after which one that never became ready counts as failed

# why one failed
NO_ACCESS, NOTHING_LEFT, NO_STORAGE, INTERRUPTED = "no_access", "nothing_left", "no_storage", "interrupted"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A document that is to be packed, and the bytes of its file."""

    public_id: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedDocument(Listed):
    """A document as it goes into an archive; inner ids and the storage key stay on the server."""

    id: int
    client_id: int
    title: str
    number: str | None
    kind_names: dict[str, str]
    issued_on: date | None
    valid_until: date | None
    file_name: str
    media_type: str
    size: int
    sha256: str
    storage_key: str
    version: int
    about: About | None = None

    @property
    def very_file(self) -> str:
        """Which file of which document it is: what is kept of an archive, to know whether all in it may be seen."""
        return f"{self.public_id}:{self.version}"


@dataclass(frozen=True, slots=True)
class Download:
    """A person's ZIP: queued, working, ready, failed or expired. `documents` were asked for, `packed` are inside.

    `withdrawn`: it is ready, but something in it may no longer be seen by this person, so it is not given out.
    """

    public_id: str
    state: str
    documents: int
    packed: int
    size: int | None
    error: str | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    withdrawn: bool = False

    @property
    def moving(self) -> bool:
        """Whether it is still being made."""
        return self.state in ("queued", "working")


@dataclass(frozen=True, slots=True)
class DownloadFile:
    """What is needed to send one: the storage key stays on the server."""

    public_id: str
    storage_key: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Packing:
    """A download in the worker's hands. `late`: it has been tried for so long that the next failure is the last."""

    id: int
    public_id: str
    person_id: int
    language: str
    documents: tuple[str, ...]
    late: bool
