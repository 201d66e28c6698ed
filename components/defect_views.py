"""Defects: the list's columns and the record page."""

from __future__ import annotations

from dataclasses import replace

from components.cards import card
from components.columns import extra, extra_day, offers
from components.context import Context
from components.export_columns import ExportColumn, place, plain, standing
from components.html import A, Div, Node, P, Span, Tree, icon
from components.lifeline import age_words, lifeline_card
from components.nouns import NOUNS
from components.page import Page
from components.photographs import photo_grid
from components.record_list import day_column, file_column, record_list, state_column, title_column, whole
from components.record_page import Answer, record_page
from components.states import STATES, state_badge, state_words
from components.table import Column
from components.table_tools import Words
from data.records.defects import Defect, DefectRow
from data.records.shared import Slice
from integrations.language import N_, _, day, ngettext, told

SEVERITY_WORDS = {"minor": N_("Minor"), "major": N_("Major"), "critical": N_("Critical")}
DEFECT_EXPORT: tuple[ExportColumn[DefectRow], ...] = (
    plain("number", N_("Number")), plain("title", N_("Title")), *place(),
    ExportColumn(N_("Severity"), lambda one: state_words("severity", one.severity)), standing("defect"),
    plain("code", N_("Equipment")), plain("location", N_("Place")), plain("action", N_("What is to be done")),
    plain("found_on", N_("Found on")), plain("quoted_on", N_("Quoted on")), plain("approved_on", N_("Approved on")),
    plain("scheduled_on", N_("Scheduled for")), plain("fixed_on", N_("Fixed on")), plain("proven_on", N_("Proven on")),
    plain("cancelled_on", N_("Cancelled on")), plain("age", N_("Days open")),
)  # fmt: skip


@offers("defect")
def defect_columns(context: Context) -> list[Column[DefectRow]]:
    """What the list can show of each."""
    return [
        title_column("defect", N_("Number"), context, share=13),
        Column("title", N_("Title"), _title, "text", 26, sort="title"),
        Column("severity", N_("Severity"), lambda one: severity(one.severity), "meta", 12, sort="severity",
               latest_first=True),
        day_column("found_on", N_("Found on"), share=12, sort="found"),
        Column("age", N_("Open"), _age, "value", 10, figures=True, sort="age", latest_first=True),
        state_column("defect"),
        extra("action", N_("What is to be done"), lambda one: one.action, 22),
        extra_day("quoted_on", N_("Quoted on")),
        extra_day("approved_on", N_("Approved on")),
        extra_day("scheduled_on", N_("Scheduled for")),
        extra_day("fixed_on", N_("Fixed on")),
        extra_day("proven_on", N_("Proven on")),
        file_column("defect", context),
    ]  # fmt: skip


def defect_list(found: Slice[DefectRow], context: Context) -> Page:
    """One page of the defects."""
    words = Words(N_("Date found"), kinds=SEVERITY_WORDS, kind=N_("Severity"), subject=N_("Title"))
    return record_list("defect", defect_columns(context), found, context, words)


def _title(one: DefectRow) -> Node:
    where = " · ".join(part for part in (one.code, one.location) if part)
    return Div(one.title, Span(where, className="cell-note") if where else None)


def _age(one: DefectRow) -> Node:
    words = ngettext("%(n)s day", "%(n)s days", one.age) % {"n": one.age}
    return words if one.is_open else Span(words, className="muted")


def severity(code: str) -> Tree:
    """How bad it is: words with a sign of their own, quieter than the state beside them."""
    state = STATES["severity"][code]
    sign = icon(state.icon or "exclamation-circle")
    return Span(sign, Span(state_words("severity", code)), className=f"severity {state.tone}")


def defect_page(one: Defect, context: Context) -> Page:
    """The page of one defect."""
    answers = [
        Answer(_("State"), state_badge("defect", one.standing), age_words(one)),
        Answer(_("Severity"), severity(one.severity)),
        Answer(_("What is to be done"), one.action) if one.action and one.is_open else None,
        Answer(_("Equipment"), _equipment(one, context), one.location)
        if one.code else Answer(_("Place"), one.location) if one.location else None,
    ]  # fmt: skip
    details: list[tuple[Node, Node]] = [
        (_("Number"), one.number), (_("Found on"), day(one.found_on)),
        (_("What is to be done"), None if one.is_open else one.action),
    ]  # fmt: skip
    own = [paper for paper in one.around.documents if paper not in one.photos]
    papers = (*own, *(paper for paper in one.proofs if paper not in own))
    return record_page(
        "defect", NOUNS["defect"].title(one.number), context, one.place, replace(one.around, documents=papers),
        subject=one.title, answers=answers, cards=[lifeline_card(one, context), *_seen(one)], details=details,
    )  # fmt: skip


def _equipment(one: Defect, context: Context) -> Tree:
    words = [told(one.kind_names), " ", Span(one.code, className=whole(one.code or ""))]
    return A(*words, href=context.link(f"/equipment/{one.equipment}"), className="strip-link")


def _seen(one: Defect) -> list[Node]:
    """What was seen, in words and pictures."""
    cards: list[Node] = []
    if one.description:
        cards.append(card("description", _("What was found"), P(one.description, className="text-block")))
    if one.photos:
        title = _("Photographs")
        cards.append(card("photos", title, photo_grid(one.photos, title)))
    return cards
