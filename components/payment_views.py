"""Payments: the list's columns and the record page."""

from __future__ import annotations

from components.cards import card, empty_state, row, row_list
from components.columns import extra, offers
from components.context import Context
from components.export_columns import ExportColumn, place, plain
from components.html import Node
from components.invoice_words import METHODS
from components.nouns import NOUNS
from components.page import Page
from components.record_list import day_column, file_column, record_list, title_column
from components.record_page import Answer, record_page
from components.statement_link import statement_link
from components.states import state_badge
from components.table import Column
from components.table_tools import Words
from data.records.payments import Payment, PaymentRow
from data.records.shared import Slice
from integrations.language import N_, _, day, money

PAYMENT_EXPORT: tuple[ExportColumn[PaymentRow], ...] = (
    plain("number", N_("Number")), *place(), plain("received_on", N_("Received")),
    ExportColumn(N_("Method"), lambda one: _(METHODS[one.method])), plain("amount", N_("Amount")),
    plain("currency", N_("Currency")), plain("reference", N_("Reference")),
)  # fmt: skip


@offers("payment")
def payment_columns(context: Context) -> list[Column[PaymentRow]]:
    """What the list can show of each."""
    return [
        title_column("payment", N_("Number"), context),
        Column("method", N_("Method"), lambda one: _(METHODS[one.method]), "text", 18),
        extra("reference", N_("Reference"), lambda one: one.reference, 18),
        day_column("received_on", N_("Received"), 14, sort="received"),
        Column("amount", N_("Amount"), lambda one: money(one.amount, one.currency), "value", 14, figures=True,
               sort="amount", latest_first=True),
        file_column("payment", context),
    ]  # fmt: skip


def payment_list(found: Slice[PaymentRow], context: Context) -> Page:
    """One page of the payments."""
    words = Words(N_("Received"), kinds=METHODS, subject=N_("Reference"))
    return record_list("payment", payment_columns(context), found, context, words, [statement_link(context)])


def payment_page(one: Payment, context: Context) -> Page:
    """The page of one payment."""
    answers = [
        Answer(_("Amount"), money(one.amount, one.currency)),
        Answer(_("Received"), day(one.received_on)),
        Answer(_("Method"), _(METHODS[one.method])),
    ]
    return record_page(
        "payment", NOUNS["payment"].title(one.number), context, one.place, one.around, answers=answers,
        cards=[_paid_card(one, context)], details=[(_("Number"), one.number), (_("Reference"), one.reference)],
    )  # fmt: skip


def _paid_card(one: Payment, context: Context) -> Node:
    rows = [
        row(NOUNS["invoice"].title(part.number), part.subject, href=context.link(f"/invoices/{part.public_id}"),
            icon_name="receipt", badge=state_badge("invoice", part.standing), value=money(part.amount, one.currency))
        for part in one.paid
    ]  # fmt: skip
    rest = one.amount - sum(part.amount for part in one.paid)
    if rows and rest > 0:
        rows.append(row(_("Not for an invoice shown here"), icon_name="cash-coin", value=money(rest, one.currency)))
    title = _("What it paid")
    if not rows:
        words = _("As soon as the payment is matched with invoices, they are listed here.")
        return card("paid", title, empty_state(_("Not yet matched with an invoice"), words, icon_name="receipt"))
    return card("paid", title, row_list(*rows))
