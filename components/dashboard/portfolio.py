"""All sites: totals on top, then a table of the sites with the worst first, a hundred to a page."""

from __future__ import annotations

from components.badges import badge
from components.cards import answer_tile, button_link, card, empty_state, row, row_list, tiles
from components.context import Context
from components.dashboard.portfolio_columns import site_columns
from components.forms import field, filter_form, submit
from components.html import Div, Nav, Node, P, Section, Span, Tree
from components.page import Page, page
from components.table import data_table
from data.records.portfolio import ClientBalance, Portfolio
from data.viewer import Area
from integrations.language import _, money, ngettext, number

PAGE = 100


def portfolio_page(found: Portfolio, context: Context, search: str = "", page_number: int = 1) -> Page:
    """The page of all sites of the context's client, or of the person."""
    client = context.scope.client
    count = ngettext("%(n)s site", "%(n)s sites", len(found.sites)) % {"n": number(len(found.sites))}
    content = [
        None if search or not found.sites else _totals(found, context),
        _sites(found, context, search, page_number, count),
        _rest(found, context),
    ]
    nothing = "nothing" if search and not found.sites else None
    return page(_("All sites"), *content, context=client.name if client else count, scope=context.scope,
                searched=nothing)  # fmt: skip


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
        state = badge("bad", _("Needs repair")) if found.having("failed") else badge("ok", _("All compliant"))
        shown.append(_count_tile("failed", "clipboard-check", _("Not compliant"), found.having("failed"), state))
        missing = found.having("certificate_expired", "certificate_missing")
        state = badge("bad", _("Expired or missing")) if missing else badge("ok", _("In order"))
        shown.append(_count_tile("certificates", "shield-check", _("Certificates"), missing, state))
    if sees(Area.QUOTES):
        quotes = sum(one.quotes for one in found.sites) + sum(one.quotes for one in found.clients)
        words = ngettext("%(n)s quote", "%(n)s quotes", quotes) % {"n": number(quotes)}
        state = badge("warn", _("Awaiting answer")) if quotes else badge("ok", _("All answered"))
        shown.append(
            answer_tile(
                "quotes", "file-earmark-text", _("Quotes waiting"), words, href=context.link("/quotes"), badge=state
            )
        )
    return tiles(*shown)


def _count_tile(key: str, shape: str, label: str, count: int, state: Tree) -> Tree:
    words = ngettext("%(n)s site", "%(n)s sites", count) % {"n": number(count)}
    return answer_tile(key, shape, label, words, badge=state)


def _sites(found: Portfolio, context: Context, search: str, page_number: int, count: str) -> Tree:
    if not found.sites and not search:
        words = _("Sites appear here as soon as %(company)s has opened one for you.") % {
            "company": context.company.name
        }
        return Section(
            empty_state(_("No sites yet"), words, icon_name="buildings"), className="card", aria_label=_("All sites")
        )
    if found.sites:
        first = PAGE * (page_number - 1)
        table = data_table(_("All sites"), site_columns(found, context), found.sites[first : first + PAGE], "portfolio")
        content: list[Node] = [table, _foot(found, context, search, page_number, count)]
    else:
        everything = button_link(_("Show all sites"), context.link("/sites"), kind="plain")
        none = _("No name, address or client contains these words.")
        content = [empty_state(_("No site found"), none, icon_name="search", action=everything)]
    return Section(_search(context, search), *content, className="card list", aria_label=_("All sites"))


def _search(context: Context, search: str) -> Tree:
    keep = {"client": context.scope.client.public_id} if context.scope.client and context.narrowed else {}
    box = field("site-search", _("Search sites"), "q", type="search", value=search, label_hidden=True,
                placeholder=_("Name, address or client"))  # fmt: skip
    button = submit(_("Search"), kind="plain", icon_name="search")
    return filter_form("/sites", box, button, keep=keep, className="list-search", role="search")


def _foot(found: Portfolio, context: Context, search: str, page_number: int, count: str) -> Tree:
    def way(words: str, target: int, key: str) -> Tree:
        address = context.link("/sites", q=search or None, page=str(target) if target > 1 else None)
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
