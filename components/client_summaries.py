"""Summaries on the pages of one client: the newest rows of a table, how its records stand, and the way to all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from components.cards import card, empty_state
from components.columns import chosen, placed
from components.context import Context
from components.dashboard.portfolio_columns import site_columns
from components.html import A, Div, Node, Span, Tree
from components.nouns import NOUNS
from components.states import STATES, state_words
from components.table import Column, data_table
from data.records.portfolio import Portfolio
from data.records.portfolio_question import SiteQuestion
from data.records.shared import Slice
from integrations.language import _, number

SHOWN = 6
MOST_SITES = 50


def newest(
    noun_name: str, columns: Callable[[Context], Sequence[Column[Any]]], found: Slice[Any], context: Context,
    shown: int = SHOWN,
) -> Tree:  # fmt: skip
    """A card with the first rows of the list of a noun."""
    noun = NOUNS[noun_name]
    key, title = noun.path.strip("/"), _(noun.many)
    if not found.records:
        words = _(noun.none_yet) % {"company": context.company.name}
        return card(key, title, empty_state(_(noun.none), words, icon_name=noun.icon), className="client-none")
    records = found.records[:shown]
    plain = [replace(one, sort="") for one in chosen(placed(columns(context), context), ())
             if one.part != "action" or any(one.cell(record) for record in records)]  # fmt: skip
    more = f"{number(found.total)}+" if found.capped else number(found.total)
    return card(
        key, title, _standings(noun_name, found, context), data_table(title, plain, records),
        more=(context.link(noun.path), _("All %(n)s") % {"n": more}), className="with-table",
    )  # fmt: skip


def _standings(noun_name: str, found: Slice[Any], context: Context) -> Node:
    """How many stand how, each a way to these."""
    noun = NOUNS[noun_name]
    counts = {code: found.chips.counts.get(code, 0) for code in found.shape.standings}
    if noun.states not in STATES or sum(1 for count in counts.values() if count) < 2:
        return None
    more = "+" if found.chips.capped else ""
    links = [
        A(state_words(noun.states, code), " ", Span(f"{number(count)}{more}", className="chip-count"),
          href=context.link(noun.path, state=code), className="client-standing")
        for code, count in counts.items() if count
    ]  # fmt: skip
    return Div(*links, className="client-standings")


def sites_card(found: Portfolio, context: Context) -> Tree:
    """The first sites of a client, the worst first."""
    if not found.sites:
        none = empty_state(_("No sites yet"), _("Sites appear here as soon as they are imported."),
                           icon_name="building")  # fmt: skip
        return card("sites", _("Sites"), none, className="client-none")
    columns = [replace(one, sort="", href=None, sorted=None)
               for one in site_columns(found, context, SiteQuestion())]  # fmt: skip
    table = data_table(_("Sites"), columns, found.sites[:MOST_SITES], "portfolio")
    every = (context.link("/sites"), _("All %(n)s") % {"n": number(len(found.sites))})
    return card("sites", _("Sites"), table, more=every, className="with-table")
