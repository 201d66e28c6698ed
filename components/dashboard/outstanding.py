"""Outstanding: what is still to be paid, per currency, the overdue part of it and how old it is."""

from __future__ import annotations

from components.cards import card, empty_state
from components.context import Context
from components.dashboard.words import oldest_for
from components.html import A, Div, Li, Node, P, Span, Tree, Ul, icon
from data.records.dashboard import Dashboard
from data.records.dashboard_money import Owed
from integrations.language import _, day, money, ngettext


def outstanding(board: Dashboard, context: Context) -> Tree:
    """The box. Currencies are never added to each other; unused credit stands apart."""
    more = (context.link("/invoices"), _("View all"))
    statement = A(_("Statement of account"), href=context.link("/statement"))
    notes = [*_credit(board), *_of_client(board, context), statement]
    foot = Ul(*[Li(note) for note in notes], role="list", className="money-notes")
    if not board.owed:
        words = _("New invoices of this site appear here on the day %(company)s issues them.")
        empty = empty_state(_("Nothing to pay"), words % {"company": context.company.name}, icon_name="check-lg")
        return card("outstanding", _("Outstanding"), empty, foot, more=more)
    lines = [_currency(one, board) for one in board.owed]
    return card("outstanding", _("Outstanding"), Div(*lines, className="sums"), foot, more=more)


def _currency(one: Owed, board: Dashboard) -> Tree:
    total = P(money(one.total, one.currency), className="sum")
    count = ngettext("in %(n)s invoice", "in %(n)s invoices", one.invoices) % {"n": one.invoices}
    if not one.overdue_invoices or one.oldest_due_on is None:
        due = _("next due %(date)s") % {"date": day(one.next_due_on)} if one.next_due_on else _("without a due date")
        return Div(total, P(count, className="muted small"), P(due, className="muted small"), className="currency")
    late = _("%(amount)s overdue") % {"amount": money(one.overdue, one.currency)}
    age = oldest_for(one.oldest_due_on, board.today)
    share = 100 if one.overdue >= one.total else max(2, min(98, round(100 * one.overdue / one.total)))
    bar = Div(Span(style={"width": f"{share}%"}), className="bar owed", aria_hidden="true")
    told = Span(Span(late, className="late"), Span(age))
    overdue = P(icon("exclamation-triangle-fill"), told, className="overdue-line")
    return Div(total, P(count, className="muted small"), bar, overdue, className="currency")


def _credit(board: Dashboard) -> list[Node]:
    """Money not yet set against an invoice: shown apart, never taken off."""
    words = _("%(amount)s of credit is not used yet; it is not taken off above.")
    return [words % {"amount": money(one.total, one.currency)} for one in board.credit]


def _of_client(board: Dashboard, context: Context) -> list[Node]:
    """What the client owes beside its sites, for people who may see the whole client's billing."""
    link = f"/invoices?client={board.client.public_id}"
    found: list[Node] = []
    for one in board.owed_by_client:
        words = _("%(amount)s more is owed by %(client)s for no single site.") % {
            "amount": money(one.total, one.currency), "client": board.client.name,
        }  # fmt: skip
        found.append([Span(words), " ", A(_("View its invoices"), href=link)])
    return found
