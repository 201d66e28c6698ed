"""What records have in common: where they belong, a slice of a list, and what surrounds a record on its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, Generic, TypeVar

from data.records.changes import RecordChange
from data.records.tables import NO_CHIPS, NOTHING_ASKED, Chips, KindChoice, Question, Shape

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Place:
    """The client and site of a record, by public id and name; no site means the whole client.

    Number and code are the company's own, where a list asks for them.
    """

    client: str
    client_name: str
    site: str | None = None
    site_name: str | None = None
    client_number: str | None = None
    site_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One record in a list: its public id, its place, and the newest document that shows it."""

    public_id: str
    place: Place
    document: DocumentRef | None = None


@dataclass(frozen=True, slots=True)
class Slice(Generic[R]):
    """A page of a list. `next` opens the following one; `total` counts the whole list, `capped` when it is more.

    `question` is what was asked of the table, `shape` what can be; `chips` count its standings, `kinds` are its own.
    `after` is the place this page began at, `columns` are the keys of those the person chose, none for the usual ones.
    """

    records: tuple[R, ...]
    next: str | None
    total: int
    capped: bool
    first: bool
    shape: Shape
    question: Question = NOTHING_ASKED
    chips: Chips = NO_CHIPS
    kinds: tuple[KindChoice, ...] = ()
    after: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document as it stands beside a record; size in bytes, `standing` of its validity."""

    public_id: str
    title: str
    kind: str
    kind_names: Mapping[str, str]
    media_type: str
    size: int
    issued_on: date | None
    valid_until: date | None
    standing: str | None


@dataclass(frozen=True, slots=True)
class RelatedRecord:
    """A record that belongs to another one; `noun` is singular, `standing` as in components/states.py."""

    noun: str
    public_id: str
    number: str
    title: str | None
    on: date | None
    standing: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Something that happened to a record and its client may know; `fields` are the columns that changed.

    `day_only`: of its moment only the day is known, where the record's site is.
    """

    at: datetime
    verb: str
    own: bool  # the viewer did it
    fields: tuple[str, ...] = ()
    day_only: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """When a person opened or saved something for the first time."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a record on its page; `zone` is the IANA time zone of its site, else the company's.

    `address` is the end of the record's own: `inspections/<id>`; its documents carry it as the set they belong to.
    `record` is its public id, for what staff may do with it; `changes` what was changed, by whom.
    """

    zone: str
    address: str = ""
    documents: tuple[DocumentRef, ...] = ()
    related: tuple[RelatedRecord, ...] = ()
    more_related: bool = False  # there are older ones than these
    history: tuple[HistoryEntry, ...] = ()
    record: str = ""
    files: tuple[FileRef, ...] = ()
    takes_files: bool = False  # the viewer may add some
    changes: tuple[RecordChange, ...] = ()  # for staff alone
    openings: tuple[Opening, ...] = ()  # for staff: who of the client's people opened it


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file about a record: what was uploaded or handed over with it; size in bytes."""

    public_id: str
    description: str
    media_type: str
    size: int
    standing: str
    added_on: date
    scan: str


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A line of a quote or invoice: unit price and net without tax, tax rate in percent."""

    text: str
    quantity: Decimal | None
    unit: str | None
    unit_price: Decimal | None
    tax_rate: Decimal | None
    net: Decimal | None


def build(cls: type[R], row: Any, **more: Any) -> R:
    """A record from a row: columns by the names of its fields; `place` from the client and site columns."""
    given = row._mapping
    values = {f.name: given[f.name] for f in fields(cls) if f.name in given}  # type: ignore[arg-type]
    if "client_public_id" in given:
        values["place"] = Place(
            given["client_public_id"], given["client_name"], given["site_public_id"], given["site_name"],
            given.get("client_number"), given.get("site_code"),
        )  # fmt: skip
    return cls(**(values | more))


def builder(cls: Callable[..., R], keys: tuple[str, ...]) -> Callable[..., R]:
    """`build` for many rows with the same columns: what is looked up there for each row is looked up once."""
    at = {key: index for index, key in enumerate(keys)}
    names = [f.name for f in fields(cls) if f.name in at]  # type: ignore[arg-type]
    values = itemgetter(*[at[name] for name in names])
    missing = {f.name: None for f in fields(cls) if f.name not in at and f.name not in ("place", "document")}  # type: ignore[arg-type]
    named = [f"{part}_{name}" for part in ("client", "site") for name in ("public_id", "name")]
    if named[0] not in at:
        return lambda row, **more: cls(**missing, **dict(zip(names, values(row), strict=True)), **more)
    place = itemgetter(*[at[name] for name in (*named, "client_number", "site_code") if name in at])
    known: dict[tuple[Any, ...], Place] = {}  # rows of one site share their place

    def make(row: Any, **more: Any) -> R:
        where = place(row)
        if where not in known:
            known[where] = Place(*where)
        return cls(place=known[where], **missing, **dict(zip(names, values(row), strict=True)), **more)

    return make
