"""The statement of account: how old what is owed is, the open items, the running list of the last twelve months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from components.cards import button_link, card, empty_state, notice, row, row_list
from components.context import Context
from components.html import A, Div, Node, P, Section, Span, Tree
from components.nouns import NOUNS
from components.page import Page, page
from components.record_page import section_table
from components.states import state_badge
from components.table import Column, data_table
from data.records.scope import Scope
from data.records.statements import Ageing, Movement, OpenItem, Statement
from data.viewer import ClientChoice
from integrations.language import N_, _, day, money, ngettext

SHOWN = 300  # open items and movements on the page; the CSV file holds all
BANDS: tuple[tuple[str, str], ...] = (
    ("current", N_("Not yet due")), ("days_30", N_("1–30 days late")), ("days_60", N_("31–60 days late")),
    ("days_90", N_("61–90 days late")), ("older", N_("Over 90 days late")),
)  # fmt: skip


def account_name(account: Scope) -> str:
    """Whose account it is: the site's and its client's name, or the client's."""
    client = account.client.name if account.client else ""
    return f"{account.site.name} · {client}" if account.site is not None and not account.alone else client


def closed_page(context: Context) -> Page:
    """Where a client or site was chosen whose billing is not open to the person: their other accounts may be."""
    words = _("Choose another client or site, or ask for access to its billing.")
    empty = empty_state(_("The billing of this client or site is not open to you"), words, icon_name="lock")
    return page(_("Statement of account"), Section(empty, className="card"), scope=context.scope)


def choice_page(accounts: Sequence[ClientChoice], context: Context) -> Page:
    """Where several clients could be meant: one is to be chosen."""
    text = _("A statement is about one client or one of its sites.")
    if context.viewer.is_staff:
        way = button_link(_("Clients"), "/staff/clients", icon_name="buildings", kind="primary")
        content = card(
            "choice", _("Choose a client"), empty_state(_("Choose a client"), text, icon_name="buildings", action=way)
        )
    else:
        rows = [row(one.name, href=f"/statement?client={one.public_id}", icon_name="buildings")
                for one in accounts]  # fmt: skip
        content = card("choice", _("Choose a client"), row_list(*rows))
    return page(_("Statement of account"), content, context=text, scope=context.scope)


def statement_page(found: Statement, account: Scope, context: Context) -> Page:
    """The page; `account` names the client and maybe the site it is about."""
    about = _("%(account)s, as of %(date)s") % {"account": account_name(account), "date": day(found.today)}
    rows = button_link("CSV", context.link("/statement.csv"), icon_name="download", download="")
    ways = [
        *([rows] if context.exports else []),
        button_link(_("Download PDF"), context.link("/statement.pdf", download="1"), icon_name="download",
                    kind="primary", download=""),
    ]  # fmt: skip
    cards = [
        _ageing(found, account, context), _open_items(found, context),
        *[_movements(found, currency, context) for currency in found.currencies], _credit(found, context),
    ]  # fmt: skip
    return page(_("Statement of account"), *[one for one in cards if one], context=about, actions=ways,
                scope=context.scope)  # fmt: skip


def notes(found: Statement, account: Scope) -> list[str]:
    """What has to be known beside the figures."""
    told = [
        _("%(amount)s more is owed by %(client)s for no single site.")
        % {"amount": money(amount, currency), "client": account.client.name if account.client else ""}
        for currency, amount in found.elsewhere
    ]
    told += [
        _("%(amount)s of credit is not used yet; it is not taken off above.") % {"amount": money(amount, currency)}
        for currency, amount in found.credit_totals
    ]
    if not found.whole:
        told.append(_("This statement covers the sites that you may see."))
    return told


def _ageing(found: Statement, account: Scope, context: Context) -> Tree:
    below = [P(words, className="card-note") for words in notes(found, account)]
    if found.elsewhere and account.client is not None:
        link = A(_("Statement of the whole client"), href=f"/statement?client={account.client.public_id}")
        below.append(P(link, className="card-note"))
    title = _("Outstanding")
    if not found.ageing:
        words = _("New invoices appear here on the day %(company)s issues them.") % {"company": context.company.name}
        return card("ageing", title, empty_state(_("Nothing to pay"), words, icon_name="check-lg"), *below)
    columns: list[Column[Ageing]] = [
        Column("currency", N_("Currency"), lambda one: _sum(one), "title", 16),
        Column("total", N_("Still to pay"), lambda one: money(one.total, one.currency), "value", 18, figures=True),
        *[_band(key, words) for key, words in BANDS],
    ]
    return section_table("ageing", title, data_table(title, columns, found.ageing, "statement"), *below)


