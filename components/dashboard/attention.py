"""What waits: on the client, each with the next step, and on the company; since when, the most urgent first."""

from __future__ import annotations

from components.badges import Tone, count_badge
from components.cards import button_link, row, row_list
from components.context import Context
from components.dashboard.words import joined, oldest_for, since
from components.html import H2, Details, Div, Node, P, Section, Span, Summary, Tree, icon
from data.records.dashboard import Dashboard, Waiting
from integrations.language import _, day, money, month, ngettext

SHOWN = 3
_PATHS = {
    "quote": "/quotes", "overdue": "/invoices", "due": "/invoices", "contract": "/contracts", "booking": "/bookings",
    "visit": "/inspections", "certificate": "/inspections",
}  # fmt: skip
_ICONS: dict[str, tuple[str, Tone]] = {
    "quote": ("file-earmark-text", "warn"), "overdue": ("receipt", "bad"), "due": ("receipt", "warn"),
    "contract": ("pen", "warn"), "booking": ("calendar3", "info"), "visit": ("clipboard-check", "info"),
    "certificate": ("shield-check", "info"), "repairs": ("exclamation-triangle-fill", "bad"),
}  # fmt: skip


def attention(board: Dashboard, context: Context) -> Tree:
    """The box on top; a single line where nothing waits."""
    mine = [one for one in board.waiting if one.on_client]
    ours = [one for one in board.waiting if not one.on_client]
    head: Node = P(icon("check-circle-fill"), Span(_("All good: nothing waits on you.")), className="all-good")
    if mine:
        meaning = ngettext("%(n)s thing waits on you", "%(n)s things wait on you", len(mine)) % {"n": len(mine)}
        title = H2(_("Needs your attention"), id="attention-title")
        head = Div(title, count_badge("warn", len(mine), meaning), className="card-head")
    return Section(
        head,
        _mine(mine, board, context),
        _ours(ours, board, context),
        id="attention",
        className=f"card attention {'tone-warn' if mine else 'quiet'}",
        aria_labelledby="attention-title" if mine else None,
        aria_label=None if mine else _("What waits"),
    )


def _mine(found: list[Waiting], board: Dashboard, context: Context) -> Node:
    rows = [_on_client(one, board, context, first=index == 0) for index, one in enumerate(found)]
    if len(rows) <= SHOWN:
        return row_list(*rows) if rows else None
    more = ngettext("%(n)s more", "%(n)s more", len(rows) - SHOWN) % {"n": len(rows) - SHOWN}
    folded = Details(Summary(Span(more), icon("chevron-down")), row_list(*rows[SHOWN:]), className="fold")
    return [row_list(*rows[:SHOWN]), folded]


def _ours(found: list[Waiting], board: Dashboard, context: Context) -> Node:
    if not found:
        return None
    words = ngettext("%(n)s thing waits on us", "%(n)s things wait on us", len(found)) % {"n": len(found)}
    starts = [one.since for one in found if one.since and one.since < board.today]
    oldest = oldest_for(min(starts), board.today) if starts else None
    face = Summary(icon("hourglass-split"), Span(joined(words, oldest)), icon("chevron-down"))
    return Details(face, row_list(*[_on_company(one, board, context) for one in found]), className="fold ours")


def _on_client(one: Waiting, board: Dashboard, context: Context, *, first: bool) -> Tree:
    title, meta, step = _client_words(one, board)
    shape, tone = _ICONS["repairs" if one.repairs else one.what]
    link = context.link(f"{_PATHS[one.what]}/{one.public_id}")
    button = button_link(step, link, kind="primary small" if first else "plain small", tabIndex=-1, aria_hidden="true")
    return row(title, meta, href=link, icon_name=shape, tone=tone, actions=[button])


def _client_words(one: Waiting, board: Dashboard) -> tuple[str, str, str]:
    """Title, what it is about, and the next step."""
    amount = money(one.amount, one.currency) if one.amount is not None and one.currency else None
    named = {"number": one.number}
    if one.what == "overdue" and one.due:
        late = (board.today - one.due).days
        title = ngettext("Invoice %(number)s is %(n)s day overdue", "Invoice %(number)s is %(n)s days overdue", late)
        return title % (named | {"n": late}), joined(amount, _due(one)), _("View invoice")
    if one.what == "due":
        return _("Invoice %(number)s is due soon") % named, joined(amount, _due(one)), _("View invoice")
    if one.what == "contract":
        title = _("Contract %(number)s waits for your signature") % named
        return title, joined(one.title, since(one.since, board.today)), _("View contract")
    until = _("valid until %(date)s") % {"date": day(one.due)} if one.due else None
    if one.repairs and board.inspection:
        failed = board.inspection.non_compliant
        title = ngettext("%(n)s item failed the last inspection", "%(n)s items failed the last inspection", failed)
        quote = _("Quote %(number)s for the repair") % named
        return title % {"n": failed}, joined(quote, amount, since(one.since, board.today)), _("Review quote")
    title = _("Quote %(number)s waits for your answer") % named
    return title, joined(one.title, amount, until or since(one.since, board.today)), _("Review quote")


def _due(one: Waiting) -> str:
    return _("due %(date)s") % {"date": day(one.due)}


def _on_company(one: Waiting, board: Dashboard, context: Context) -> Tree:
    title, meta = _company_words(one, board)
    shape, tone = _ICONS[one.what]
    return row(title, meta, href=context.link(f"{_PATHS[one.what]}/{one.public_id}"), icon_name=shape, tone=tone)


def _company_words(one: Waiting, board: Dashboard) -> tuple[str, str]:
    start = since(one.since, board.today)
    if one.what == "booking":
        wish = _("you wished for %(date)s or later") % {"date": day(one.due)} if one.due else None
        return _("We will confirm a date for: %(service)s") % {"service": one.title}, joined(wish, start)
    if one.what == "visit" and one.since:
        return _("We will propose a date for the inspection of %(month)s") % {
            "month": month(one.since)
        }, one.number or ""
    title = _("We will send the certificate of the inspection of %(date)s") % {"date": day(one.since)}
    if one.due and one.due < board.today:
        return title, _("it was due by %(date)s") % {"date": day(one.due)}
    return title, _("due by %(date)s") % {"date": day(one.due)}
