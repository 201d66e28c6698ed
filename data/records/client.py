"""Clients as staff see them: a line of the list, and one with its sites and people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.records.person import PersonWithAccess


@dataclass(frozen=True, slots=True)
class ListedClient:
    """A client in the staff list; `people` may open it today, `last_visit` is when one of them was last here."""

    public_id: str
    number: str | None
    name: str
    city: str | None
    sites: int
    people: int
    last_visit: datetime | None


@dataclass(frozen=True, slots=True)
class ClientList:
    """One page of the list; `following` is the public id to go on after, `total` stops counting at `COUNTED`."""

    clients: tuple[ListedClient, ...]
    total: int
    following: str | None


@dataclass(frozen=True, slots=True)
class ClientSite:
    """A site of a client, as a way to its dashboard."""

    public_id: str
    code: str | None
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """One client with what staff need at hand; `sites` are the first ones of `site_count`."""

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
    sites: tuple[ClientSite, ...]
    people: tuple[PersonWithAccess, ...]
