"""Jobs as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from data.records.shared import Listed, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow(Listed):
    """A job in a list; `zone` is that of its site."""

    number: str
    title: str
    kind_names: Mapping[str, str] | None
    standing: str
    scheduled_from: datetime | None
    scheduled_until: datetime | None
    done_on: date | None
    technician: str | None
    quote: str | None = None  # its number, in lists
    order_number: str | None = None
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(JobRow):
    """A job with what was done."""

    summary: str | None
    around: Surroundings
