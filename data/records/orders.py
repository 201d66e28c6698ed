"""Orders as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.records.shared import Listed, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow(Listed):
    """An order in a list; the amount is with tax."""

    number: str
    subject: str
    standing: str
    ordered_on: date
    promised_on: date | None
    delivered_on: date | None
    amount: Decimal | None
    currency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(OrderRow):
    """An order with what belongs to it."""

    around: Surroundings
