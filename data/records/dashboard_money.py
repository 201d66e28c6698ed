"""Money on the dashboard: what is owed, invoices, quotes and contracts. Dates are those of the company's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Owed:
    """What is still to be paid in one currency; the oldest overdue and the next due day."""

    currency: str
    total: Decimal
    invoices: int
    overdue: Decimal = Decimal(0)
    overdue_invoices: int = 0
    oldest_due_on: date | None = None
    next_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """Money received or credited that no invoice has used yet."""

    currency: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice, proforma or credit note; `file` is the document that shows it."""

    public_id: str
    kind: str
    number: str
    subject: str | None
    issued_on: date
    due_on: date | None
    currency: str
    payable: Decimal
    balance: Decimal
    standing: str
    file: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A quote."""

    public_id: str
    number: str
    subject: str
    issued_on: date
    valid_until: date | None
    currency: str
    gross: Decimal | None
    standing: str
    file: str | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract; `shared` when it covers all sites of the client."""

    public_id: str
    number: str
    title: str
    standing: str
    starts_on: date | None
    ends_on: date | None
    renewal: str
    renewal_on: date | None
    notice_days: int | None
    shared: bool
    file: str | None

    @property
    def renews_on(self) -> date | None:
        """The day it goes on by itself, if it does."""
        return (self.renewal_on or self.ends_on) if self.renewal == "automatic" else None

    @property
    def notice_until(self) -> date | None:
        """The last day to give notice, where the contract would otherwise renew itself."""
        if self.renews_on is None or self.notice_days is None:
            return None
        return self.renews_on - timedelta(days=self.notice_days)
