"""Invoices, proformas, receipts and credit notes: the list's columns and the record page."""

from __future__ import annotations

from decimal import Decimal

from components.cards import card, row, row_list
from components.columns import extra, offers
from components.context import Context
from components.export_columns import ExportColumn, place, plain, standing
from components.html import Node
from components.invoice_words import KINDS, METHODS
from components.nouns import NOUNS
from components.page import Page
from components.papers.originals import drawn_of
from components.prices import lines_card, totals
from components.record_list import day_column, file_column, record_list, state_column, title_column
from components.record_page import Answer, record_page
from components.statement_link import statement_link
from components.states import state_badge
from components.table import Column
from components.table_tools import Words
from data.records.invoices import Invoice, InvoiceRow, Settlement
from data.records.shared import Slice
from integrations.language import N_, _, day, money, pgettext

INVOICE_EXPORT: tuple[ExportColumn[InvoiceRow], ...] = (
    plain("number", N_("Number")), ExportColumn(N_("Kind"), lambda one: _(KINDS[one.kind])),
    plain("subject", N_("Subject")), *place(), plain("issued_on", N_("Issued")), plain("due_on", N_("Due")),
    standing("invoice"), plain("po_number", N_("Your order number")),
    ExportColumn(N_("Net"), lambda one: _counted(one, one.net)),
    ExportColumn(N_("Tax"), lambda one: _counted(one, one.tax)),
    ExportColumn(N_("Amount"), lambda one: _counted(one, one.payable)),
    ExportColumn(N_("Balance"), lambda one: -one.credit if one.kind == "credit_note" else one.balance),
    plain("currency", N_("Currency")),
)  # fmt: skip


@offers("invoice")
def invoice_columns(context: Context) -> list[Column[InvoiceRow]]:
    """What the list can show of each."""
    return [
        title_column("invoice", N_("Number"), context, share=16),
        Column("subject", N_("Subject"), _subject, "text", 20, sort="subject"),
        extra("kind", N_("Kind"), lambda one: _(KINDS[one.kind])),
        extra("po_number", N_("Your order number"), lambda one: one.po_number, 13),
        day_column("issued_on", N_("Issued"), part="", sort="issued"),
        day_column("due_on", N_("Due"), sort="due"),
        state_column("invoice"),
        extra("net", N_("Net"), lambda one: _signed(one, one.net), 13, figures=True),
        extra("tax", N_("Tax"), lambda one: _signed(one, one.tax), 12, figures=True),
        Column("payable", N_("Amount"), lambda one: _signed(one, one.payable), "value", 14, figures=True, sort="amount",
               latest_first=True),
        Column("balance", N_("Balance"), _left, "", 14, figures=True, sort="balance", latest_first=True),
        file_column("invoice", context),
    ]  # fmt: skip


def invoice_list(found: Slice[InvoiceRow], context: Context) -> Page:
    """One page of the invoices."""
    words = Words(N_("Issued"), N_("Due"), KINDS)
    return record_list("invoice", invoice_columns(context), found, context, words, [statement_link(context)])


def _subject(one: InvoiceRow) -> Node:
    """The subject, led by the kind where it is not a plain invoice."""
    if one.kind == "invoice":
        return one.subject
    return " · ".join(part for part in (_(KINDS[one.kind]), one.subject) if part)


def _counted(one: InvoiceRow, amount: Decimal | None) -> Decimal | None:
    """Credit notes count the other way."""
    return -amount if amount is not None and one.kind == "credit_note" else amount


def _signed(one: InvoiceRow, amount: Decimal | None) -> str | None:
    return None if amount is None else money(_counted(one, amount), one.currency)


def _left(one: InvoiceRow) -> str | None:
    left = one.balance or -one.credit
    return money(left, one.currency) if left else None


def invoice_page(one: Invoice, context: Context) -> Page:
    """The page of one invoice of any kind."""
    state, billed = state_badge("invoice", one.standing), one.kind == "invoice"
    answers = [
        Answer(_("Amount"), money(one.payable, one.currency), None if billed else state),
        Answer(_("Still to pay"), money(one.balance, one.currency), state) if billed else None,
        Answer(_("Credit left"), money(one.credit, one.currency)) if one.kind == "credit_note" else None,
        Answer(_("Issued"), day(one.issued_on)),
        Answer(_("Due"), day(one.due_on)) if one.due_on else None,
    ]
    sums = totals(
        [
            (_("Net"), one.net, False),
            (pgettext("sum", "Tax"), one.tax, False),
            (_("Total"), one.gross, one.gross == one.payable),
            (_("To pay"), one.payable if one.payable != one.gross else None, True),
            (_("Settled"), one.settled if one.kind == "invoice" and one.settled else None, False),
            (_("Still to pay"), one.balance if one.kind == "invoice" and one.settled else None, True),
        ],
        one.currency,
    )
    details = [(_("Kind"), _(KINDS[one.kind])), (_("Number"), one.number), (_("Your order number"), one.po_number)]
    cards = [lines_card(one.lines, one.currency, sums), _settlements_card(one, context)]
    title = NOUNS[one.kind].title(one.number)
    copy = context.company.e_invoices and one.kind in ("invoice", "credit_note")
    return record_page(
        "invoice", title, context, one.place, one.around, subject=one.subject, answers=answers, cards=cards,
        details=details, drawn=drawn_of("invoice", one.public_id, title, one.around, e_invoice=copy),
    )  # fmt: skip


def _settlements_card(one: Invoice, context: Context) -> Node:
    if not one.settlements:
        return None
    title = _("Used for") if one.kind == "credit_note" else _("Payments and credit notes")
    return card("settlements", title, row_list(*[_settlement_row(s, one, context) for s in one.settlements]))


def _settlement_row(part: Settlement, one: Invoice, context: Context) -> Node:
    other = "payment" if part.payment else "invoice" if one.kind == "credit_note" else "credit_note"
    noun = NOUNS[other]
    title = noun.title(part.number) if part.number else _("Payment") if part.payment else _("Credit")
    href = context.link(f"{noun.path}/{part.public_id}") if part.public_id else None
    words = [day(part.on), _(METHODS[part.method]) if part.method else None]
    return row(title, " · ".join(word for word in words if word), href=href, icon_name=noun.icon,
               value=money(part.amount, one.currency))  # fmt: skip
