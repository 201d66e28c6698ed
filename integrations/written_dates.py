"""Dates as people and programs write them: 31/12/2026, 12/31/26, 2026-12-31 10:15, 3 dicembre 2026, told per column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import Literal

from babel import Locale

from integrations.lettering import fold

Order = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")

_DATE = re.compile(r"(\d{4}|\d{1,2})([./\- ])\s?(\d{1,2})(?:\2|\2\s)(\d{4}|\d{1,2})\.?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_WORDS = re.compile(r"(?:\w+,?\s+)?(\d{1,2})\.?(?:\s+de)?\s+([^\W\d]+)\.?,?(?:\s+(?:de|del))?\s+(\d{4})")
_ENGLISH = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2}),\s*(\d{4})")
_MONTH = re.compile(r"(\d{4})[./\-](\d{1,2})|(\d{1,2})[./\-](\d{4})")
_TIME = re.compile(
    r"(?:T|\s+)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d+))?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|[+-]\d{2}:?\d{2})?$"
)
_EXCEL_ZERO = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class DateColumn:
    """How a column of dates is written.

    `order` is None when no value tells day and month apart: `doubtful` is then such a value and `readings` what it
    would be. `certain` is False when no value needed an order at all.
    """

    order: Order | None
    certain: bool = True
    doubtful: str = ""
    readings: tuple[date, ...] = ()


@cache
def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for language in ("en", "es", "it", "ro", "de", "fr"):
        for width in ("wide", "abbreviated"):
            for number, name in Locale(language).months["format"][width].items():
                names.setdefault(fold(name), number)
    return names | {"sept": 9, "set": 9, "sep": 9}


def _year(text: str) -> int:
    """A year; two digits mean 1970 to 2069."""
    if len(text) == 4:
        return int(text)
    short = int(text)
    return 2000 + short if short < 70 else 1900 + short


def _in_words(text: str) -> date | None:
    if match := _WORDS.fullmatch(text):
        day, month, year = match.groups()
    elif match := _ENGLISH.fullmatch(text):
        month, day, year = match.groups()
    else:
        return None
    number = _month_names().get(fold(month))
    return date(int(year), number, int(day)) if number else None


def read_date(text: str, order: Order) -> date:
    """The date written in an order; raises ValueError when it is none. Month names and 20261231 need no order.

    A time of day other than midnight is an error too: cut it off on purpose, or read a moment.
    """
    bare, clock, _zone = _split(text.strip())
    if clock not in (None, time(0)):
        raise ValueError("date")
    return _read_day(bare, order)


def _read_day(bare: str, order: Order) -> date:
    if match := _COMPACT.fullmatch(bare):
        return date(*(int(part) for part in match.groups()))
    match = _DATE.fullmatch(bare)
    if not match:
        if found := _in_words(bare):
            return found
        raise ValueError("date")
    first, _, second, third = match.groups()
    if len(first) == 4:
        if order != "ymd" or len(third) == 4:
            raise ValueError("date")
        return date(int(first), int(second), int(third))
    if order == "ymd":
        raise ValueError("date")
    day, month = (first, second) if order == "dmy" else (second, first)
    return date(_year(third), int(month), int(day))


def _split(text: str) -> tuple[str, time | None, timezone | None]:
    """Date part, time of day and zone of a written moment."""
    match = _TIME.search(text)
    if not match:
        return text, None, None
    hour, minute, second, _, half, zone = match.groups()
    number = int(hour)
    if half:
        number = number % 12 + (12 if half[0] in "Pp" else 0)
    offset = None
    if zone == "Z":
        offset = UTC
    elif zone:
        digits = zone[1:].replace(":", "")
        distance = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        offset = timezone(-distance if zone[0] == "-" else distance)
    return text[: match.start()], time(number, int(minute), int(second or 0)), offset


def read_moment(text: str, order: Order) -> datetime:
    """Date and time; without a time it is midnight, without an offset it has no zone. Raises ValueError if neither."""
    bare, clock, zone = _split(text.strip())
    return datetime.combine(_read_day(bare, order), clock or time(0), zone)


def date_part(text: str) -> str:
    """What is left of a written moment without its time of day."""
    return _split(text.strip())[0]


def month_start(value: object) -> object:
    """`2026-12` or `12/2026` → the first of that month; a date counts as its month. Raises ValueError if neither."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.replace(day=1)
    if not isinstance(value, str):
        return value
    if match := _MONTH.fullmatch(value.strip()):
        year, month, month2, year2 = match.groups()
        return date(int(year or year2), int(month or month2), 1)
    words = fold(value).split()
    if len(words) == 2 and words[0] in _month_names() and words[1].isdigit():
        return date(int(words[1]), _month_names()[words[0]], 1)
    raise ValueError("month")


def excel_day(serial: float) -> date:
    """The day behind a workbook's day number; raises ValueError outside 1954 to 2119."""
    if not 20_000 <= serial <= 80_000 or serial != int(serial):
        raise ValueError("date")
    return _EXCEL_ZERO + timedelta(days=int(serial))


class DateOrders:
    """Finds a column's order from its values, seen one after the other: the one that more of them can be read in."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._read = dict.fromkeys(ORDERS, 0)
        self._doubtful: tuple[str, tuple[date, ...]] | None = None

    def see(self, text: str) -> None:
        """Take one value into account; equal ones count once."""
        if not text or len(self._seen) > 50_000 or text in self._seen:
            return
        self._seen.add(text)
        readings: dict[Order, date] = {}
        for order in ORDERS:
            try:
                readings[order] = read_moment(text, order).date()
            except ValueError:
                continue
            self._read[order] += 1
        if self._doubtful is None and len(set(readings.values())) > 1:
            self._doubtful = (text, tuple(sorted(set(readings.values()))))

    def decide(self) -> DateColumn:
        """What was found."""
        best = max(self._read.values())
        likely = [order for order in ORDERS if self._read[order] == best]
        if len(likely) == 1:
            return DateColumn(likely[0])
        if self._doubtful is None:
            return DateColumn(likely[0], certain=False)
        return DateColumn(None, True, *self._doubtful)


def column_order(values: Iterable[str]) -> DateColumn:
    """The order of a whole column, see `DateOrders`."""
    orders = DateOrders()
    for value in values:
        orders.see(value)
    return orders.decide()
