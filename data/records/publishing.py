"""Publishing by staff: batches of files, what each file is about, and where a document may belong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from data.records.withdrawals import Opened

NOUNS = ("inspection", "equipment", "defect", "job", "invoice", "payment", "quote", "contract", "order", "booking")
MOST_FILES = 1000  # in one batch
WAITING = ("certain", "uncertain")
# why a file is uncertain: what is kept with it; components/publishing_words.py has the words
REASONS = (
    "nothing", "several", "used_twice", "other_client", "other_site", "kind", "no_record", "only_digits",
    "unpublished", "already", "twice", "gone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """Where a document belongs: a record (`noun`, `number`), else a site, else a client alone."""

    client: str
    client_name: str
    site: str | None = None
    site_name: str | None = None
    noun: str | None = None
    record: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a batch, and what is known of it."""

    public_id: str
    batch: str
    state: str
    reason: str | None
    file_name: str
    media_type: str
    size: int
    target: Target | None
    kind: str | None
    kind_names: Mapping[str, str] | None
    title: str | None
    number: str | None
    valid_until: date | None
    replaces: str | None
    document: str | None
    same: str | None  # a published document with these very bytes, of the same record


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch in the list: who, when, and how many files of it are in which state; `told` counts people."""

    public_id: str
    origin: str
    by: str | None
    created_at: datetime
    tell_at: datetime | None
    undone_at: datetime | None
    certain: int
    uncertain: int
    published: int
    discarded: int
    undone: int
    told: int
    file_name: str | None = None  # of the first of them

    @property
    def files(self) -> int:
        return self.certain + self.uncertain + self.published + self.discarded + self.undone


@dataclass(frozen=True, slots=True)
class Batches:
    """A page of batches, newest first; `following` goes on from."""

    found: tuple[Batch, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document of a batch that people of the client's have opened."""

    title: str
    client_name: str
    opened: tuple[Opened, ...]


@dataclass(frozen=True, slots=True)
class WholeBatch:
    """A batch with its files; of very many the first, `more` says how many are not shown."""

    batch: Batch
    items: tuple[Item, ...]
    more: int
    opened: tuple[OpenedDocument, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document."""

    id: int
    code: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """A published document of a record, which may be given a new version."""

    public_id: str
    title: str
    version: int


@dataclass(frozen=True, slots=True)
class ItemFile:
    """The bytes of a file put aside, for sending."""

    storage_key: str
    file_name: str
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What staff say of a file: where it belongs by public ids, what it is."""

    client: str = ""
    site: str = ""
    noun: str = ""
    record: str = ""
    kind: str = ""
    title: str = ""
    number: str = ""
    valid_until: str = ""
    replaces: str = ""
