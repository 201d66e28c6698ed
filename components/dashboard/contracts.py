"""Contracts: state, when they renew or end, and the last day to give notice."""

from __future__ import annotations

from components.cards import card, empty_state, row, row_list
from components.context import Context
from components.dashboard.words import download_or_nothing, joined
from components.html import Div, Span, Tree
from components.nouns import NOUNS
from components.states import state_badge
from data.records.dashboard import Dashboard
from data.records.dashboard_money import Agreement
from integrations.language import _, day


def contracts(board: Dashboard, context: Context) -> Tree:
    """Those of the site, and those that cover every site of the client."""
    noun = NOUNS["contract"]
    more = (context.link(noun.path), _("View all"))
    if not board.contracts:
        text = _(noun.none_yet) % {"company": context.company.name}
        return card("contracts", _(noun.many), empty_state(_(noun.none), text, icon_name=noun.icon), more=more)
    spaced = any(one.file for one in board.contracts)
    rows = [_contract(one, board, context, spaced) for one in board.contracts]
    return card("contracts", _(noun.many), row_list(*rows), more=more)


def _contract(one: Agreement, board: Dashboard, context: Context, spaced: bool) -> Tree:
    about = joined(one.number, _("all sites") if one.shared else None)
    lines = [Span(part) for part in (about, _course(one), _notice(one, board)) if part]
    return row(
        one.title, Div(*lines, className="lines"), href=context.link(f"/contracts/{one.public_id}"),
        badge=state_badge("contract", one.standing),
        actions=download_or_nothing(one.file, NOUNS["contract"].title(one.number), spaced=spaced),
    )  # fmt: skip


def _course(one: Agreement) -> str | None:
    """What happens next if nobody does anything."""
    if one.standing == "ended":
        return _("ended %(date)s") % {"date": day(one.ends_on)} if one.ends_on else None
    if one.renews_on:
        return _("renews %(date)s") % {"date": day(one.renews_on)}
    return _("ends %(date)s") % {"date": day(one.ends_on)} if one.ends_on else _("without an end")


def _notice(one: Agreement, board: Dashboard) -> str | None:
    if one.notice_until is None or one.standing == "ended":
        return None
    if one.notice_until < board.today:
        return _("notice was possible until %(date)s") % {"date": day(one.notice_until)}
    return _("last day to give notice: %(date)s") % {"date": day(one.notice_until)}
