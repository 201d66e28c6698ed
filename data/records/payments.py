"""Payments as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.records.shared import Listed, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow(Listed):
    """Money received, in a list."""

    number: str
    received_on: date
    amount: Decimal
    currency: str
    method: str
    reference: str | None


@dataclass(frozen=True, slots=True)
class PaidInvoice:
    """What a payment gave to one invoice that the viewer may see."""

    public_id: str
    number: str
    subject: str | None
    amount: Decimal
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(PaymentRow):
    """A payment with the invoices it paid."""

    paid: tuple[PaidInvoice, ...]
    around: Surroundings
