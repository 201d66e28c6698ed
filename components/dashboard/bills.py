"""Invoices and quotes of the site: the latest five of each, with state, date and amount."""

from __future__ import annotations

from components.cards import card, empty_state, row, row_list
from components.context import Context
from components.dashboard.words import download_or_nothing
from components.html import Tree
from components.nouns import NOUNS
from components.states import state_badge
from data.records.dashboard import Dashboard
from data.records.dashboard_money import Bill, Offer
from integrations.language import _, day, money


def invoices(board: Dashboard, context: Context) -> Tree:
    """Invoices, proformas and credit notes, the newest first."""
    noun = NOUNS["invoice"]
    more = (context.link(noun.path), _("View all"))
    if not board.invoices:
        text = _(noun.none_yet) % {"company": context.company.name}
        return card("invoices", _(noun.many), empty_state(_(noun.none), text, icon_name=noun.icon), more=more)
    spaced = any(one.file for one in board.invoices)
    rows = [_invoice(one, context, spaced) for one in board.invoices]
    return card("invoices", _(noun.many), row_list(*rows), more=more)


def _invoice(one: Bill, context: Context, spaced: bool) -> Tree:
    title = one.number if one.kind == "invoice" else NOUNS[one.kind].title(one.number)
    amount = -one.payable if one.kind == "credit_note" else one.payable
    date = day(one.due_on or one.issued_on)
    return row(
        title, one.subject, href=context.link(f"/invoices/{one.public_id}"), badge=state_badge("invoice", one.standing),
        value=money(amount, one.currency),
        value_meta=_("due %(date)s") % {"date": date} if one.due_on and one.balance > 0 else date,
        actions=download_or_nothing(one.file, NOUNS[one.kind].title(one.number), spaced=spaced),
    )  # fmt: skip


def quotes(board: Dashboard, context: Context) -> Tree:
    """Quotes, the newest first."""
    noun = NOUNS["quote"]
    more = (context.link(noun.path), _("View all"))
    if not board.quotes:
        text = _(noun.none_yet) % {"company": context.company.name}
        return card("quotes", _(noun.many), empty_state(_(noun.none), text, icon_name=noun.icon), more=more)
    spaced = any(one.file for one in board.quotes)
    rows = [_quote(one, context, spaced) for one in board.quotes]
    return card("quotes", _(noun.many), row_list(*rows), more=more)


def _quote(one: Offer, context: Context, spaced: bool) -> Tree:
    open_until = one.valid_until if one.standing == "awaiting" else None
    until = _("until %(date)s") % {"date": day(open_until)} if open_until else None
    state = state_badge("quote", one.standing)
    return row(
        one.number, one.subject, href=context.link(f"/quotes/{one.public_id}"), badge=state,
        value=money(one.gross, one.currency), value_meta=until or day(one.issued_on),
        actions=download_or_nothing(one.file, NOUNS["quote"].title(one.number), spaced=spaced),
    )  # fmt: skip
