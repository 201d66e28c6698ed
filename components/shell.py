"""The frame around every page: sidebar, top bar with the site control, phone tabs, banner, help."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from components.branding import brand_mark
from components.first_paint import has_live_parts
from components.forms import command_form, hidden, submit
from components.html import (
    A,
    Arrival,
    Aside,
    Details,
    Div,
    Header,
    Li,
    Main,
    Nav,
    Node,
    P,
    Packed,
    Plain,
    Section,
    Span,
    Summary,
    Tree,
    Ul,
    Wake,
    icon,
)
from components.kept import kept
from components.menus import scope_control, user_menu
from components.navigation import STAFF_HOME, TABS, Entry, Frame
from components.packing import pack
from components.page import Page
from components.search_views import search_control
from data.records.company import Company
from integrations.language import _, language


def frame(around: Frame, page: Page, status: int = 200) -> list[Tree]:
    """The children of the live frame: what is plain is mounted as one component, live parts of a page stay live."""
    live = has_live_parts(page.content, around.live_ids)
    content = page.content if live else Plain(page.content, around.stamp)
    sides, tops, tabs = _standing(replace(around, path="", search="", stamp=""), language())
    current = _current(around)
    return [
        Wake(),
        Plain([_banner(around), {**sides, "marks": current}, {**tops, "marks": {"next": around.address}}]),
        Main(content, id="page", className="page", tabIndex=-1),
        Plain({**tabs, "marks": current}),
        Arrival(title=window_title(page.title, around.company), to=around.address, status=status, stamp=around.stamp),
    ]


def in_short(inside: list[Tree], known: frozenset[str] = frozenset()) -> list[Tree]:
    """The children of a frame as they travel: what is plain is packed, without the parts the browser says it has."""
    return [_packed(node, known) for node in inside]


def _packed(node: Tree, known: frozenset[str]) -> Tree:
    props = node["props"]
    if "tree" in props:
        return Packed(pack(props["tree"], known), props.get("stamp"))
    content = props.get("children")
    if type(content) is dict and "tree" in content["props"]:
        return {**node, "props": {**props, "children": _packed(content, known)}}
    return node


@lru_cache(maxsize=256)
def _standing(bare: Frame, _language: str) -> tuple[Tree, Tree, Tree]:
    """Sidebar, top bar and tabs, which on all pages that somebody sees of a site differ by marks alone."""
    return kept(_sidebar(bare)), kept(_top_bar(bare)), kept(_tab_bar(bare))


def _current(around: Frame) -> dict[str, dict[str, str]]:
    """The addresses of the navigation that are current, with what `aria-current` says there."""
    entries = [entry for _title, group in around.groups() for entry in group]
    return {
        "current": {_href(around, entry): mark for entry in entries if (mark := around.current(entry.path)) is not None}
    }


def window_title(title: str, company: Company) -> str:
    """The window's title: the page first, the company after it."""
    return f"{title} – {company.name}"


def portal(inside: list[Tree]) -> list[Tree]:
    """The children of the page's root: skip link, the navigation's ear, the frame, and where messages appear."""
    return [
        A(_("Skip to content"), href="#page", className="skip"),
        Div(id="nav", hidden=True),
        Div(*inside, id="frame", className="frame"),
        Div(id="announce", role="status", className="sr"),
        Div(id="trouble", role="alert", className="trouble"),
    ]


def brand(company: Company, href: str) -> Tree:
    """Logo and the company's name, leading home."""
    return A(
        brand_mark(company),
        Span(company.name, className="brand-name"),
        href=href,
        className="brand",
    )


def _banner(around: Frame) -> Node:
    viewer = around.viewer
    if not viewer.read_only:
        return None
    words = _("You see the portal as %(name)s. Nothing can be changed.") % {"name": viewer.name}
    button = submit(_("Stop viewing"), kind="plain")
    stop = command_form(viewer, "/view-as", hidden("stop", "1"), button, className="banner-form")
    return Section(icon("eye"), P(words), stop, className="banner", aria_label=_("Viewing as another person"))


def _home(around: Frame) -> str:
    return STAFF_HOME.path if around.viewer.is_staff else around.link("/")


def _href(around: Frame, entry: Entry) -> str:
    return entry.path if entry.path.startswith("/staff") else around.link(entry.path)


def _entry(around: Frame, entry: Entry) -> Tree:
    href = _href(around, entry)
    return Li(A(icon(entry.icon), Span(_(entry.words)), href=href, className="nav-link"))


def _lists(around: Frame, prefix: str) -> list[Tree]:
    found = []
    for number, (title, entries) in enumerate(around.groups()):
        key = f"{prefix}-{number}"
        found.append(P(_(title), id=key, className="nav-title"))
        found.append(Ul(*[_entry(around, entry) for entry in entries], role="list", aria_labelledby=key))
    return found


def _help(company: Company) -> Node:
    if not (company.phone or company.email):
        return None
    number = "".join(character for character in company.phone if character in "+0123456789")
    return Div(
        P(company.contact_name or _("Need help?"), className="help-title"),
        A(icon("telephone"), Span(company.phone), href=f"tel:{number}") if company.phone else None,
        A(icon("envelope"), Span(company.email), href=f"mailto:{company.email}") if company.email else None,
        P(company.contact_hours, className="help-hours") if company.contact_hours else None,
        className="help-box",
    )


def _sidebar(around: Frame) -> Tree:
    return Aside(
        brand(around.company, _home(around)),
        Nav(*_lists(around, "side"), className="side-nav", aria_label=_("Main")),
        _help(around.company),
        className="sidebar",
    )


def _top_bar(around: Frame) -> Tree:
    sites = scope_control(around.scope, staff=around.viewer.is_staff)
    menu = user_menu(around.viewer, around.address, around.company.languages)
    return Header(sites, search_control(), menu, className="topbar")


def _tab_bar(around: Frame) -> Tree:
    entries = {entry.path: entry for _title, group in around.groups() for entry in group}
    tabs = [entries[path] for path in TABS if path in entries][:4]
    more = Details(
        Summary(icon("list-ul"), Span(_("More")), className="tab"),
        Div(*_lists(around, "more"), _help(around.company), className="sheet"),
        className="tab-more",
        data_menu="1",
    )
    return Nav(*[_tab(around, entry) for entry in tabs], more, className="tabbar", aria_label=_("Quick links"))


def _tab(around: Frame, entry: Entry) -> Tree:
    href = _href(around, entry)
    return A(icon(entry.icon), Span(_(entry.words)), href=href, className="tab")
