"""What people ask of a table: search, filters and order, read from an address and written back into one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from data.viewer import Invalid
from integrations.language import N_, _

# what an address calls each question
SEARCH, STATE, KIND, SORT, PERIOD, SITE = "q", "state", "kind", "sort", "period", "site"
NUMBER, SUBJECT = "number", "subject"
DAYS = {"from": "first", "to": "last", "due_from": "due_first", "due_to": "due_last"}
AMOUNTS = {"min": "least", "max": "most"}
ALL = "all"  # the chip that takes the filter away
MOST_VALUES = 20
LONGEST_SEARCH = 200

PERIODS: dict[str, str] = {
    "this_month": N_("This month"),
    "last_month": N_("Last month"),
    "this_year": N_("This year"),
    "last_year": N_("Last year"),
    "12_months": N_("Last 12 months"),
}
_AMOUNT = re.compile(r"-?[0-9]{1,12}([.,][0-9]{1,2})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE = re.compile(r"[a-z0-9_]{1,40}")


@dataclass(frozen=True, slots=True)
class Shape:
    """What may be asked of one table, in the names an address uses.

    `usual` is the sort key of the usual order, with a minus when descending. `kinds` are fixed codes; empty while
    `has_kinds` when they are rows of the company's own.
    """

    noun: str
    sorts: tuple[str, ...]
    usual: str
    standings: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    has_kinds: bool = False
    has_day: bool = False
    has_due: bool = False
    has_amount: bool = False
    has_number: bool = False
    has_subject: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Search, filters and order, checked against a shape. Days and amounts are inclusive; empty asks for nothing."""

    search: str = ""
    standings: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    period: str = ""
    first: date | None = None
    last: date | None = None
    due_first: date | None = None
    due_last: date | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    sort: str = ""
    number: str = ""
    subject: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was asked."""
        return any(name != SORT for name in self.written())

    def written(self) -> dict[str, str]:
        """The question as names and values of an address, without what is empty."""
        days = {name: getattr(self, key) for name, key in DAYS.items()}
        amounts = {name: getattr(self, key) for name, key in AMOUNTS.items()}
        values = {
            SEARCH: self.search, STATE: ",".join(self.standings), KIND: ",".join(self.kinds), PERIOD: self.period,
            **{name: day.isoformat() if day else "" for name, day in days.items()},
            **{name: "" if amount is None else f"{amount:f}" for name, amount in amounts.items()}, SORT: self.sort,
            NUMBER: self.number, SUBJECT: self.subject,
        }  # fmt: skip
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Chips:
    """How many records stand how, whatever standing was asked for; at least so many when `capped`."""

    total: int = 0
    capped: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind people may filter by."""

    code: str
    names: Mapping[str, str]


NOTHING_ASKED = Question()
NO_CHIPS = Chips()


def read_question(query: Mapping[str, str], shape: Shape) -> Question:
    """The question an address asks of a table; names that mean nothing are left alone.

    Raises Invalid for a value that makes no sense, and for a filter this table does not have.
    """
    wanted = {name: query[name].strip() for name in query}
    possible = {
        STATE: bool(shape.standings), KIND: shape.has_kinds, PERIOD: shape.has_day, "from": shape.has_day,
        "to": shape.has_day, "due_from": shape.has_due, "due_to": shape.has_due, "min": shape.has_amount,
        "max": shape.has_amount, NUMBER: shape.has_number, SUBJECT: shape.has_subject,
    }  # fmt: skip
    for name, there in possible.items():
        if wanted.get(name) and not there:
            raise Invalid(_("This list cannot be narrowed by “%(name)s”.") % {"name": name}, name)
    search = wanted.get(SEARCH, "")
    for name in (SEARCH, NUMBER, SUBJECT):
        if len(wanted.get(name, "")) > LONGEST_SEARCH:
            raise Invalid(_("Please search for fewer than %(n)s characters.") % {"n": LONGEST_SEARCH}, name)
    sort = wanted.get(SORT, "")
    if sort and sort.removeprefix("-") not in shape.sorts:
        raise Invalid(_("This list cannot be sorted like that."), SORT)
    period = wanted.get(PERIOD, "")
    if period and period not in PERIODS:
        raise _unclear(PERIOD)
    return Question(
        search=search.replace("\x00", ""),
        standings=_codes(wanted.get(STATE, ""), shape.standings, STATE),
        kinds=_codes(wanted.get(KIND, ""), shape.kinds, KIND),
        period=period,
        first=_day(wanted, "from"),
        last=_day(wanted, "to"),
        due_first=_day(wanted, "due_from"),
        due_last=_day(wanted, "due_to"),
        least=_amount(wanted, "min"),
        most=_amount(wanted, "max"),
        sort="" if sort == shape.usual else sort,
        number=_text(wanted, NUMBER),
        subject=_text(wanted, SUBJECT),
    )


def period_days(period: str, today: date) -> tuple[date, date]:
    """First and last day of a period preset."""
    month = today.replace(day=1)
    year = today.replace(month=1, day=1)
    if period == "this_month":
        return month, (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if period == "last_month":
        return (month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)
    if period == "this_year":
        return year, today.replace(month=12, day=31)
    if period == "last_year":
        return year.replace(year=year.year - 1), year - timedelta(days=1)
    if period == "12_months":
        # the 29th of February has no day a year before: the 1st of March is the day after its last
        before = date(today.year - 1, 3, 1) if (today.month, today.day) == (2, 29) else today.replace(
            year=today.year - 1) + timedelta(days=1)  # fmt: skip
        return before, today
    raise KeyError(period)


def _codes(text: str, known: tuple[str, ...], name: str) -> tuple[str, ...]:
    if not text or text == ALL:
        return ()
    found = tuple(dict.fromkeys(text.split(",")))
    if len(found) > MOST_VALUES or not all(code in known if known else _CODE.fullmatch(code) for code in found):
        raise _unclear(name)
    return found


def _text(wanted: Mapping[str, str], name: str) -> str:
    """What was typed, without what no text of ours holds."""
    return wanted.get(name, "").replace("\x00", "").encode("utf-8", "ignore").decode()


def _day(wanted: Mapping[str, str], name: str) -> date | None:
    text = wanted.get(name, "")
    if not text:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(_("“%(name)s” needs a date such as 2026-12-31.") % {"name": name}, name) from error


def _amount(wanted: Mapping[str, str], name: str) -> Decimal | None:
    text = wanted.get(name, "")
    if not text:
        return None
    if not _AMOUNT.fullmatch(text):
        raise Invalid(_("“%(name)s” needs an amount such as 1234.50.") % {"name": name}, name)
    return Decimal(text.replace(",", "."))


def _unclear(name: str) -> Invalid:
    return Invalid(_("This list does not know that value of “%(name)s”.") % {"name": name}, name)
