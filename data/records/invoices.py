"""Invoices, proformas, receipts and credit notes as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.records.shared import Listed, PriceLine, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow(Listed):
    """An invoice in a list. `balance` is still to be paid, `credit` still to be used (credit notes)."""

    kind: str
    number: str
    subject: str | None
    issued_on: date
    due_on: date | None
    currency: str
    net: Decimal | None
    tax: Decimal | None
    gross: Decimal | None
    payable: Decimal
    settled: Decimal
    balance: Decimal
    credit: Decimal
    standing: str
    po_number: str | None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was taken off an invoice, or given by a credit note. The other record may be out of the viewer's sight."""

    on: date
    amount: Decimal
    payment: bool
    public_id: str | None
    number: str | None
    method: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(InvoiceRow):
    """An invoice with its lines, totals as its issuer states them, and what was settled."""

    lines: tuple[PriceLine, ...]
    settlements: tuple[Settlement, ...]
    around: Surroundings
