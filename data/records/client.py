"""Clients as staff see them: a line of the list, and one with its sites and people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from data.records.person import PersonWithAccess

# what the list may be narrowed to, by the name an address gives it
FILTERS = ("balance", "overdue", "defects", "never", "closed")
# the orders it may be read in; the usual one, by name, is none of them
SORTS = ("-sites", "-defects", "overdue", "-visit", "visit")


@dataclass(frozen=True, slots=True)
class ClientQuestion:
    """What the list of clients is asked for; `group` is a public id, `only` some of `FILTERS`, `sort` one of `SORTS`.

    balance: something is owed; overdue: since before today; defects: open ones; never: nobody of theirs was ever here;
    closed: the portal is closed for them.
    """

    search: str = ""
    group: str = ""
    only: tuple[str, ...] = ()
    sort: str = ""

    def written(self) -> dict[str, str]:
        """As it stands in an address."""
        told = {"q": self.search, "group": self.group, "only": ",".join(self.only), "sort": self.sort}
        return {name: value for name, value in told.items() if value}

    def turned(self, name: str) -> ClientQuestion:
        """The same with one filter put on, or taken off."""
        only = tuple(one for one in FILTERS if (one in self.only) != (one == name))
        return replace(self, only=only)

    def ordered(self, sort: str) -> ClientQuestion:
        """The same in another order."""
        return replace(self, sort=sort)


@dataclass(frozen=True, slots=True)
class Owed:
    """What is unpaid in one currency, and how much of it is overdue since when."""

    currency: str
    total: Decimal
    overdue: Decimal
    oldest: date | None


@dataclass(frozen=True, slots=True)
class ClientGroup:
    """A group clients may belong to."""

    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ListedClient:
    """A client in the staff list; `people` may open it today, `last_visit` is when one of them was last here.

    `defects` counts the open ones, `owed` is what is unpaid, `closed` says that the portal is closed for it.
    """

    public_id: str
    number: str | None
    name: str
    city: str | None
    group: str | None
    sites: int
    defects: int
    owed: tuple[Owed, ...]
    people: int
    last_visit: datetime | None
    closed: bool


@dataclass(frozen=True, slots=True)
class ClientList:
    """One page of the list; `following` is where to go on, `total` stops counting at `COUNTED`; groups to choose."""

    clients: tuple[ListedClient, ...]
    total: int
    following: str | None
    question: ClientQuestion = ClientQuestion()
    groups: tuple[ClientGroup, ...] = ()
    first: bool = True


@dataclass(frozen=True, slots=True)
class ClientHead:
    """What stands above every page of a client: who it is, what is owed and open, whether it is let in.

    `defects`, `quotes` and `bookings` are open ones; `entering` is the public id of somebody the portal can be looked
    at as.
    """

    id: int
    public_id: str
    number: str | None
    name: str
    group: str | None
    city: str | None
    sites: int
    owed: tuple[Owed, ...]
    defects: int
    quotes: int
    bookings: int
    people: int
    last_visit: datetime | None
    closed_at: datetime | None
    entering: str | None


@dataclass(frozen=True, slots=True)
class ClientContact:
    """Somebody at the client, as the company knows them; `person` is their account."""

    name: str
    title: str | None
    email: str | None
    phone: str | None
    note: str | None
    person: str | None
    bounced_at: datetime | None
    bounce: str | None


@dataclass(frozen=True, slots=True)
class ClientSite:
    """A site of a client, as a way to its dashboard."""

    public_id: str
    code: str | None
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """One client with what staff need at hand; `sites` are the first of `site_count`, `note` is for staff."""

    id: int
    public_id: str
    number: str | None
    name: str
    legal_name: str | None
    tax_id: str | None
    email: str | None
    phone: str | None
    address: str
    site_count: int
    portal_closed_at: datetime | None
    language: str | None
    group: str | None
    note: str | None
    source: str | None
    external_ref: str | None
    sites: tuple[ClientSite, ...]
    people: tuple[PersonWithAccess, ...]
    contacts: tuple[ClientContact, ...]