def _sum(one: Ageing) -> Node:
    count = ngettext("in %(n)s invoice", "in %(n)s invoices", one.invoices) % {"n": one.invoices}
    return [one.currency, Span(count, className="cell-note")]


def _band(key: str, heading: str) -> Column[Ageing]:
    def cell(one: Ageing) -> Node:
        amount: Decimal = getattr(one, key)
        if not amount:
            return None
        return Span(money(amount, one.currency), className=None if key == "current" else "late")

    return Column(key, heading, cell, "meta", 16, figures=True)


def _open_items(found: Statement, context: Context) -> Tree | None:
    if not found.open_items:
        return None
    columns: list[Column[OpenItem]] = [
        Column("number", N_("Number"), lambda one: _link("invoice", one.public_id, one.number, context), "title", 15),
        Column("subject", N_("Subject"), lambda one: one.subject, "text", 22),
        Column("issued", N_("Issued"), lambda one: day(one.issued_on), "", 12),
        Column("due", N_("Due"), _due, "meta", 16),
        Column("state", N_("State"), lambda one: state_badge("invoice", one.standing), "badge", 17),
        Column("payable", N_("Amount"), lambda one: money(one.payable, one.currency), "", 14, figures=True),
        Column("balance", N_("Still to pay"), lambda one: money(one.balance, one.currency), "value", 14, figures=True),
    ]
    if context.several_sites:
        columns.insert(2, Column("site", N_("Site"), lambda one: one.site_name, "meta", 15))
    title = _("Open items")
    return section_table(
        "open", title, data_table(title, columns, found.open_items, "statement"), _cut(found.more_open)
    )


def _due(one: OpenItem) -> Node:
    if one.due_on is None:
        return None
    late = ngettext("%(n)s day late", "%(n)s days late", one.late) % {"n": one.late} if one.late else None
    return [day(one.due_on), Span(late, className="cell-note late") if late else None]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the running list; the first has no amount, only what was to be paid before."""

    title: Node
    on: date | None
    subject: str | None
    amount: Decimal | None
    balance: Decimal


def opening(found: Statement, currency: str) -> tuple[str, Decimal]:
    """Words and balance of the line a running list begins with."""
    if found.more_movements:
        words = _("Still to pay before what follows")
    else:
        words = _("Still to pay before %(date)s") % {"date": day(found.since)}
    return words, dict(found.before).get(currency, Decimal(0))


def movement_title(one: Movement) -> str:
    """What a movement is called; a payment out of sight has no number."""
    if one.number is not None:
        return NOUNS[one.noun].title(one.number)
    return _("Payment") if one.noun == "payment" else _("Credit")


def _movements(found: Statement, currency: str, context: Context) -> Tree:
    words, before = opening(found, currency)
    lines = [Line(words, None, None, None, before)]
    for one in found.movements:
        if one.currency == currency:
            title = _link(one.noun, one.public_id, movement_title(one), context)
            lines.append(Line(title, one.on, one.subject, one.amount, one.balance))
    columns: list[Column[Line]] = [
        Column("title", N_("What"), lambda line: line.title, "title", 26),
        Column("on", N_("Date"), lambda line: day(line.on) if line.on else None, "meta", 14),
        Column("subject", N_("Subject"), lambda line: line.subject, "text", 28),
        Column("amount", N_("Amount"),
               lambda line: None if line.amount is None else money(line.amount, currency), "value", 16, figures=True),
        Column("balance", N_("Still to pay"), lambda line: money(line.balance, currency), "meta", 16, figures=True),
    ]  # fmt: skip
    title = _("Last 12 months in %(currency)s") % {"currency": currency}
    table = data_table(title, columns, lines, "statement")
    return section_table(f"running-{currency}", title, table, _cut(found.more_movements))


def _credit(found: Statement, context: Context) -> Tree | None:
    if not found.credit:
        return None
    rows = [
        row(NOUNS[one.noun].title(one.number), day(one.on), href=context.link(_path(one.noun, one.public_id)),
            icon_name=NOUNS[one.noun].icon, value=money(one.amount, one.currency))
        for one in found.credit
    ]  # fmt: skip
    return card("credit", _("Credit not yet used"), row_list(*rows))


def _cut(more: bool) -> Node:
    words = _("Not everything fits on this page; the CSV file holds all of it.")
    return Div(notice("info", words), className="card-note") if more else None


def _path(noun: str, public_id: str) -> str:
    return f"{NOUNS[noun].path}/{public_id}"


def _link(noun: str, public_id: str | None, words: str, context: Context) -> Node:
    if public_id is None:
        return words
    return A(words, href=context.link(_path(noun, public_id)), className="row-link record-link")
