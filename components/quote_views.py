"""Quotes: the list's columns and the record page."""

from __future__ import annotations

from decimal import Decimal

from components.columns import extra, extra_day, offers
from components.context import Context
from components.export_columns import ExportColumn, place, plain, standing
from components.nouns import NOUNS
from components.page import Page
from components.papers.originals import drawn_of
from components.prices import lines_card, totals
from components.record_list import day_column, file_column, record_list, state_column, title_column
from components.record_page import Answer, record_page
from components.states import state_badge
from components.table import Column
from components.table_tools import Words
from data.records.quotes import Quote, QuoteRow
from data.records.shared import Slice
from integrations.language import N_, _, day, money, pgettext

QUOTE_EXPORT: tuple[ExportColumn[QuoteRow], ...] = (
    plain("number", N_("Number")), plain("subject", N_("Subject")), *place(), plain("issued_on", N_("Issued")),
    plain("valid_until", N_("Valid until")), standing("quote"), plain("answered_on", N_("Answered")),
    plain("net", N_("Net")), plain("tax", N_("Tax")), plain("gross", N_("Amount")),
    plain("currency", N_("Currency")),
)  # fmt: skip


@offers("quote")
def quote_columns(context: Context) -> list[Column[QuoteRow]]:
    """What the list can show of each."""
    return [
        title_column("quote", N_("Number"), context),
        Column("subject", N_("Subject"), lambda one: one.subject, "text", 24, sort="subject"),
        day_column("issued_on", N_("Issued"), sort="issued"),
        day_column("valid_until", N_("Valid until"), sort="valid"),
        state_column("quote"),
        extra_day("answered_on", N_("Answered")),
        extra("net", N_("Net"), lambda one: _money(one.net, one), 12, figures=True),
        extra("tax", N_("Tax"), lambda one: _money(one.tax, one), 12, figures=True),
        Column("gross", N_("Amount"), lambda one: _money(one.gross, one), "value", 13, figures=True, sort="amount",
               latest_first=True),
        file_column("quote", context),
    ]  # fmt: skip


def quote_list(found: Slice[QuoteRow], context: Context) -> Page:
    """One page of the quotes."""
    return record_list("quote", quote_columns(context), found, context, Words(N_("Issued"), N_("Valid until")))


def _money(amount: Decimal | None, one: QuoteRow) -> str | None:
    return None if amount is None else money(amount, one.currency)


def quote_page(one: Quote, context: Context) -> Page:
    """The page of one quote."""
    answers = [
        Answer(_("Amount"), money(one.gross, one.currency), state_badge("quote", one.standing)),
        Answer(_("Issued"), day(one.issued_on)),
        Answer(_("Valid until"), day(one.valid_until)) if one.valid_until else None,
        Answer(_("Answered"), day(one.answered_on)) if one.answered_on else None,
    ]
    sums = totals(
        [(_("Net"), one.net, False), (pgettext("sum", "Tax"), one.tax, False), (_("Total"), one.gross, True)],
        one.currency,
    )
    title = NOUNS["quote"].title(one.number)
    return record_page(
        "quote", title, context, one.place, one.around, subject=one.subject, answers=answers,
        cards=[lines_card(one.lines, one.currency, sums)], details=[(_("Number"), one.number)],
        drawn=drawn_of("quote", one.public_id, title, one.around),
    )  # fmt: skip
