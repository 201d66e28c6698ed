"""What people ask of the list of all sites: search, part of the picture and order, read from an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from data.records.portfolio import BAD, Position, SiteStanding
from data.search import folded
from data.viewer import Area, Invalid
from integrations.language import _

USUAL = "-state"
LIST, PICTURE = "", "picture"
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the picture: between two latitudes and two longitudes, edges included."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, one: Position | None) -> bool:
        """Whether a place lies in it; one that is nowhere does not."""
        if one is None:
            return False
        return self.south <= one.latitude <= self.north and self.west <= one.longitude <= self.east

    def written(self) -> str:
        """As an address has it; six decimals are what sites have."""
        edges = (self.south, self.west, self.north, self.east)
        return ",".join(f"{edge:.6f}".rstrip("0").rstrip(".") for edge in edges)


@dataclass(frozen=True, slots=True)
class SiteQuestion:
    """Search, part and order, checked; empty asks for nothing. `view` is how the answer is shown."""

    search: str = ""
    part: Part | None = None
    sort: str = ""
    view: str = LIST

    @property
    def narrowed(self) -> bool:
        """Whether sites may be missing from the answer."""
        return bool(self.search.strip()) or self.part is not None

    def written(self, **changes: str | None) -> dict[str, str | None]:
        """As names and values of an address, some of them changed; None leaves a name out."""
        found: dict[str, str | None] = {
            "q": self.search or None, "part": self.part.written() if self.part else None, "sort": self.sort or None,
            "view": self.view or None,
        }  # fmt: skip
        return found | changes


def read_site_question(query: Mapping[str, str]) -> SiteQuestion:
    """The question of an address. Raises Invalid for an order, a view or a part that makes no sense."""
    sort, view = query.get("sort", ""), query.get("view", LIST)
    if sort.removeprefix("-") not in SORTS and sort:
        raise Invalid(_("The list cannot be put in this order."), "sort")
    if view not in (LIST, PICTURE):
        raise Invalid(_("Sites are shown as a list or as a picture."), "view")
    part = _part(query["part"]) if query.get("part") else None
    return SiteQuestion(query.get("q", "").strip()[:200], part, "" if sort == USUAL else sort, view)


def _part(text: str) -> Part:
    edges = text.split(",")
    if len(edges) != 4 or not all(_DEGREES.fullmatch(edge) for edge in edges):
        raise Invalid(_("This part of the picture cannot be read. Please start from the whole picture."), "part")
    return Part(*(float(edge) for edge in edges))


def in_order(sites: Iterable[SiteStanding], sort: str = "") -> list[SiteStanding]:
    """The sites in the order asked for, equals by name; sites that have no such figure come last either way."""
    wanted = sort or USUAL
    value = SORTS[wanted.removeprefix("-")]
    clients: dict[int, str] = {}

    def name(one: SiteStanding) -> tuple[str, str, int]:
        if one.client.id not in clients:
            clients[one.client.id] = folded(one.client.name)
        return clients[one.client.id], folded(one.site.name), one.site.id

    valued = [(value(one), one) for one in sorted(sites, key=name)]
    known = [pair for pair in valued if pair[0] is not None]
    known.sort(key=itemgetter(0), reverse=wanted.startswith("-"))
    return [one for _value, one in known] + [one for found, one in valued if found is None]


def _state(one: SiteStanding) -> tuple[bool, int, int]:
    problems = one.problems
    return "critical" in problems, sum(1 for problem in problems if problem in BAD), len(problems)


def _defects(one: SiteStanding) -> tuple[int, int, int, int] | None:
    """By severity; then what failed at the last inspection, where no defects are recorded."""
    if Area.INSPECTIONS not in one.areas:
        return None
    return one.defects.critical, one.defects.major, one.defects.minor, one.failed


def _overdue(one: SiteStanding) -> tuple[int, int] | None:
    """How many, then for how long: amounts of different currencies have no order."""
    if Area.BILLING not in one.areas:
        return None
    oldest = min((owed.oldest_due_on for owed in one.owed if owed.oldest_due_on), default=date.max)
    return one.overdue_invoices, -oldest.toordinal()


def visit_day(one: SiteStanding) -> date | None:
    """The day of the next visit where the site is, or the first of its month."""
    return one.visit_at.astimezone(ZoneInfo(one.site.zone)).date() if one.visit_at else one.visit_month


SORTS: dict[str, Callable[[SiteStanding], Any]] = {
    "state": _state,
    "site": lambda one: folded(one.site.name),
    "defects": _defects,
    "overdue": _overdue,
    "visit": visit_day,
    "certificate": lambda one: one.certificate_until or one.certificate_due_on,
    "expiring": lambda one: one.expiring if Area.INSPECTIONS in one.areas else None,
    "quotes": lambda one: one.quotes if Area.QUOTES in one.areas else None,
}
