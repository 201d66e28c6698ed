"""A month of the calendar: what happens, falls due or expires on its days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from data.records.shared import Place
from data.viewer import Area

# what people ask to see alone: the nouns of it, and the areas of which any is needed to have some
SHOWS: dict[str, tuple[tuple[str, ...], frozenset[Area]]] = {
    "visits": (("inspection", "job", "booking"), frozenset({Area.INSPECTIONS, Area.JOBS, Area.BOOKINGS})),
    "due": (("invoice", "quote"), frozenset({Area.BILLING, Area.QUOTES})),
    "validity": (("document",), frozenset(Area)),
}


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """Something on a day; `on` is the day where its site is, None when only the month is known.

    `noun` is inspection, job, booking, invoice (the day it is due), quote or document (the last day it is valid).
    `starts_at` and `ends_at` are to be read in `zone`; `until` is the last of several wished days.
    """

    noun: str
    public_id: str
    number: str
    title: str | None
    kind_names: Mapping[str, str] | None
    on: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    until: date | None
    zone: str
    standing: str
    place: Place


@dataclass(frozen=True, slots=True)
class Month:
    """The entries of the month that begins on `first`, in order; `more`: there are others, they were too many.

    `show` is the one of SHOWS they were narrowed to, if any.
    """

    first: date
    today: date
    entries: tuple[CalendarEntry, ...]
    more: bool
    before: date | None  # first days of the months beside it, as far as the calendar goes
    after: date | None
    show: str = ""

    @property
    def days(self) -> dict[date, list[CalendarEntry]]:
        """The entries that have a day, by day."""
        found: dict[date, list[CalendarEntry]] = {}
        for one in self.entries:
            if one.on is not None:
                found.setdefault(one.on, []).append(one)
        return found

    @property
    def some_day(self) -> list[CalendarEntry]:
        """The entries of which only the month is known."""
        return [one for one in self.entries if one.on is None]
