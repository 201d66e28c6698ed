"""Quotes as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.records.shared import Listed, PriceLine, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow(Listed):
    """A quote in a list; `gross` is with tax."""

    number: str
    subject: str
    issued_on: date
    valid_until: date | None
    answered_on: date | None
    currency: str
    net: Decimal | None
    tax: Decimal | None
    gross: Decimal | None
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(QuoteRow):
    """A quote with its lines and totals."""

    lines: tuple[PriceLine, ...]
    around: Surroundings
