"""Bookings as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from data.records.shared import Listed, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRow(Listed):
    """An appointment in a list: agreed from `starts_at`, else wished between two days; `zone` is that of its site."""

    number: str
    service: str
    standing: str
    requested_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    wished_from: date | None
    wished_until: date | None
    technician: str | None
    technician_phone: str | None
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking(BookingRow):
    """An appointment with who comes."""

    note: str | None
    around: Surroundings
