"""All sites: totals on top, then the sites as a table, the worst first, a hundred to a page, or as a picture."""

from __future__ import annotations

from components.badges import badge
from components.cards import answer_tile, button_link, card, empty_state, row, row_list, tiles
from components.context import Context
from components.dashboard.picture import picture
from components.dashboard.portfolio_columns import site_columns
from components.dashboard.portfolio_tools import site_tools
from components.html import Div, Nav, Node, P, Section, Span, Tree
from components.page import Page, page
from components.table import data_table
from data.records.portfolio import REPAIRS, ClientBalance, Portfolio
from data.records.portfolio_question import PICTURE, SiteQuestion
from data.viewer import Area
from integrations.language import _, money, ngettext, number

PAGE = 100
EVERYTHING = SiteQuestion()


def portfolio_page(
    found: Portfolio, context: Context, question: SiteQuestion = EVERYTHING, page_number: int = 1
) -> Page:
    """The page of all sites of the context's client, or of the person."""
    client = context.scope.client
    count = ngettext("%(n)s site", "%(n)s sites", len(found.sites)) % {"n": number(len(found.sites))}
    content = [
        None if question.narrowed or not found.sites else _totals(found, context),
        _sites(found, context, question, page_number, count),
        _rest(found, context),
    ]
    where = client.name if client else count
    above = _exports(found, context, question, "above")
    content.append(_exports(found, context, question, "below"))  # on a phone the answers come first
    nothing = "nothing" if question.narrowed and not found.sites else None
    return page(_("All sites"), *content, context=where, actions=above or (), scope=context.scope, searched=nothing)


def _exports(found: Portfolio, context: Context, question: SiteQuestion, place: str) -> Node:
    asked = question.written(view=None)
    links = [
        button_link(words, context.link(f"/export/sites.{ending}", **asked), icon_name="download",
                    id=f"export-{ending}-{place}", download="")
        for ending, words in (("csv", _("Export CSV")), ("xlsx", _("Export XLSX")))
    ]  # fmt: skip
    return Div(*links, className=f"site-exports {place}") if found.sites and context.viewer.exports else None


def _totals(found: Portfolio, context: Context) -> Tree:
    """Four figures over all sites, as far as the person's rights reach anywhere."""
    sees = context.viewer.sees
    shown = []
    if sees(Area.BILLING):
        late = sum(one.overdue_invoices for one in found.owed)
        state = badge("bad", ngettext("%(n)s overdue", "%(n)s overdue", late) % {"n": late}) if late else None
        value = [Span(money(one.total, one.currency), className="amount") for one in found.owed] or "–"
        meta = None if found.owed else _("Nothing to pay")
        shown.append(
            answer_tile(
                "owed", "credit-card", _("You owe"), value, href=context.link("/invoices"), badge=state, meta=meta
            )
        )
    if sees(Area.INSPECTIONS):
        broken = found.having(*REPAIRS)
        state = badge("bad", _("Needs repair")) if broken else badge("ok", _("All compliant"))
        address = context.link("/sites", sort="-defects")
        shown.append(_count_tile("failed", "clipboard-check", _("Not compliant"), broken, state, address))
        missing = found.having("certificate_expired", "certificate_missing")
        state = badge("bad", _("Expired or missing")) if missing else badge("ok", _("In order"))
        if not missing and (soon := found.having("certificate_expiring")):
            missing, state = soon, badge("warn", _("Expire soon"))
        address = context.link("/sites", sort="certificate")
        shown.append(_count_tile("certificates", "shield-check", _("Certificates"), missing, state, address))
    if sees(Area.QUOTES):
        quotes = sum(one.quotes for one in found.sites) + sum(one.quotes for one in found.clients)
        state = badge("warn", _("Awaiting answer")) if quotes else badge("ok", _("All answered"))
        shown.append(
            answer_tile(
                "quotes",
                "file-earmark-text",
                _("Quotes waiting"),
                number(quotes),
                href=context.link("/quotes"),
                badge=state,
            )
        )
    return tiles(*shown)


def _count_tile(key: str, shape: str, label: str, count: int, state: Tree, address: str) -> Tree:
    words = ngettext("%(n)s site", "%(n)s sites", count) % {"n": number(count)}
    return answer_tile(key, shape, label, words, href=address, badge=state)


def _sites(found: Portfolio, context: Context, question: SiteQuestion, page_number: int, count: str) -> Tree:
    if not found.sites and not question.narrowed:
        words = _("Sites appear here as soon as %(company)s has opened one for you.") % {
            "company": context.company.name
        }
        return Section(
            empty_state(_("No sites yet"), words, icon_name="buildings"), className="card", aria_label=_("All sites")
        )
    if not found.sites:
        everything = button_link(_("Show all sites"), context.link("/sites"), kind="plain", id="clear-filters")
        none = _("No name, address or client contains these words.")
        if question.part:
            none = _("No site that you asked for lies in this part of the picture.")
        told = Span(none, role="status", data_announce="1")
        content: list[Node] = [empty_state(_("No site found"), told, icon_name="search", action=everything)]
    elif question.view == PICTURE:
        content = [picture(found, context, question)]
    else:
        first = PAGE * (page_number - 1)
        columns = site_columns(found, context, question)
        table = data_table(_("All sites"), columns, found.sites[first : first + PAGE], "portfolio")
        content = [table, _foot(found, context, question, page_number, count)]
    tools = site_tools(found, context, question)
    return Section(tools, *content, className="card list", aria_label=_("All sites"))


def _foot(found: Portfolio, context: Context, question: SiteQuestion, page_number: int, count: str) -> Tree:
    def way(words: str, target: int, key: str) -> Tree:
        address = context.link("/sites", **question.written(page=str(target) if target > 1 else None))
        return button_link(words, address, kind="plain small", id=key, data_top="1")

    ways = []
    if page_number > 1:
        ways.append(way(_("Previous page"), page_number - 1, "page-previous"))
    if page_number * PAGE < len(found.sites):
        ways.append(way(_("Next page"), page_number + 1, "page-next"))
    pages = Nav(*ways, className="cluster", aria_label=_("Pages")) if ways else None
    if len(found.sites) > PAGE:
        last = min(page_number * PAGE, len(found.sites))
        count = _("%(first)s–%(last)s of %(all)s") % {
            "first": number(PAGE * (page_number - 1) + 1), "last": number(last), "all": number(len(found.sites)),
        }  # fmt: skip
    return Div(P(count, role="status", data_announce="1"), pages, className="list-foot")


def _rest(found: Portfolio, context: Context) -> Node:
    """What clients owe for no single site."""
    rows = [_client_row(one) for one in found.clients]
    return card("clients", _("For no single site"), row_list(*rows)) if rows else None


def _client_row(one: ClientBalance) -> Tree:
    late = sum(owed.overdue_invoices for owed in one.owed)
    quotes = ngettext("%(n)s quote waits for an answer", "%(n)s quotes wait for an answer", one.quotes) % {
        "n": one.quotes
    }
    state = badge("bad", ngettext("%(n)s overdue", "%(n)s overdue", late) % {"n": late}) if late else None
    path = "/invoices" if one.owed else "/quotes"
    value = [Span(money(owed.total, owed.currency), className="amount") for owed in one.owed] or None
    return row(
        one.client.name,
        quotes if one.quotes else None,
        href=f"{path}?client={one.client.public_id}",
        badge=state,
        value=value,
    )
