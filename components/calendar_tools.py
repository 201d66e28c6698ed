"""The ways of the calendar: to other months, and to one sort of entries alone. All of them are links."""

from __future__ import annotations

from datetime import date

from components.cards import button_link
from components.context import Context
from components.html import A, Nav, Node, Tree, icon, sr
from data.records.calendar import SHOWS, Month
from integrations.language import N_, _, month

WORDS = {"visits": N_("Visits"), "due": N_("Due dates"), "validity": N_("Expiring")}


def month_ways(found: Month, context: Context) -> Tree:
    """The months before and after, and this one."""
    now = context.link("/calendar", show=found.show or None)
    return Nav(
        _way(found.before, "chevron-left", found, context, "month-before"),
        button_link(_("This month"), now, kind="plain small", id="month-now"),
        _way(found.after, "chevron-right", found, context, "month-after"),
        aria_label=_("Months"), className="month-ways",
    )  # fmt: skip


def _way(first: date | None, shape: str, found: Month, context: Context, key: str) -> Node:
    if first is None:
        return None
    address = context.link("/calendar", month=f"{first:%Y-%m}", show=found.show or None)
    return A(icon(shape), sr(month(first)), href=address, id=key, className="icon-button")


def show_ways(found: Month, context: Context) -> Node:
    """Everything, or one sort of entries; none where the person has but one sort."""
    sees = context.viewer.sees
    shown = [show for show, (_nouns, areas) in SHOWS.items() if any(sees(area) for area in areas)]
    if len(shown) < 2:
        return None
    here = None if found.first == found.today.replace(day=1) else f"{found.first:%Y-%m}"
    chips = [
        A(words, href=context.link("/calendar", month=here, show=show or None), id=f"show-{show or 'all'}",
          className="chip", aria_current="true" if show == found.show else None)
        for show, words in [("", _("All")), *((show, _(WORDS[show])) for show in shown)]
    ]  # fmt: skip
    return Nav(*chips, className="month-shows", aria_label=_("What is shown"))
