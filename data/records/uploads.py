"""Uploading: what a person says of a file, where it may go, and how it stands with the virus scanner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data.records.scope import FoundSite

LONGEST_DESCRIPTION = 300
# records a file may be about, and the column that names them
ABOUT = ("inspection", "equipment", "defect", "job", "invoice", "quote", "contract", "order", "booking")

Scan = Literal["off", "pending", "clean", "infected"]


@dataclass(frozen=True, slots=True)
class NewFile:
    """What goes with a file: its description, and public ids of its site and of the record it is about, if any."""

    description: str
    site: str = ""
    noun: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a file goes, as the database knows it; `noun` and `record` as the column that names the record."""

    client_id: int
    site_id: int | None
    description: str
    noun: str = ""
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """A place in the store that belongs to one upload and to nobody else."""

    public_id: str
    storage_key: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the virus scanner says; `virus` is its name for what it found."""

    scan: Scan = "off"
    virus: str | None = None


@dataclass(frozen=True, slots=True)
class AboutRecord:
    """The record a file is about: its noun, public id and number, and its site's public id."""

    noun: str
    public_id: str
    number: str
    site: str | None


@dataclass(frozen=True, slots=True)
class Places:
    """What the form of a new file offers: sites, whether a file may belong to no site, bytes of room left.

    `about` is the record the file is to be about.
    """

    sites: tuple[FoundSite, ...]
    whole: bool
    room: int | None
    about: AboutRecord | None = None
