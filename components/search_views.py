"""The search page, and the way to it in the top bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from components.badges import badge
from components.cards import button_link, card, empty_state, row, row_list
from components.html import A, Button, Div, Form, Input, Label, Li, Node, P, Section, Span, Tree, Ul, icon
from components.page import Page, page
from components.search_blocks import Block, Line, advice, count_words, ways_to_ask
from data.records.company import Company
from data.records.search import LONGEST, FoundEverywhere
from data.viewer import Viewer
from integrations.language import _


def search_page(search: str, found: FoundEverywhere | None, blocks: Sequence[Block], viewer: Viewer,
                company: Company) -> Page:  # fmt: skip
    """The page: the box, then what was found (None: nothing was asked yet, `blocks` are places to begin)."""
    content: list[Node] = [_box(search)]
    if found is not None and not found.groups:
        content.append(_nothing(search, viewer, company))
    else:
        if found is not None:
            content.append(P(count_words(found), role="status", data_announce="1", className="found-count"))
        content.append(Div(*[_card(block) for block in blocks], className="found" if found else "found found-begin"))
    everywhere = _("Records, documents and sites you may see")
    if viewer.is_staff:
        everywhere = _("Records, documents and sites of all clients")
    searched = None if found is None else "found" if found.groups else "nothing"
    made = page(_("Search"), *content, context=everywhere, searched=searched)
    return replace(made, title=_("Search: %(words)s") % {"words": search}) if search else made


def _box(search: str) -> Tree:
    words = _("Search number, subject or name")
    return Form(
        Label(words, htmlFor="search-words", className="sr"),
        Input(id="search-words", name="q", type="search", value=search or None, placeholder=words, maxLength=LONGEST,
              autoComplete="off", spellCheck="false", className="input"),
        Button(icon("search"), Span(_("Search")), type="submit", className="button primary", id="search-go"),
        action="/search", method="get", className="search-everywhere", role="search", aria_label=_("Search everywhere"),
    )  # fmt: skip


def _card(block: Block) -> Tree:
    more = (block.more.href, block.more.title) if block.more else None
    return card(f"found-{block.key}", block.title, row_list(*[_row(line) for line in block.lines]), more=more)


def _row(line: Line) -> Tree:
    state = badge(line.state.tone, line.state.words, line.state.icon) if line.state else None
    return row(line.title, line.text or None, href=line.href, icon_name=line.icon, badge=state,
               value=line.value or None)  # fmt: skip


def _nothing(search: str, viewer: Viewer, company: Company) -> Tree:
    ways = [button_link(way.title, way.href, icon_name=way.icon) for way in ways_to_ask(viewer, company)]
    ask = Div(P(_("Or ask %(company)s:") % {"company": company.name}), *ways, className="found-ask") if ways else None
    words = [P(_("No record you may see contains every word of “%(words)s”.") % {"words": search}, role="status",
               data_announce="1"), Ul(*[Li(one) for one in advice()], className="found-advice")]  # fmt: skip
    return Section(empty_state(_("Nothing found"), words, icon_name="search", action=ask), className="card",
                   aria_label=_("Nothing found"))  # fmt: skip


def search_control() -> Tree:
    """The way to the search in the top bar: a link, which opens a panel where scripts run."""
    words = {
        "data_title": _("Search everywhere"),
        "data_hint": _("Search number, subject or name"),
        "data_close": _("Close"),
        "data_keys": _("Arrow keys choose, Enter opens, Esc closes"),
        "data_failed": _("The search could not be made."),
        "data_retry": _("Search on its own page"),
    }
    return A(
        icon("search"), Span(_("Search everything"), className="finder-words"),
        Span("Ctrl K", className="finder-key", aria_hidden="true"), href="/search", className="finder-button",
        aria_haspopup="dialog", aria_keyshortcuts="Control+K Meta+K", data_finder="1", **words,
    )  # fmt: skip
