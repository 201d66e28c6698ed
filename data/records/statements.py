"""The statement of account: what is open and since when, what was charged and paid, and credit not yet used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

BANDS = ("current", "days_30", "days_60", "days_90", "older")  # not yet due, 1-30, 31-60, 61-90 days late, later


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice of which something is still to be paid; `late` counts the days since it was due, none before."""

    public_id: str
    number: str
    subject: str | None
    site_name: str | None
    issued_on: date
    due_on: date | None
    late: int
    currency: str
    payable: Decimal
    balance: Decimal
    standing: str


@dataclass(frozen=True, slots=True)
class Ageing:
    """What is still to be paid in one currency, by how late it is."""

    currency: str
    invoices: int
    total: Decimal
    current: Decimal
    days_30: Decimal
    days_60: Decimal
    days_90: Decimal
    older: Decimal

    @property
    def overdue(self) -> Decimal:
        """Everything past its due day."""
        return self.total - self.current


@dataclass(frozen=True, slots=True)
class Movement:
    """An invoice (positive), or what a payment or credit note took off invoices (negative), on its day.

    `balance` is what was still to be paid in that currency after it. The number of a payment may be out of sight.
    """

    noun: str
    public_id: str | None
    number: str | None
    subject: str | None
    on: date
    currency: str
    amount: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class UnusedCredit:
    """A payment or credit note of which something is set against no invoice yet."""

    noun: str
    public_id: str
    number: str
    on: date
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """The account of a client or one of its sites on a day; currencies never meet in a sum.

    `since` is the first day of the movements; `before` tells per currency what was still to be paid before the first of
    those that are here: with `more_movements` older ones were cut off. `elsewhere` is owed by the client for no single
    site. `whole`: the viewer sees all the client's billing, otherwise only some sites' and no credit.
    """

    today: date
    since: date
    ageing: tuple[Ageing, ...]
    open_items: tuple[OpenItem, ...]
    more_open: bool
    movements: tuple[Movement, ...]
    more_movements: bool
    before: tuple[tuple[str, Decimal], ...]
    credit: tuple[UnusedCredit, ...]
    elsewhere: tuple[tuple[str, Decimal], ...]
    whole: bool

    @property
    def credit_totals(self) -> tuple[tuple[str, Decimal], ...]:
        """Unused credit per currency."""
        sums: dict[str, Decimal] = {}
        for one in self.credit:
            sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.amount
        return tuple(sorted(sums.items()))

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies that occur in what is open or moved."""
        found = {one.currency for one in self.ageing} | {one.currency for one in self.movements}
        return tuple(sorted(found | {currency for currency, amount in self.before if amount}))
