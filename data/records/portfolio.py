"""All sites of a person or client at a glance: each site with what decides how it stands, the worst first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from data.records.dashboard_money import Owed
from data.records.scope import SiteChoice
from data.viewer import Area, ClientChoice

BAD = ("critical", "overdue", "defects", "failed", "certificate_expired", "certificate_missing")
WARN = ("quotes", "late", "certificate_expiring", "minor")
REPAIRS = ("critical", "defects", "minor", "failed")  # the problems that something at the site has to be mended for


@dataclass(frozen=True, slots=True)
class OpenDefects:
    """How many defects of a site are neither fixed nor cancelled."""

    critical: int = 0
    major: int = 0
    minor: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.critical + self.major + self.minor


@dataclass(frozen=True, slots=True)
class Position:
    """Where a site is: degrees north and east, WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class SiteStanding:
    """One site, as far as `areas` reach there; what belongs to another area is empty.

    `failed` of `checked` things at the last inspection; the next visit by moment or by month. `certificate` is a
    standing as in components/states.py: of the newest certificate (until `certificate_until`), or of the one still to
    come after the last inspection (by `certificate_due_on`). `expiring` certificates expire soon and have no successor.
    """

    site: SiteChoice
    client: ClientChoice
    areas: frozenset[Area] = frozenset()
    position: Position | None = None
    owed: tuple[Owed, ...] = ()
    defects: OpenDefects = OpenDefects()
    quotes: int = 0
    inspected_on: date | None = None
    failed: int = 0
    checked: int = 0
    visit_at: datetime | None = None
    visit_month: date | None = None
    late: bool = False
    certificate: str | None = None
    certificate_until: date | None = None
    certificate_due_on: date | None = None
    expiring: int = 0

    @property
    def overdue_invoices(self) -> int:
        """In whatever currency."""
        return sum(one.overdue_invoices for one in self.owed)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong (BAD) or wants attention (WARN), the worst first; what failed counts once as its defect."""
        found = {
            "critical": self.defects.critical > 0, "overdue": self.overdue_invoices > 0,
            "defects": self.defects.major > 0, "failed": self.failed > 0 and not self.defects.total,
            "certificate_expired": self.certificate == "expired", "certificate_missing": self.certificate == "missing",
            "quotes": self.quotes > 0, "late": self.late, "minor": self.defects.minor > 0,
            "certificate_expiring": self.certificate == "expiring" or self.expiring > 0,
        }  # fmt: skip
        return tuple(name for name in (*BAD, *WARN) if found[name])

    @property
    def level(self) -> int:
        """2: something is wrong, 1: something wants attention, 0: nothing."""
        problems = self.problems
        return 2 if any(one in BAD for one in problems) else 1 if problems else 0


@dataclass(frozen=True, slots=True)
class ClientBalance:
    """Money a client owes that names none of its sites."""

    client: ClientChoice
    owed: tuple[Owed, ...]
    quotes: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The sites that match, the worst first, and what belongs to no site."""

    today: date
    sites: tuple[SiteStanding, ...]
    clients: tuple[ClientBalance, ...]

    @property
    def owed(self) -> tuple[Owed, ...]:
        """Everything owed, one total for each currency."""
        found = [one for site in self.sites for one in site.owed]
        return totals([*found, *(one for client in self.clients for one in client.owed)])

    def having(self, *problems: str) -> int:
        """How many sites have any of these problems."""
        return sum(1 for site in self.sites if set(problems) & set(site.problems))


def totals(owed: Iterable[Owed]) -> tuple[Owed, ...]:
    """Sums by currency; currencies are never added to each other."""
    found: dict[str, Owed] = {}
    for one in owed:
        known = found.get(one.currency)
        found[one.currency] = one if known is None else _sum(known, one)
    return tuple(found[currency] for currency in sorted(found))


def _sum(one: Owed, other: Owed) -> Owed:
    oldest = [day for day in (one.oldest_due_on, other.oldest_due_on) if day is not None]
    return replace(
        one,
        total=one.total + other.total,
        invoices=one.invoices + other.invoices,
        overdue=one.overdue + other.overdue,
        overdue_invoices=one.overdue_invoices + other.overdue_invoices,
        oldest_due_on=min(oldest, default=None),
        next_due_on=None,
    )
