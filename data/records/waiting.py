"""What waits on the company, what is visited today, and who was here last: the first page of staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

MOST = 99  # more of a kind are not counted
DRAFT_DAYS = 7  # how long something may stay unpublished before it is asked for
QUOTE_DAYS = 90  # a quote that ran out longer ago is history
CERTIFICATE_DAYS = 120
MESSAGE_DAYS = 14
IMPORT_DAYS = 14


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One thing that waits: a record (`noun`, as in components/nouns.py), a person, a message or a template.

    `since` is the day it waits from, in the company's zone; for a deadline the day it has to be done by.
    """

    kind: str
    since: date
    noun: str
    public_id: str
    title: str
    client: str | None
    client_name: str | None
    site_name: str | None


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """How many things of one kind wait, counted up to `MOST`, and the oldest of them."""

    kind: str
    total: int
    capped: bool
    oldest: WaitingItem


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that is agreed for a day: an inspection, a job or a booking, in the zone of its site."""

    noun: str
    public_id: str
    title: str
    starts_at: datetime
    ends_at: datetime | None
    who: str | None
    zone: str
    client: str
    client_name: str
    site: str | None
    site_name: str | None
    address: str


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits of a day, by time; the first of them where there are `more`. Without any: the next day with one."""

    day: date
    found: tuple[Visit, ...]
    more: bool
    next_day: date | None
