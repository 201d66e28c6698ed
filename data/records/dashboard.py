"""What the dashboard of one site shows, box by box. Moments carry a zone; dates are those of the company's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.records.dashboard_money import Agreement, Bill, Credit, Offer, Owed
from data.records.dashboard_work import (
    Appointment,
    Expiring,
    KindCount,
    LastInspection,
    NextInspection,
    Paper,
    Visit,
    Work,
)
from data.records.scope import Scope, SiteChoice
from data.viewer import Area, ClientChoice


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: `what` is quote, overdue, due, contract (on the client), booking, visit or certificate.

    `repairs`: a quote for what failed at the last inspection.
    """

    what: str
    public_id: str
    number: str | None
    title: str | None
    since: date | None
    due: date | None
    amount: Decimal | None = None
    currency: str | None = None
    repairs: bool = False

    @property
    def area(self) -> Area:
        return _AREAS[self.what]

    @property
    def on_client(self) -> bool:
        return self.what in ("quote", "overdue", "due", "contract")


_AREAS = {
    "quote": Area.QUOTES, "overdue": Area.BILLING, "due": Area.BILLING, "contract": Area.CONTRACTS,
    "booking": Area.BOOKINGS, "visit": Area.INSPECTIONS, "certificate": Area.INSPECTIONS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One site at a glance, as far as `areas` reach: boxes of other areas are not shown and their fields are empty.

    `whole`: billing of the whole client may be seen; only then `owed_by_client` (money owed that names no site) and
    `credit` say anything.
    """

    today: date
    zone: str
    areas: frozenset[Area]
    whole: bool
    site: SiteChoice
    client: ClientChoice
    sites: int
    waiting: tuple[Waiting, ...]
    owed: tuple[Owed, ...]
    owed_by_client: tuple[Owed, ...]
    credit: tuple[Credit, ...]
    invoices: tuple[Bill, ...]
    quotes: tuple[Offer, ...]
    contracts: tuple[Agreement, ...]
    inspection: LastInspection | None
    certificate: Paper | None
    planned: NextInspection | None
    visit: Visit | None
    jobs: tuple[Work, ...]
    equipment: tuple[KindCount, ...]
    expiring: tuple[Expiring, ...]
    bookings: tuple[Appointment, ...]
    documents: tuple[Paper, ...]
    new_documents: int

    def sees(self, area: Area) -> bool:
        """Whether the viewer's rights reach this area at this site."""
        return area in self.areas

    @property
    def scope(self) -> Scope:
        return Scope(self.site, self.client, alone=self.sites == 1, total=self.sites)
