"""The calendar: a month as a table with the names of the days, and below it the same entries day by day in words."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from components.cards import button_link, card, empty_state, notice, row, row_list, subtitle
from components.context import Context
from components.dashboard.words import hours, joined
from components.html import (
    H2,
    A,
    Caption,
    Div,
    Li,
    Nav,
    Node,
    Section,
    Span,
    Table,
    Tbody,
    Td,
    Th,
    Thead,
    Tr,
    Tree,
    Ul,
    sr,
)
from components.html import icon as icon_of
from components.nouns import NOUNS
from components.page import Page, page
from components.states import state_badge, state_tone
from data.records.calendar import CalendarEntry, Month
from integrations.language import N_, _, clock, day, month, ngettext, told, weekdays

SHOWN = 3  # entries in one day of the table; the list below has all


@dataclass(frozen=True, slots=True)
class Sort:
    """What an entry of a noun says, its icon, and the states it uses."""

    words: str
    icon: str
    states: str


SORTS = {
    "inspection": Sort(N_("Inspection"), "clipboard-check", "inspection"),
    "job": Sort(N_("Other work"), "tools", "job"),
    "booking": Sort(N_("Appointment"), "calendar3", "booking"),
    "invoice": Sort(N_("Invoice due"), "receipt", "invoice"),
    "quote": Sort(N_("Quote valid until this day"), "file-earmark-text", "quote"),
    "document": Sort(N_("Document valid until this day"), "folder2-open", "validity"),
}


def calendar_page(found: Month, context: Context) -> Page:
    """The month; the table leads to the days of the list."""
    where = context.scope.site or context.scope.client
    everywhere = _("All clients and sites") if context.viewer.is_staff else _("All sites")
    return page(
        _("Calendar"), _month_card(found, context), _list_card(found, context),
        context=where.name if where else everywhere, scope=context.scope,
    )  # fmt: skip


def _month_card(found: Month, context: Context) -> Tree:
    title = month(found.first)
    ways = Nav(
        _way(found.before, "chevron-left", context, "month-before"),
        button_link(_("This month"), context.link("/calendar"), kind="plain small", id="month-now"),
        _way(found.after, "chevron-right", context, "month-after"),
        aria_label=_("Months"), className="month-ways",
    )  # fmt: skip
    names = [Th(Span(short, aria_hidden="true"), sr(full), scope="col") for short, full in weekdays()]
    weeks = Calendar().monthdatescalendar(found.first.year, found.first.month)
    table = Table(
        Caption(title, className="sr"), Thead(Tr(*names)),
        Tbody(*[Tr(*[_day_cell(one, found, context) for one in week]) for week in weeks]), className="month",
    )  # fmt: skip
    head = Div(H2(title, id="month-title", data_announce="1"), ways, className="card-head month-head")
    return Section(head, table, id="month", className="card month-card", aria_labelledby="month-title")


def _way(first: date | None, icon: str, context: Context, key: str) -> Node:
    if first is None:
        return None
    address = context.link("/calendar", month=f"{first:%Y-%m}")
    return A(icon_of(icon), sr(month(first)), href=address, id=key, className="icon-button")


def _day_cell(on: date, found: Month, context: Context) -> Tree:
    if on.month != found.first.month:
        return Td(Span(on.day, className="day-number", aria_hidden="true"), className="day beside")
    entries = found.days.get(on, [])
    now = "date" if on == found.today else None
    classes = f"day {'today' if now else ''} {'weekend' if on.weekday() > 4 else ''}".split()
    if not entries:
        return Td(Span(on.day, className="day-number"), className=" ".join(classes), aria_current=now)
    count = ngettext("%(n)s entry", "%(n)s entries", len(entries)) % {"n": len(entries)}
    dots = Span(*[Span(className=f"dot {_tone(one)}") for one in entries[:SHOWN]], className="dots", aria_hidden="true")
    number = A(Span(on.day, aria_hidden="true"), sr(day(on, "full"), ", ", count), dots, href=f"#{_anchor(on)}",
               className="day-number")  # fmt: skip
    rest = len(entries) - SHOWN
    more = Li(
        A(ngettext("%(n)s more", "%(n)s more", rest) % {"n": rest}, href=f"#{_anchor(on)}", className="day-chip-more")
    )
    chips = Ul(*[Li(_chip(one, context)) for one in entries[:SHOWN]], more if rest > 0 else None, className="day-chips",
               role="list")  # fmt: skip
    return Td(number, chips, className=" ".join(classes), aria_current=now)


def _chip(one: CalendarEntry, context: Context) -> Tree:
    sort = SORTS[one.noun]
    time = Span(clock(one.starts_at, one.zone), className="day-chip-time") if one.starts_at else None
    return A(icon_of(sort.icon), sr(_(sort.words), ": "), time, Span(_name(one), className="day-chip-words"),
             href=_address(one, context), className=f"day-chip {_tone(one)}")  # fmt: skip


def _list_card(found: Month, context: Context) -> Tree:
    title = _("Day by day")
    if not found.entries:
        words = _("Inspections, appointments, work, due dates and documents that expire appear here in their month.")
        return card("days", title, empty_state(_("Nothing in this month"), words, icon_name="calendar3"))
    parts: list[Node] = []
    if found.more:
        parts.append(notice("info", _("There is more in this month than is shown. Choose a site or a client.")))
    if found.some_day:
        parts += [subtitle(_("In this month, date to be confirmed")), _rows(found.some_day, context)]
    for on, entries in found.days.items():
        heading = subtitle(day(on, "full"))
        parts.append(Div(heading, _rows(entries, context), id=_anchor(on), className="day-list", tabIndex="-1"))
    return card("days", title, *parts)


def _rows(entries: list[CalendarEntry], context: Context) -> Tree:
    return row_list(*[_row(one, context) for one in entries])


def _row(one: CalendarEntry, context: Context) -> Tree:
    sort = SORTS[one.noun]
    wish = _("wished until %(date)s") % {"date": day(one.until)} if one.until else None
    client = one.place.client_name if context.several_clients else None
    site = one.place.site_name if context.several_sites or context.several_clients else None
    what = None if one.noun == "inspection" and one.kind_names is None else _(sort.words)
    return row(
        _name(one), joined(what, _subject(one), wish, site, client), href=_address(one, context), icon_name=sort.icon,
        badge=state_badge(sort.states, one.standing), value=_hours(one, context),
    )  # fmt: skip


def _hours(one: CalendarEntry, context: Context) -> str | None:
    if one.starts_at is None:
        return None
    told_hours = hours(one.starts_at, one.ends_at, one.zone)
    return told_hours if one.zone == context.company.zone else f"{told_hours} ({one.zone})"


def _name(one: CalendarEntry) -> str:
    """What the entry is called: the kind of an inspection, the title of a document, else the record with its number."""
    if one.noun == "inspection":
        return told(one.kind_names) or NOUNS["inspection"].title(one.number)
    if one.noun in ("document", "job", "booking"):
        return one.title or one.number
    return NOUNS[one.noun].title(one.number)


def _subject(one: CalendarEntry) -> str | None:
    return one.title if one.noun in ("invoice", "quote") else one.number or None


def _address(one: CalendarEntry, context: Context) -> str:
    if one.noun == "document":
        return f"/documents/{one.public_id}"
    return context.link(f"{NOUNS[one.noun].path}/{one.public_id}")


def _tone(one: CalendarEntry) -> str:
    return state_tone(SORTS[one.noun].states, one.standing)


def _anchor(on: date) -> str:
    return f"day-{on.isoformat()}"
