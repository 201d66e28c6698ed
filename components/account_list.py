"""The list of accounts: search, state chips with counts, filters, the table, and the way to take it away."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from components.account_words import STATES, account_badge, client_words, preset_words, right_words, scope_words
from components.cards import button_link, empty_state, notice
from components.forms import hidden
from components.html import A, Button, Div, Form, Input, Label, Nav, Node, P, Section, Span, Tree, icon, sr
from components.page import Page, page
from components.table import Column, data_table
from data.records.accounts import Account, AccountList, AccountQuestion
from data.viewer import Permission, Viewer
from integrations.language import N_, _, moment, ngettext, number, pgettext

PATH = "/staff/accounts"


def account_list(viewer: Viewer, found: AccountList, zone: str, *, erased: bool = False) -> Page:
    """One page of the accounts; `erased`: a contact has just been, of whom there is no page any more."""
    done = notice("ok", _("The contact is erased."), role="status") if erased else None
    content: Node = _nothing(found)
    if found.accounts:
        content = [data_table(_("Accounts"), account_columns(zone), found.accounts), _foot(found)]
    ways = []
    if found.accounts:
        ways.append(button_link(_("Export CSV"), _address("/export/accounts.csv", found.question),
                                icon_name="download", id="export-csv", download=""))  # fmt: skip
    if viewer.may(Permission.MANAGE_ACCOUNTS):
        kept = f"?client={found.question.client}" if found.question.client else ""
        ways.append(
            button_link(_("Invite many"), f"{PATH}/invite{kept}", icon_name="send", kind="primary", id="invite")
        )
    section = Section(_tools(found), content, className="card list", aria_label=_("Accounts"))
    context = found.client_name or _("Who may look at what, and who was never here")
    empty = found.question.search and found.first and not found.accounts
    return page(_("Accounts"), done, section, context=context, actions=ways, searched="nothing" if empty else None)


def account_columns(zone: str) -> list[Column[Account]]:
    """Who, where, what, in which state."""

    def name(one: Account) -> Node:
        link = A(one.name, href=f"{PATH}/{one.public_id}", className="row-link record-link")
        return [link, Span(one.email, className="cell-note")]

    def clients(one: Account) -> Node:
        sites = scope_words(one)
        return Span(client_words(one), Span(sites, className="cell-note") if sites else None)

    def rights(one: Account) -> Node:
        presets = preset_words(one)
        return Span(presets, Span(right_words(one), className="cell-note")) if presets else None

    def last(one: Account) -> Node:
        return moment(one.last_sign_in, zone) if one.last_sign_in else None

    return [
        Column("name", N_("Name"), name, "title", 28, sorted="ascending"),
        Column("clients", N_("Clients"), clients, "text", 30),
        Column("rights", N_("Rights"), rights, "meta", 20),
        Column("state", N_("State"), lambda one: account_badge(one.state), "badge", 17),
        Column("last", N_("Last sign-in"), last, "meta", 20),
    ]


def _tools(found: AccountList) -> Tree:
    question = found.question
    words = _("Search name, e-mail or client")
    search = Div(
        Label(words, htmlFor="account-search", className="sr"),
        Input(id="account-search", name="q", type="search", value=question.search or None, placeholder=words,
              maxLength=200, className="input"),
        Button(icon("search"), sr(_("Search")), type="submit", className="icon-button", id="account-search-go"),
        className="search-box",
    )  # fmt: skip
    total = sum(found.counts.values())
    chips = [_chip("", _("All"), total, found)]
    for state, (_tone, told, _icon) in STATES.items():
        if found.counts.get(state) or question.state == state:
            chips.append(_chip(state, pgettext("account", told), found.counts.get(state, 0), found))
    never = Label(
        Input(type="checkbox", name="never", value="1", checked=question.never or None, id="account-never",
              data_auto="1"),
        Span(_("Never signed in")), className="check",
    )  # fmt: skip
    plain = Label(
        Input(type="checkbox", name="amounts", value="no", checked=question.without_amounts or None,
              id="account-amounts", data_auto="1"),
        Span(_("Without amounts")), className="check",
    )  # fmt: skip
    kept = [hidden("client", question.client)] if question.client else []
    client = None
    if found.client_name:
        every = _address(PATH, replace(question, client=""))
        client = A(icon("x-lg"), Span(_("All clients")), href=every, className="button plain small")
    return Form(
        Div(search, Div(*chips, className="chips", role="group", aria_label=_("State")), never, plain, client,
            className="tools-main"),
        *kept, action=PATH, method="get", className="table-tools", role="search", aria_label=_("Search and filters"),
    )  # fmt: skip


def _chip(state: str, words: str, count: int, found: AccountList) -> Tree:
    more = "+" if found.capped else ""
    return Button(
        words, " ", Span(f"{number(count)}{more}", className="chip-count"), type="submit", name="state", value=state,
        id=f"chip-{state or 'all'}", className="chip",
        aria_pressed="true" if found.question.state == state else "false",
    )  # fmt: skip


def _nothing(found: AccountList) -> Tree:
    if found.question.written():
        everybody = button_link(_("Show all accounts"), PATH)
        return empty_state(_("Nobody found"), _("No account matches what you asked for."), icon_name="search",
                           action=everybody)  # fmt: skip
    words = _("Accounts appear here as soon as clients have contacts with an e-mail address.")
    return empty_state(_("No accounts yet"), words, icon_name="people")


def _foot(found: AccountList) -> Tree:
    counts, state = found.counts, found.question.state
    n = counts.get(state, 0) if state else sum(counts.values())
    words = ngettext("%(n)s account", "%(n)s accounts", n) % {"n": number(n)}
    if found.capped:
        words = ngettext("At least %(n)s account", "At least %(n)s accounts", n) % {"n": number(n)}
    ways: list[Node] = []
    if not found.first:
        ways.append(button_link(_("First page"), _address(PATH, found.question), kind="plain small", id="page-first",
                                data_top="1"))  # fmt: skip
    if found.following:
        ways.append(button_link(_("Next page"), _address(PATH, found.question, after=found.following),
                                kind="plain small", id="page-next", data_top="1"))  # fmt: skip
    pages = Nav(*ways, className="cluster", aria_label=_("Pages")) if ways else None
    return Div(P(words, role="status", data_announce="1"), pages, className="list-foot")


def _address(path: str, question: AccountQuestion, **more: str) -> str:
    told = question.written() | more
    return f"{path}?{urlencode(told)}" if told else path
