"""Next inspection: the month it is due, or the exact date and time once it is agreed."""

from __future__ import annotations

from datetime import date

from components.badges import badge
from components.cards import button_link, card, empty_state, facts
from components.context import Context
from components.dashboard.words import hours, local_day
from components.html import A, Div, Node, P, Span, Tree
from components.states import state_badge
from components.times import elsewhere
from data.records.dashboard import Dashboard
from data.records.dashboard_work import NextInspection
from integrations.language import _, day, month, month_short, told


def next_inspection(board: Dashboard, context: Context) -> Tree:
    """The box; an agreed date can be put into a calendar."""
    one = board.planned
    more = (context.link("/inspections"), _("View all"))
    if one is None:
        words = _("The month appears here as soon as %(company)s plans the next inspection, the day once it is agreed.")
        text = words % {"company": context.company.name}
        empty = empty_state(_("No inspection is planned"), text, icon_name="calendar3")
        return card("next-inspection", _("Next inspection"), empty, more=more)
    zone = elsewhere(one.scheduled_from, board.zone, context.company.zone) if one.scheduled_from else None
    details: list[tuple[Node, Node]] = [
        (_("Type"), told(one.kind_names)), (_("Technician"), one.inspector), (_("Status"), _state(one)),
        (_("Time zone"), zone),
    ]  # fmt: skip
    prepare = None
    if one.preparation:
        prepare = Div(P(_("Before the visit"), className="prepare-title"), P(one.preparation), className="prepare")
    calendar = None
    if one.scheduled_from is not None:
        address = f"/inspections/{one.public_id}/calendar.ics"
        button = button_link(_("Add to calendar"), address, icon_name="calendar2-plus", download="")
        calendar = Div(button, className="card-foot")
    link = context.link(f"/inspections/{one.public_id}")
    return card(
        "next-inspection",
        _("Next inspection"),
        _when(one, board.zone, link),
        facts(details),
        prepare,
        calendar,
        more=more,
    )


def _when(one: NextInspection, zone: str, link: str) -> Tree:
    if one.scheduled_from is not None:
        first = local_day(one.scheduled_from, zone)
        at = hours(one.scheduled_from, one.scheduled_until, zone)
        words = [A(day(first, "full"), href=link, className="when-day"), Span(at)]
        return Div(date_box(first, exact=True), Div(*words, className="when-words"), className="when")
    if one.due_month is not None:
        words = [A(month(one.due_month), href=link, className="when-day"), Span(_("date to be confirmed"))]
        return Div(date_box(one.due_month, exact=False), Div(*words, className="when-words"), className="when")
    return Div(A(_("Date to be agreed"), href=link, className="when-day"), className="when")


def date_box(value: date, *, exact: bool) -> Tree:
    """A leaf of a calendar: month and day, or month and year."""
    low = Span(str(value.day if exact else value.year), className="leaf-day" if exact else "leaf-year")
    return Div(Span(month_short(value), className="leaf-month"), low, className="leaf", aria_hidden="true")


def _state(one: NextInspection) -> Node:
    if one.scheduled_from is not None:
        return state_badge("visit", "confirmed")
    if one.late:
        return badge("warn", _("Not yet agreed"))
    return state_badge("inspection", one.state)
