"""Contracts as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.records.shared import Listed, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow(Listed):
    """A contract in a list. Only one that renews by itself has `renewal_on` and `notice_by` (last day for notice)."""

    number: str
    title: str
    starts_on: date | None
    ends_on: date | None
    renewal: str
    renewal_on: date | None
    notice_by: date | None
    notice_days: int | None
    visits_included: int | None
    amount: Decimal | None
    currency: str | None
    period: str | None
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract(ContractRow):
    """A contract with the visits of its running year, which began on `year_from`; None before it starts.

    `visits_used` counts the done inspections that the viewer may see.
    """

    days_to_renewal: int | None
    visits_used: int
    year_from: date | None
    year_until: date | None
    around: Surroundings
