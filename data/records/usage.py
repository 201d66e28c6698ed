"""How clients use the portal: what staff ask, and the figures they get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from data.viewer import Invalid
from integrations.language import N_, _

PERIODS: dict[str, str] = {
    "7_days": N_("Last 7 days"),
    "30_days": N_("Last 30 days"),
    "90_days": N_("Last 90 days"),
    "this_month": N_("This month"),
    "last_month": N_("Last month"),
    "12_months": N_("Last 12 months"),
}
USUAL = "30_days"
MOST_DAYS = 92  # a longer period is told by months and begins with one
LONGEST = 400
COUNTED = 1000  # beyond this the page says "and more"
LISTS = ("people", "sign_ins", "documents", "answered", "clients", "never", "adoption", "searches", "invoices",
         "quotes", "looked_for", "dormant")  # fmt: skip
REASONS = ("bounced", "nothing_sent", "expired", "no_code", "waiting")
LEFT_OUT = ("staff", "view_as", "automatic")


@dataclass(frozen=True, slots=True)
class UsageQuestion:
    """A period (a name of PERIODS, or two days that win over it), and a client group, client or site by public id."""

    period: str = USUAL
    first: date | None = None
    last: date | None = None
    group: str = ""
    client: str = ""
    site: str = ""

    def written(self) -> dict[str, str]:
        """As it stands in an address, without what is usual."""
        period = "" if self.period == USUAL or self.first else self.period
        told = {"period": period, "from": self.first.isoformat() if self.first else "",
                "to": self.last.isoformat() if self.last else "", "group": self.group, "client": self.client,
                "site": self.site}  # fmt: skip
        return {name: value for name, value in told.items() if value}

    def days(self, today: date) -> Span:
        """First and last day, today at the latest."""
        if self.first and self.last:
            return Span(self.first, max(self.first, min(self.last, today))).whole()
        month = today.replace(day=1)
        if self.period == "last_month":
            return Span((month - timedelta(days=1)).replace(day=1), month - timedelta(days=1))
        if self.period == "12_months":
            year = month.year if month.month == 12 else month.year - 1
            return Span(date(year, month.month % 12 + 1, 1), today)
        starts = {"7_days": today - timedelta(days=6), "90_days": today - timedelta(days=89), "this_month": month}
        return Span(starts.get(self.period, today - timedelta(days=29)), today)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from first to last, both included."""

    first: date
    last: date

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def by_months(self) -> bool:
        return self.count > MOST_DAYS

    def whole(self) -> Span:
        """Beginning with a month where it is told by months."""
        return Span(self.first.replace(day=1), self.last) if self.by_months else self

    def before(self) -> Span:
        """As many days, just before."""
        return Span(self.first - timedelta(days=self.count), self.first - timedelta(days=1))

    def steps(self) -> list[date]:
        """The days, or the first days of the months."""
        if not self.by_months:
            return [self.first + timedelta(days=n) for n in range(self.count)]
        found, month = [], self.first
        while month <= self.last:
            found.append(month)
            month = (month + timedelta(days=31)).replace(day=1)
        return found


@dataclass(frozen=True, slots=True)
class Place:
    """Where the figures are from: None is everywhere. `clients` are inner ids, `members` those who may enter them."""

    clients: tuple[int, ...] | None = None
    members: tuple[int, ...] = ()
    site: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """The four figures on top, of one span."""

    people: int
    sign_ins: int
    documents: int
    answered: int


@dataclass(frozen=True, slots=True)
class Adopted:
    """Who was invited in a month: how many of them signed in, and came back within thirty days."""

    month: date
    invited: int
    signed_in: int
    came_back: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Everything the page tells of one span. `counts` are the sums over it, `hours` tells (weekday, hour) -> actions.

    `over_time` holds (step, people, clients); `lists` how many stand behind each list, at most one more than COUNTED.
    """

    question: UsageQuestion
    span: Span
    place: Place
    groups: tuple[tuple[str, str], ...]
    now: Headline
    before: Headline
    clients: int
    over_time: tuple[tuple[date, int, int], ...]
    counts: Counter[str]
    hours: Mapping[tuple[int, int], int]
    with_email: int
    adoption: tuple[Adopted, ...]
    never: Mapping[str, int]
    lists: Mapping[str, int]
    document_kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UsageList:
    """Lines behind a figure, as plain values by name; `more` when there is a next page."""

    figure: str
    question: UsageQuestion
    span: Span
    place: Place
    rows: tuple[Mapping[str, Any], ...]
    page: int
    more: bool


def read_usage(query: Mapping[str, str]) -> UsageQuestion:
    """What an address asks. Raises Invalid for days that make no sense."""
    period = query.get("period", "") or USUAL
    if period not in PERIODS:
        raise Invalid(_("This list does not know that value of “%(name)s”.") % {"name": "period"}, "period")
    first, last = _day(query, "from"), _day(query, "to")
    if (first is None) != (last is None) or (first and last and not 0 <= (last - first).days < LONGEST):
        raise Invalid(_("Please choose a first and a last day, at most 13 months apart."), "from")
    return UsageQuestion(period, first, last, query.get("group", ""), query.get("client", ""), query.get("site", ""))


def _day(query: Mapping[str, str], name: str) -> date | None:
    told = query.get(name, "")
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise Invalid(_("“%(name)s” needs a date such as 2026-12-31.") % {"name": name}, name) from error
