"""Contracts: the list's columns and the record page with renewal, notice and visits."""

from __future__ import annotations

from datetime import date

from components.cards import card, facts
from components.columns import extra, extra_day, offers
from components.context import Context
from components.export_columns import ExportColumn, place, plain, standing
from components.html import Div, Node, P, Span
from components.nouns import NOUNS
from components.page import Page
from components.record_list import day_column, file_column, record_list, state_column, title_column
from components.record_page import Answer, record_page
from components.states import state_badge
from components.table import Column
from components.table_tools import Words
from data.records.contracts import Contract, ContractRow
from data.records.shared import Slice
from data.viewer import Area
from integrations.language import N_, _, day, money, ngettext

PERIODS = {
    "once": N_("%(amount)s once"),
    "month": N_("%(amount)s a month"),
    "quarter": N_("%(amount)s a quarter"),
    "year": N_("%(amount)s a year"),
}

PERIOD_NAMES = {"once": N_("once"), "month": N_("a month"), "quarter": N_("a quarter"), "year": N_("a year")}

CONTRACT_EXPORT: tuple[ExportColumn[ContractRow], ...] = (
    plain("number", N_("Number")), plain("title", N_("Title")), *place(), plain("starts_on", N_("Start")),
    plain("ends_on", N_("End")), plain("notice_by", N_("Notice until")),
    plain("notice_days", N_("Notice in days")), plain("renewal_on", N_("Renewal")),
    plain("visits_included", N_("Visits a year")), standing("contract"),
    plain("amount", N_("Amount")), plain("currency", N_("Currency")),
    ExportColumn(N_("Period"), lambda one: _(PERIOD_NAMES[one.period]) if one.period else None),
)  # fmt: skip


@offers("contract")
def contract_columns(context: Context) -> list[Column[ContractRow]]:
    """What the list can show of each."""
    return [
        title_column("contract", N_("Number"), context),
        Column("title", N_("Title"), lambda one: one.title, "text", 22, sort="title"),
        day_column("starts_on", N_("Start"), part="", sort="start"),
        day_column("ends_on", N_("End"), sort="end"),
        day_column("notice_by", N_("Notice until")),
        extra("notice_days", N_("Notice in days"), lambda one: one.notice_days, 9, figures=True),
        extra_day("renewal_on", N_("Renewal")),
        state_column("contract"),
        extra("visits_included", N_("Visits a year"), lambda one: one.visits_included, 9, figures=True),
        Column("amount", N_("Amount"), _amount, "value", 15, figures=True, sort="amount", latest_first=True),
        file_column("contract", context),
    ]  # fmt: skip


def contract_list(found: Slice[ContractRow], context: Context) -> Page:
    """One page of the contracts."""
    words = Words(N_("Start"), N_("End"), subject=N_("Title"))
    return record_list("contract", contract_columns(context), found, context, words)


def _day(value: date | None) -> str | None:
    return None if value is None else day(value)


def _amount(one: ContractRow) -> str | None:
    if one.amount is None or one.currency is None:
        return None
    amount = money(one.amount, one.currency)
    return _(PERIODS[one.period]) % {"amount": amount} if one.period else amount


def contract_page(one: Contract, context: Context) -> Page:
    """The page of one contract."""
    answers = [
        Answer(_("State"), state_badge("contract", one.standing)),
        Answer(_("Amount"), _amount(one)) if one.amount is not None else None,
        Answer(_("Renews on"), day(one.renewal_on), _clock(one)) if one.renewal_on else None,
        Answer(_("Last day to give notice"), day(one.notice_by)) if one.notice_by else None,
    ]
    renewal = _("Renews by itself") if one.renewal == "automatic" else _("Ends without renewal")
    notice = None
    if one.notice_days is not None:
        notice = ngettext("%(n)s day", "%(n)s days", one.notice_days) % {"n": one.notice_days}
    details: list[tuple[Node, Node]] = [
        (_("Number"), one.number), (_("Start"), _day(one.starts_on)), (_("End"), _day(one.ends_on)),
        (_("Renewal"), renewal), (_("Notice period"), notice),
    ]  # fmt: skip
    return record_page(
        "contract", NOUNS["contract"].title(one.number), context, one.place, one.around, subject=one.title,
        answers=answers, cards=[_visits_card(one, context)], details=details,
    )  # fmt: skip


def _clock(one: Contract) -> str | None:
    if one.days_to_renewal is None:
        return None
    return ngettext("in %(n)s day", "in %(n)s days", one.days_to_renewal) % {"n": one.days_to_renewal}


def _visits_card(one: Contract, context: Context) -> Node:
    """Visits used of those included, in the running year; only for people who may see inspections."""
    if one.visits_included is None or one.year_from is None or not context.viewer.sees(Area.INSPECTIONS):
        return None
    if one.standing in ("ended", "cancelled"):
        return None
    included = one.visits_included
    words = ngettext("%(used)s of %(n)s included visit used", "%(used)s of %(n)s included visits used", included)
    told = words % {"used": one.visits_used, "n": included}
    share = min(100, round(100 * one.visits_used / included)) if included else 100
    bar = Div(Span(style={"width": f"{share}%"}), className="meter", role="img", aria_label=told)
    year = _("%(start)s to %(end)s") % {"start": day(one.year_from), "end": day(one.year_until)}
    return card("visits", _("Visits in this contract year"), P(told, className="meter-words"), bar,
                facts([(_("Contract year"), year)]))  # fmt: skip
