"""Withdrawing a wrong publication: what can be withdrawn, what goes with it, who had opened it, what was withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Withdrawable:
    """How a noun is kept: its table, what a record is called, its lines, and where its page is.

    `money`: the columns by which allocations name it; they follow.
    """

    table: str
    name: str
    path: str
    lines: str = ""
    money: tuple[str, ...] = ()


NOUNS: dict[str, Withdrawable] = {
    "inspection": Withdrawable("inspections", "number", "/inspections", "inspection_lines"),
    "equipment": Withdrawable("equipment", "code", "/equipment"),
    "defect": Withdrawable("defects", "number", "/defects"),
    "job": Withdrawable("jobs", "number", "/jobs"),
    "document": Withdrawable("documents", "title", "/documents"),
    "invoice": Withdrawable("invoices", "number", "/invoices", "invoice_lines", ("invoice_id", "credit_note_id")),
    "payment": Withdrawable("payments", "number", "/payments", money=("payment_id",)),
    "quote": Withdrawable("quotes", "number", "/quotes", "quote_lines"),
    "contract": Withdrawable("contracts", "number", "/contracts"),
    "order": Withdrawable("orders", "number", "/orders"),
    "booking": Withdrawable("bookings", "number", "/bookings"),
    "file": Withdrawable("files", "file_name", "/files"),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A person of the client's who opened it: how often, and when last."""

    name: str
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """A document of a record; `shared` when it belongs to other records too."""

    public_id: str
    title: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Publication:
    """A published record that may be withdrawn, and what would vanish with it."""

    noun: str
    public_id: str
    name: str
    client_name: str
    site_name: str | None
    published_at: datetime
    lines: int
    documents: tuple[OwnDocument, ...]
    opened: tuple[Opened, ...]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What was withdrawn, when, by whom (None: the command line) and why; `gone` while it still is."""

    id: int
    noun: str
    public_id: str
    name: str
    client_name: str
    site_name: str | None
    at: datetime
    by: str | None
    reason: str
    documents: int
    opened: tuple[Opened, ...]
    gone: bool


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """A page of them, newest first; `following` is where the next page goes on."""

    found: tuple[Withdrawal, ...]
    following: int | None
