"""What records are called and where they live: one line for each noun, used by lists, links and empty pages."""

from __future__ import annotations

from dataclasses import dataclass

from integrations.language import N_, _


@dataclass(frozen=True, slots=True)
class Noun:
    """Address of the list, icon, the list's title, a record's title, the states it uses, and why a list is empty."""

    path: str
    icon: str
    many: str
    numbered: str
    states: str
    none: str = ""
    none_yet: str = ""

    def title(self, number: str) -> str:
        """What one record is called: Invoice F-2026-0377."""
        return _(self.numbered) % {"number": number}


def _invoices(numbered: str) -> Noun:
    return Noun(
        "/invoices", "receipt", N_("Invoices"), numbered, "invoice", N_("No invoices yet"),
        N_("Invoices, credit notes and receipts appear here on the day %(company)s issues them."),
    )  # fmt: skip


NOUNS: dict[str, Noun] = {
    "inspection": Noun(
        "/inspections", "clipboard-check", N_("Inspections"), N_("Inspection %(number)s"), "inspection",
        N_("No inspections yet"), N_("Inspections appear here as soon as %(company)s plans the first one."),
    ),
    "equipment": Noun(
        "/equipment", "fire", N_("Equipment"), N_("Equipment %(number)s"), "equipment",
        N_("No equipment yet"), N_("What %(company)s looks after at your sites is listed here once it is recorded."),
    ),
    "defect": Noun(
        "/defects", "exclamation-triangle", N_("Defects"), N_("Defect %(number)s"), "defect",
        N_("No defects yet"), N_("What does not comply is listed here as soon as %(company)s finds it."),
    ),
    "job": Noun(
        "/jobs", "tools", N_("Other work"), N_("Job %(number)s"), "job",
        N_("No other work yet"), N_("Installations and repairs appear here as soon as %(company)s plans them."),
    ),
    "document": Noun(
        "/documents", "folder2-open", N_("Documents"), N_("Document %(number)s"), "validity",
        N_("No documents yet"), N_("Certificates and reports appear here the moment %(company)s publishes them."),
    ),
    "file": Noun(
        "/files", "file-earmark", N_("Files"), N_("File %(number)s"), "origin",
        N_("No files yet"), N_("What %(company)s hands over to you, and what you upload, is kept here."),
    ),
    "upload": Noun(
        "/staff/files", "inbox", N_("All files"), N_("File %(number)s"), "upload",
        N_("No files yet"), N_("What clients upload, and what you hand over to them, is listed here."),
    ),
    "invoice": _invoices(N_("Invoice %(number)s")),
    "proforma": _invoices(N_("Proforma %(number)s")),
    "receipt": _invoices(N_("Receipt %(number)s")),
    "credit_note": _invoices(N_("Credit note %(number)s")),
    "payment": Noun(
        "/payments", "cash-coin", N_("Payments"), N_("Payment %(number)s"), "",
        N_("No payments yet"), N_("Payments appear here once %(company)s has received and recorded them."),
    ),
    "quote": Noun(
        "/quotes", "file-earmark-text", N_("Quotes"), N_("Quote %(number)s"), "quote",
        N_("No quotes yet"), N_("Quotes appear here as soon as %(company)s sends one."),
    ),
    "contract": Noun(
        "/contracts", "file-earmark-check", N_("Contracts"), N_("Contract %(number)s"), "contract",
        N_("No contracts yet"), N_("Contracts appear here once %(company)s has sent or signed them."),
    ),
    "order": Noun(
        "/orders", "box-seam", N_("Orders"), N_("Order %(number)s"), "order",
        N_("No orders yet"), N_("Orders appear here as soon as %(company)s has recorded them."),
    ),
    "booking": Noun(
        "/bookings", "calendar3", N_("Bookings"), N_("Booking %(number)s"), "booking",
        N_("No bookings yet"), N_("Appointments appear here as soon as they are asked for or agreed."),
    ),
}  # fmt: skip
