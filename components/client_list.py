"""The list of clients, for staff: search, filters, orders, the table, and the way to take it away."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode

from components.badges import badge
from components.cards import button_link, empty_state
from components.export_columns import ExportColumn, plain
from components.forms import hidden, select_field
from components.html import A, Button, Div, Form, Input, Label, Nav, Node, P, Section, Span, Tree, icon, sr
from components.page import Page, page
from components.record_links import new_link
from components.table import Column, data_table
from data.records.client import FILTERS, ClientList, ClientQuestion, ListedClient, Owed
from data.viewer import Viewer
from integrations.language import N_, _, day, moment, money, ngettext, number, pgettext

PATH = "/staff/clients"
FILTER_WORDS = {
    "balance": N_("Owe something"), "overdue": N_("Overdue"), "defects": N_("Open defects"),
    "never": N_("Never signed in"), "closed": N_("Portal closed"),
}  # fmt: skip
ORDER_WORDS = {
    "": N_("By name"), "overdue": N_("Longest overdue first"), "-defects": N_("Most open defects first"),
    "-sites": N_("Most sites first"), "-visit": N_("Last here first"), "visit": N_("Longest away first"),
}  # fmt: skip
CLIENT_EXPORT: tuple[ExportColumn[ListedClient], ...] = (
    plain("number", N_("Client number")), plain("name", N_("Client")), plain("group", N_("Group")),
    plain("city", N_("City")), plain("sites", N_("Sites")), plain("defects", N_("Open defects")),
    ExportColumn(N_("Unpaid"), lambda one: one.owed[0].total if one.owed else None),
    ExportColumn(N_("Overdue"), lambda one: one.owed[0].overdue if one.owed else None),
    ExportColumn(N_("Currency"), lambda one: one.owed[0].currency if one.owed else None),
    ExportColumn(N_("In other currencies"), lambda one: "; ".join(f"{x.total} {x.currency}" for x in one.owed[1:])),
    plain("people", N_("People with access")), plain("last_visit", N_("Last visit")),
    ExportColumn(N_("Portal"), lambda one: pgettext("portal", "Closed") if one.closed else pgettext("portal", "Open")),
)  # fmt: skip


def client_list(viewer: Viewer, found: ClientList, zone: str, counted: int) -> Page:
    """One page of it; `counted` is where counting stops."""
    question = found.question
    content: Node = _nothing(found)
    exports: list[Node] = []
    new = new_link(viewer, "client")
    if found.clients:
        content = [data_table(_("Clients"), _columns(question, zone), found.clients), _foot(found, counted)]
        exports = [
            button_link([Span(words, className="roomy"), Span(ending.upper(), className="tight", aria_hidden="true")],
                        _address(f"/export/clients.{ending}", question), icon_name="download", id=f"export-{ending}",
                        download="")
            for ending, words in (("csv", _("Export CSV")), ("xlsx", _("Export XLSX")))
        ]  # fmt: skip
    section = Section(_tools(found), content, className="card list", aria_label=_("Clients"))
    empty = question.search and found.first and not found.clients
    return page(
        _("Clients"), section, context=_("Everybody you work for, and how things stand"),
        actions=[*exports, *([new] if new else [])], searched="nothing" if empty else None,
    )  # fmt: skip


def owed_words(owed: tuple[Owed, ...]) -> Node:
    """What is unpaid, currency by currency, and how much of it is overdue."""
    if not owed:
        return None
    lines = []
    for one in owed:
        lines.append(Span(money(one.total, one.currency), className="amount client-owed"))
        if one.overdue and one.oldest:
            told = {"amount": money(one.overdue, one.currency), "date": day(one.oldest)}
            words = _("overdue") if one.overdue == one.total else _("%(amount)s overdue") % told
            lines.append(Span(words, className="cell-note client-late", title=_("since %(date)s") % told))
    return lines


def _columns(question: ClientQuestion, zone: str) -> list[Column[ListedClient]]:
    def name(one: ListedClient) -> Node:
        told = " · ".join(part for part in (one.number, one.group) if part)
        closed = badge("warn", _("Portal closed"), "door-closed") if one.closed else None
        link = A(one.name, href=f"{PATH}/{one.public_id}", className="row-link record-link")
        return [link, Span(told, className="cell-note") if told else None, closed]

    def defects(one: ListedClient) -> Node:
        return number(one.defects) if one.defects else None

    def people(one: ListedClient) -> Node:
        return number(one.people) if one.people else None

    def visit(one: ListedClient) -> Node:
        return moment(one.last_visit, zone) if one.last_visit else None

    def sorted_as(sort: str, way: Literal["ascending", "descending"]) -> dict[str, object]:
        return {"sort": sort.removeprefix("-") or "name", "href": _address(PATH, question.ordered(sort)),
                "sorted": way if question.sort == sort else None}  # fmt: skip

    visits = sorted_as("-visit", "descending")
    if question.sort in ("-visit", "visit"):
        turned = "visit" if question.sort == "-visit" else "-visit"
        visits = {**sorted_as(turned, "ascending"), "sorted": "ascending" if turned == "-visit" else "descending"}
    columns: list[Column[ListedClient]] = [
        Column("name", N_("Name"), name, "title", 28, **sorted_as("", "ascending")),  # type: ignore[arg-type]
        Column("city", N_("City"), lambda one: one.city, "", 13),
        Column("owed", N_("Unpaid"), lambda one: owed_words(one.owed), "value", 17, figures=True,
               **sorted_as("overdue", "ascending")),  # type: ignore[arg-type]
        Column("sites", N_("Sites"), lambda one: number(one.sites), "meta", 9, figures=True,
               **sorted_as("-sites", "descending")),  # type: ignore[arg-type]
        Column("defects", N_("Open defects"), defects, "meta", 12, figures=True,
               **sorted_as("-defects", "descending")),  # type: ignore[arg-type]
        Column("people", N_("People"), people, "meta", 9, figures=True),
        Column("visit", N_("Last visit"), visit, "meta", 17, **visits),  # type: ignore[arg-type]
    ]  # fmt: skip
    return columns


def _tools(found: ClientList) -> Tree:
    question = found.question
    words = _("Search name, number or place")
    search = Div(
        Label(words, htmlFor="client-search", className="sr"),
        Input(id="client-search", name="q", type="search", value=question.search or None, placeholder=words,
              maxLength=200, className="input", autoComplete="off"),
        Button(icon("search"), sr(_("Search")), type="submit", className="icon-button", id="client-search-go"),
        className="search-box",
    )  # fmt: skip
    chips = [
        Button(_(FILTER_WORDS[name]), type="submit", name="only", id=f"chip-{name}", className="chip",
               value=",".join(question.turned(name).only) or "-",
               aria_pressed="true" if name in question.only else "false")
        for name in FILTERS
    ]  # fmt: skip
    selects: list[Node] = []
    if found.groups:
        groups = [("", _("All groups")), *((one.public_id, one.name) for one in found.groups)]
        selects.append(select_field("client-group", _("Group"), "group", groups, value=question.group,
                                    label_hidden=True, data_auto="1"))  # fmt: skip
    orders = [(code, _(told)) for code, told in ORDER_WORDS.items()]
    selects.append(select_field("client-sort", _("Order"), "sort", orders, value=question.sort, label_hidden=True,
                                data_auto="1"))  # fmt: skip
    return Form(
        Div(search, Div(*chips, className="chips", role="group", aria_label=_("Filters")),
            Div(*selects, className="tools-selects"), className="tools-main"),
        hidden("only", ",".join(question.only)) if question.only else None,
        action=PATH, method="get", className="table-tools", role="search", aria_label=_("Search and filters"),
    )  # fmt: skip


def _nothing(found: ClientList) -> Tree:
    if not found.first:
        back = button_link(_("First page"), _address(PATH, found.question), kind="plain")
        return empty_state(_("This is the end of the list"), _("There is nothing after the page before."), action=back)
    if found.question.ordered("").written():
        everybody = button_link(_("Show all clients"), PATH, id="clear-filters")
        words = _("No client meets everything you asked for.")
        if found.question.search and not found.question.only and not found.question.group:
            words = _("No client matches “%(words)s”.") % {"words": found.question.search}
        return empty_state(_("No client found"), Span(words, role="status", data_announce="1"), icon_name="search",
                           action=everybody)  # fmt: skip
    words = _("Clients appear here as soon as they are imported.")
    return empty_state(_("No clients yet"), words, icon_name="buildings")


def _foot(found: ClientList, counted: int) -> Tree:
    shown = min(found.total, counted)
    words = ngettext("%(n)s client", "%(n)s clients", shown)
    if found.total > counted:
        words = ngettext("More than %(n)s client", "More than %(n)s clients", shown)
    ways: list[Node] = []
    if not found.first:
        ways.append(button_link(_("First page"), _address(PATH, found.question), kind="plain small", id="page-first",
                                data_top="1"))  # fmt: skip
    if found.following:
        ways.append(button_link(_("Next page"), _address(PATH, found.question, after=found.following),
                                kind="plain small", id="page-next", data_top="1"))  # fmt: skip
    pages = Nav(*ways, className="cluster", aria_label=_("Pages")) if ways else None
    return Div(P(words % {"n": number(shown)}, role="status", data_announce="1"), pages, className="list-foot")


def _address(path: str, question: ClientQuestion, **more: str) -> str:
    told = question.written() | more
    return f"{path}?{urlencode(told)}" if told else path
