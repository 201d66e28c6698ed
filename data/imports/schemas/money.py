"""Files about money and agreements: quotes, contracts, invoices, payments, and documents of any record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from data.imports.schemas.base import (
    Currency,
    KindCode,
    Long,
    Money,
    Percent,
    Quantity,
    Reference,
    Row,
    Short,
    column,
)

Positive = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)]
NotNegative = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
_LINES = (
    " Rows that follow each other with the same reference are one record with several lines; repeat or leave empty the "
    "other columns."
)


class LinesRow(Row):
    """A record with lines of text and amounts."""

    groups: ClassVar[bool] = True

    line_text: Long | None = column(
        "What the line is for; a row whose line columns are all empty adds no line.", "Retest, 6 kg", line=True
    )
    line_quantity: Quantity | None = column("How many.", "12", line=True)
    line_unit: Short | None = column("Of what.", "pcs", line=True)
    line_unit_price: Quantity | None = column("Price of one, without tax.", "14.50", unit="currency", line=True)
    line_tax_rate: Percent | None = column("Tax rate.", "21", unit="%", line=True)
    line_net: Money | None = column("Line total without tax.", "174.00", unit="currency", line=True)


class QuoteRow(LinesRow):
    """An offer to a client."""

    about: ClassVar[str] = "Offers to clients. Drafts stay invisible to clients." + _LINES

    client: Reference | None = column("The client.", "C-1001", parent="clients", default="the site's client")
    site: Reference | None = column("The site it is about.", "S-12", parent="sites")
    inspection: Reference | None = column("Inspection it follows from.", "INS-42", parent="inspections")
    order: Reference | None = column("Order it became.", "O-9", parent="orders")
    number: Short | None = column("Number shown to people.", "Q-2026-3", default="the reference")
    subject: Short | None = column("What is offered.", "Replacement of 12 extinguishers", needed=True)
    state: Literal["draft", "sent", "accepted", "declined", "cancelled"] | None = column(
        "How far it is.", "sent", needed=True
    )
    issued_on: date | None = column("Day of the quote; needed unless it is a draft.", "2026-10-01")
    valid_until: date | None = column("Last day to accept.", "2026-11-30")
    answered_on: date | None = column("Day the client answered.", "2026-10-20")
    currency: Currency | None = column("Currency, three letters.", "EUR", needed=True)
    net: Money | None = column("Total without tax.", "1200.00", unit="currency")
    tax: Money | None = column("Tax.", "252.00", unit="currency", default="gross less net")
    gross: Money | None = column("Total with tax.", "1452.00", unit="currency", default="net and tax")
    cost: Money | None = column("Own cost; clients never see it.", "900.00", unit="currency")
    internal_note: Long | None = column("Note for staff; clients never see it.")


class ContractRow(Row):
    """An agreement with a client."""

    about: ClassVar[str] = "Agreements with clients. Drafts stay invisible to clients."

    client: Reference | None = column("The client.", "C-1001", parent="clients", default="the site's client")
    site: Reference | None = column("The site, if it covers one only.", "S-12", parent="sites")
    number: Short | None = column("Number shown to people.", "K-7", default="the reference")
    title: Short | None = column("What it is about.", "Maintenance of extinguishers", needed=True)
    state: Literal["draft", "sent", "active", "ended", "cancelled"] | None = column(
        "How far it is.", "active", needed=True
    )
    starts_on: date | None = column("First day.", "2025-01-01")
    ends_on: date | None = column("Last day.", "2026-12-31")
    renewal: Literal["none", "automatic"] | None = column("Whether it renews itself.", "automatic", default="none")
    renewal_on: date | None = column("Day of the next renewal.", "2027-01-01")
    notice_days: Annotated[int, Field(ge=0, le=3650)] | None = column("Notice.", "60", unit="days")
    visits_included: Annotated[int, Field(ge=0, le=10_000)] | None = column("Visits a year included.", "2")
    amount: Money | None = column("Price per period, without tax.", "480.00", unit="currency")
    currency: Currency | None = column("Currency, three letters; needed with an amount.", "EUR")
    period: Literal["once", "month", "quarter", "year"] | None = column("What the price is for.", "year")
    internal_note: Long | None = column("Note for staff; clients never see it.")


class InvoiceRow(LinesRow):
    """An invoice, proforma, receipt or credit note."""

    about: ClassVar[str] = (
        "Invoices, proformas, receipts and credit notes. Drafts stay invisible to clients; totals are kept as stated."
        + _LINES
    )

    client: Reference | None = column("The client.", "C-1001", parent="clients", default="the site's client")
    site: Reference | None = column("The site it is about.", "S-12", parent="sites")
    kind: Literal["invoice", "proforma", "receipt", "credit_note"] | None = column(
        "What it is.", "invoice", default="invoice"
    )
    number: Short | None = column("Number shown to people.", "2026/118", default="the reference")
    state: Literal["draft", "issued", "cancelled"] | None = column("How far it is.", "issued", needed=True)
    issued_on: date | None = column("Day of issue; needed unless it is a draft.", "2026-10-01")
    due_on: date | None = column("Day it is due; without one it is never overdue.", "2026-10-31")
    subject: Short | None = column("What it is for.", "Yearly inspection")
    currency: Currency | None = column("Currency, three letters.", "EUR", needed=True)
    net: Money | None = column("Total without tax.", "1200.00", unit="currency")
    tax: Money | None = column("Tax.", "252.00", unit="currency", default="gross less net")
    gross: Money | None = column("Total with tax.", "1452.00", unit="currency", default="net and tax")
    payable: NotNegative | None = column("Amount to pay, never negative.", "1452.00", unit="currency", default="gross")
    po_number: Short | None = column("The client's purchase order number.", "PO-77")
    credits: Reference | None = column("For a credit note: the invoice it corrects.", "F-117", parent="invoices")
    credits_amount: Positive | None = column(
        "How much of the note is set against that invoice.", "100.00", unit="currency"
    )
    quote: Reference | None = column("Quote it follows from.", "Q-3", parent="quotes")
    order: Reference | None = column("Order it is for.", "O-9", parent="orders")
    contract: Reference | None = column("Contract it is for.", "K-7", parent="contracts")
    job: Reference | None = column("Job it is for.", "J-17", parent="jobs")
    inspection: Reference | None = column("Inspection it is for.", "INS-42", parent="inspections")
    internal_note: Long | None = column("Note for staff; clients never see it.")


class PaymentRow(Row):
    """Money received."""

    about: ClassVar[str] = (
        "Money received. A payment of several invoices takes one row for each, following each other with the same "
        "reference."
    )
    groups: ClassVar[bool] = True

    client: Reference | None = column("Who paid.", "C-1001", parent="clients", needed=True)
    site: Reference | None = column("The site it is about.", "S-12", parent="sites")
    number: Short | None = column("Number shown to people.", "P-2026-31", default="the reference")
    received_on: date | None = column("Day it was received.", "2026-10-29", needed=True)
    amount: Positive | None = column("The whole amount.", "1452.00", unit="currency", needed=True)
    currency: Currency | None = column("Currency, three letters.", "EUR", needed=True)
    method: Literal["transfer", "card", "direct_debit", "cash", "cheque", "other"] | None = column(
        "How it was paid.", "transfer", default="transfer"
    )
    bank_reference: Short | None = column("Text of the transfer.", "F-118 MIRAMAR")
    internal_note: Long | None = column("Note for staff; clients never see it.")
    invoice: Reference | None = column("Invoice it pays.", "F-118", parent="invoices", line=True)
    invoice_amount: Positive | None = column(
        "How much of it pays that invoice.", "1452.00", unit="currency", line=True, default="the whole amount"
    )


class DocumentRow(Row):
    """A file published to a client."""

    about: ClassVar[str] = (
        "Files published to clients: PDF or pictures. A document belongs to one record (one of inspection, equipment, "
        "defect, job, invoice, payment, quote, contract, order, booking), or to a client or site alone."
    )

    file: Short | None = column(
        "Path of the file, relative to the folder of the imported table.", "pdf/INS-42.pdf", needed=True
    )
    kind: KindCode | None = column("Code of its kind.", "certificate", needed=True)
    kind_name: Short | None = column("The kind in words; a code not met before makes a new kind.", "Certificate")
    title: Short | None = column("Title.", "Maintenance certificate 2026", needed=True)
    number: Short | None = column("Number shown to people.", "CERT-2026-42")
    issued_on: date | None = column("Day of the document.", "2026-11-12")
    valid_until: date | None = column("Last day it is valid.", "2027-11-12")
    client: Reference | None = column("The client.", "C-1001", parent="clients", default="that of the record or site")
    site: Reference | None = column("The site.", "S-12", parent="sites", default="that of the record")
    inspection: Reference | None = column("The inspection it documents.", "INS-42", parent="inspections")
    equipment: Reference | None = column("The equipment it documents.", "E-88", parent="equipment")
    defect: Reference | None = column("The defect it shows or settles.", "DEF-31", parent="defects")
    job: Reference | None = column("The job it documents.", "J-17", parent="jobs")
    invoice: Reference | None = column("The invoice it shows.", "F-118", parent="invoices")
    payment: Reference | None = column("The payment it documents.", "P-31", parent="payments")
    quote: Reference | None = column("The quote it shows.", "Q-3", parent="quotes")
    contract: Reference | None = column("The contract it shows.", "K-7", parent="contracts")
    order: Reference | None = column("The order it documents.", "O-9", parent="orders")
    booking: Reference | None = column("The booking it documents.", "B-5", parent="bookings")
    internal_note: Long | None = column("Note for staff; clients never see it.")
