"""Orders: the list's columns and the record page."""

from __future__ import annotations

from components.columns import extra_day, offers
from components.context import Context
from components.export_columns import ExportColumn, place, plain, standing
from components.nouns import NOUNS
from components.page import Page
from components.record_list import day_column, file_column, record_list, state_column, title_column
from components.record_page import Answer, record_page
from components.states import state_badge
from components.table import Column
from components.table_tools import Words
from data.records.orders import Order, OrderRow
from data.records.shared import Slice
from integrations.language import N_, _, day, money

ORDER_EXPORT: tuple[ExportColumn[OrderRow], ...] = (
    plain("number", N_("Number")), plain("subject", N_("Subject")), *place(), standing("order"),
    plain("ordered_on", N_("Ordered")), plain("promised_on", N_("Promised")), plain("delivered_on", N_("Delivered")),
    plain("amount", N_("Amount")), plain("currency", N_("Currency")),
)  # fmt: skip


@offers("order")
def order_columns(context: Context) -> list[Column[OrderRow]]:
    """What the list can show of each."""
    return [
        title_column("order", N_("Number"), context),
        Column("subject", N_("Subject"), lambda one: one.subject, "text", 24, sort="subject"),
        day_column("ordered_on", N_("Ordered"), sort="ordered"),
        day_column("promised_on", N_("Promised"), sort="promised"),
        extra_day("delivered_on", N_("Delivered")),
        state_column("order"),
        Column("amount", N_("Amount"), _amount, "value", 13, figures=True, sort="amount", latest_first=True),
        file_column("order", context),
    ]  # fmt: skip


def order_list(found: Slice[OrderRow], context: Context) -> Page:
    """One page of the orders."""
    return record_list("order", order_columns(context), found, context, Words(N_("Ordered"), N_("Promised")))


def _amount(one: OrderRow) -> str | None:
    return money(one.amount, one.currency) if one.amount is not None and one.currency else None


def order_page(one: Order, context: Context) -> Page:
    """The page of one order."""
    answers = [
        Answer(_("State"), state_badge("order", one.standing)),
        Answer(_("Amount"), _amount(one)) if one.amount is not None else None,
        Answer(_("Ordered"), day(one.ordered_on)),
        Answer(_("Delivered"), day(one.delivered_on)) if one.delivered_on else
        Answer(_("Promised for"), day(one.promised_on)) if one.promised_on else None,
    ]  # fmt: skip
    details = [
        (_("Number"), one.number),
        (_("Promised for"), day(one.promised_on) if one.promised_on and one.delivered_on else None),
    ]
    return record_page(
        "order", NOUNS["order"].title(one.number), context, one.place, one.around, subject=one.subject, answers=answers,
        details=details,
    )  # fmt: skip
