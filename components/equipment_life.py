"""The whole life of a piece of equipment: what is due, then year by year, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from components.cards import card
from components.context import Context
from components.file_links import DOCUMENTS
from components.html import H3, A, Details, Div, Li, Node, Ol, P, Span, Summary, Time, Tree, icon
from components.nouns import NOUNS
from components.states import state_badge
from data.records.equipment import Equipment
from data.records.shared import RelatedRecord
from integrations.language import _, day, ngettext, told

YEARS_SHOWN = 2  # older ones are folded


@dataclass(frozen=True, slots=True)
class Moment:
    """Something in the life of the equipment; without a day it is still to be agreed."""

    on: date | None
    icon: str
    title: Node
    words: str = ""
    badge: Node = None


def life_card(one: Equipment, context: Context) -> Tree:
    """Tests, defects, documents and work on one line of time."""
    title = _("Its whole life")
    due, past = _due(one, context), _past(one, context)
    none_yet = None if one.results else P(_("Not inspected yet."), className="life-none")
    if not due and not past:
        return card("life", title, none_yet)
    years = [(year, list(found)) for year, found in groupby(past, lambda moment: moment.on.year if moment.on else 0)]
    shown, older = years[:YEARS_SHOWN], years[YEARS_SHOWN:]
    parts: list[Node] = [none_yet]
    if due:
        parts.append(_section("due", _("What is due"), due, whole_days=True))
    parts += [_section(str(year), str(year), found) for year, found in shown]
    if older:
        words = ngettext("%(n)s earlier year", "%(n)s earlier years", len(older)) % {"n": len(older)}
        inside = [_section(str(year), str(year), found) for year, found in older]
        parts.append(Details(Summary(Span(words), icon("chevron-down")), *inside, className="fold"))
    return card("life", title, *parts)


def _section(key: str, heading: str, moments: Sequence[Moment], *, whole_days: bool = False) -> Tree:
    rows = [_row(moment, whole_days) for moment in moments]
    return Div(
        H3(heading, id=f"life-{key}", className="subtitle"),
        Ol(*rows, className="life", role="list", aria_labelledby=f"life-{key}"), className="life-year",
    )  # fmt: skip


def _row(moment: Moment, whole_days: bool) -> Tree:
    when = day(moment.on, "medium" if whole_days else "short") if moment.on else _("no date yet")
    words = Span(moment.words, className="life-words") if moment.words else None
    return Li(
        Time(when, dateTime=moment.on.isoformat() if moment.on else None, className="life-day"),
        Span(icon(moment.icon), className="life-mark", aria_hidden="true"),
        Span(Span(moment.title, className="life-title"), words, className="life-what"),
        Span(moment.badge, className="life-badge") if moment.badge else None,
    )


def _due(one: Equipment, context: Context) -> list[Moment]:
    """What is still to come: the next retest, the end of its life, work that is planned."""
    found = [_record(related, context) for related in one.life if related.on is None]
    if one.standing != "retired":
        if one.retest_on:
            found.append(Moment(one.retest_on, "clock-history", _("Next retest"),
                                badge=state_badge("retest", one.retest_standing)))  # fmt: skip
        if one.end_of_life_on:
            found.append(Moment(one.end_of_life_on, "hourglass-split", _("End of life"),
                                badge=state_badge("end_of_life", one.end_of_life_standing)))  # fmt: skip
    return sorted(found, key=lambda moment: moment.on or date.min)


def _record(related: RelatedRecord, context: Context) -> Moment:
    noun = NOUNS[related.noun]
    link = _link(noun.title(related.number), f"{noun.path}/{related.public_id}", context)
    return Moment(related.on, noun.icon, link, related.title or "", state_badge(noun.states, related.standing))


def _link(words: str, path: str, context: Context) -> Tree:
    return A(words, href=context.link(path))


def _past(one: Equipment, context: Context) -> list[Moment]:
    found = [_record(related, context) for related in one.life if related.on is not None]
    for result in one.results:
        link = _link(NOUNS["inspection"].title(result.number), f"/inspections/{result.inspection}", context)
        words = " · ".join(part for part in (told(result.kind_names), result.remark, result.action) if part)
        found.append(Moment(result.done_on, "clipboard-check", link, words, state_badge("line", result.result)))
    for paper in one.around.documents:
        if paper.issued_on:
            address = DOCUMENTS.page(paper.public_id, context, one.around.address)
            kind = told(paper.kind_names)
            words = kind if kind != paper.title else ""
            state = state_badge("validity", paper.standing)
            found.append(Moment(paper.issued_on, "file-earmark-text", A(paper.title, href=address), words, state))
    if one.installed_on:
        found.append(Moment(one.installed_on, "tools", _("Installed")))
    return sorted(found, key=lambda moment: moment.on or date.max, reverse=True)
