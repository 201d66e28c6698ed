"""The strip above all sites: search, order, and whether they are shown as a list or as a picture."""

from __future__ import annotations

from components.cards import button_link
from components.context import Context
from components.dashboard.portfolio_columns import HEADINGS
from components.forms import field, filter_form, select_field, submit
from components.html import A, Div, Nav, Node, P, Span, Tree, icon
from data.records.portfolio import Portfolio
from data.records.portfolio_question import LIST, PICTURE, SiteQuestion
from data.viewer import Area
from integrations.language import _


def site_tools(found: Portfolio, context: Context, question: SiteQuestion) -> Tree:
    """Everything is an address: the form asks by GET, list and picture are links."""
    keep = {
        name: value for name, value in question.written().items() if value and name not in ("q", "sort")
    } | ({"client": context.scope.client.public_id} if context.scope.client and context.narrowed else {})  # fmt: skip
    if question.view == PICTURE and question.sort:
        keep["sort"] = question.sort
    box = field("site-search", _("Search sites"), "q", type="search", value=question.search, label_hidden=True,
                placeholder=_("Name, address or client"))  # fmt: skip
    button = submit(_("Search"), kind="plain", icon_name="search")
    order = None if question.view == PICTURE else _orders(context, question)
    form = filter_form("/sites", box, button, order, keep=keep, className="list-search", role="search",
                       aria_label=_("Search and filters"))  # fmt: skip
    return Div(form, _views(found, context, question), _part(context, question), className="site-tools")


def _orders(context: Context, question: SiteQuestion) -> Tree:
    """The orders people ask for, also where the table has no headings."""
    sees = context.viewer.sees
    orders = [
        ("", _("Worst first"), True),
        ("site", _("Name"), True),
        ("-defects", _("Most defects first"), sees(Area.INSPECTIONS)),
        ("-overdue", _("Most overdue first"), sees(Area.BILLING)),
        ("-quotes", _("Most quotes first"), sees(Area.QUOTES)),
        ("visit", _("Next visit first"), sees(Area.INSPECTIONS) or sees(Area.BOOKINGS)),
        ("-expiring", _("Most certificates that expire soon"), sees(Area.INSPECTIONS)),
        ("certificate", _("Certificate that ends first"), sees(Area.INSPECTIONS)),
    ]
    options = [(code, words) for code, words, shown in orders if shown]
    if question.sort not in dict(options):
        key = question.sort.removeprefix("-")
        words = _("%(column)s, descending") if key != question.sort else _("%(column)s, ascending")
        options.append((question.sort, words % {"column": _(HEADINGS[key])}))
    return select_field(
        "site-order", _("Order"), "sort", options, value=question.sort, label_hidden=True, data_auto="1"
    )


def _views(found: Portfolio, context: Context, question: SiteQuestion) -> Node:
    """List or picture; without any coordinates there is no choice, unless the picture was asked for."""
    if question.view != PICTURE and not any(one.position for one in found.sites):
        return None
    ways = [(LIST, "list-ul", _("List")), (PICTURE, "map", _("Picture"))]
    links = [
        A(icon(shape), Span(words), href=context.link("/sites", **question.written(view=view or None)),
          id=f"view-{view or 'list'}", className="view", aria_current="true" if view == question.view else None)
        for view, shape, words in ways
    ]  # fmt: skip
    return Nav(*links, className="views", aria_label=_("List or picture"))


def _part(context: Context, question: SiteQuestion) -> Node:
    if question.part is None:
        return None
    everywhere = context.link("/sites", **question.written(part=None))
    words = _("Only the sites in a part of the picture are shown.")
    return P(Span(words), button_link(_("Show everywhere"), everywhere, kind="plain small", id="everywhere"),
             className="only-part")  # fmt: skip
