"""The calendar: a month as a table with the names of the days, and below it the same entries day by day in words.

Where several sites stand side by side, the table names the site of an entry: its icon says what it is.
"""

from __future__ import annotations

from calendar import Calendar
from datetime import date

from components.calendar_entries import SORTS, address_of, hours_of, name_of, subject_of, tone_of, where_of
from components.calendar_tools import month_ways, show_ways
from components.cards import button_link, card, empty_state, notice, row, row_list, subtitle
from components.context import Context
from components.dashboard.words import joined
from components.html import (
    H2,
    H3,
    A,
    Caption,
    Div,
    Li,
    Node,
    P,
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
from components.page import Page, page
from components.states import state_badge
from data.records.calendar import CalendarEntry, Month
from integrations.language import _, clock, day, month, ngettext, weekdays

SHOWN = 3  # entries in one day of the table; the list below has all


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
    names = [Th(Span(short, aria_hidden="true"), sr(full), scope="col") for short, full in weekdays()]
    weeks = Calendar().monthdatescalendar(found.first.year, found.first.month)
    table = Table(
        Caption(title, className="sr"), Thead(Tr(*names)),
        Tbody(*[Tr(*[_day_cell(one, found, context) for one in week]) for week in weeks]), className="month",
    )  # fmt: skip
    head = Div(H2(title, id="month-title", data_announce="1"), month_ways(found, context),
               className="card-head month-head")  # fmt: skip
    return Section(
        head, show_ways(found, context), table, id="month", className="card month-card", aria_labelledby="month-title"
    )


def _day_cell(on: date, found: Month, context: Context) -> Tree:
    if on.month != found.first.month:
        return Td(Span(on.day, className="day-number", aria_hidden="true"), className="day beside")
    entries = found.days.get(on, [])
    now = "date" if on == found.today else None
    classes = f"day {'today' if now else ''} {'weekend' if on.weekday() > 4 else ''}".split()
    if not entries and now and found.entries:
        number = A(
            Span(on.day, aria_hidden="true"), sr(day(on, "full")), href=f"#{_anchor(on)}", className="day-number"
        )
        return Td(number, className=" ".join(classes), aria_current=now)
    if not entries:
        return Td(Span(on.day, className="day-number"), className=" ".join(classes), aria_current=now)
    count = ngettext("%(n)s entry", "%(n)s entries", len(entries)) % {"n": len(entries)}
    dots = Span(
        *[Span(className=f"dot {tone_of(one)}") for one in entries[:SHOWN]], className="dots", aria_hidden="true"
    )
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
    name, site = name_of(one), where_of(one, context)
    words = [Span(site or name, className="day-chip-words"), sr(", ", name) if site else None]
    return A(icon_of(sort.icon), sr(_(sort.words), ": "), time, *words, href=address_of(one, context),
             className=f"day-chip {tone_of(one)}", title=joined(name, site))  # fmt: skip


def _list_card(found: Month, context: Context) -> Tree:
    title = _("Day by day")
    if not found.entries:
        words = _("Inspections, appointments, work, due dates and documents that expire appear here in their month.")
        everything = None
        if found.show:
            words = _("Nothing of what you asked for is in this month.")
            address = context.link("/calendar", month=f"{found.first:%Y-%m}")
            everything = button_link(_("Show everything"), address, kind="plain", id="clear-filters")
        nothing = empty_state(_("Nothing in this month"), words, icon_name="calendar3", action=everything)
        return card("days", title, nothing)
    parts: list[Node] = []
    if found.more:
        parts.append(notice("info", _("There is more in this month than is shown. Choose a site or a client.")))
    if found.some_day:
        parts += [subtitle(_("In this month, date to be confirmed")), _rows(found.some_day, context)]
    days = found.days
    if found.today.replace(day=1) == found.first:
        days = dict(sorted({found.today: [], **days}.items()))
    parts += [_day(on, entries, found, context) for on, entries in days.items()]
    to_today = (f"#{_anchor(found.today)}", _("To today")) if found.today in days else None
    return card("days", title, *parts, more=to_today)


def _day(on: date, entries: list[CalendarEntry], found: Month, context: Context) -> Tree:
    """The entries of a day under its name; today is there even without any."""
    now = on == found.today
    words = day(on, "full")
    heading = H3(_("Today, %(date)s") % {"date": words} if now else words, className="subtitle")
    shown = _rows(entries, context) if entries else P(_("Nothing today"), className="day-empty")
    return Div(heading, shown, id=_anchor(on), className=f"day-list {'now' if now else ''}".strip(), tabIndex="-1")


def _rows(entries: list[CalendarEntry], context: Context) -> Tree:
    return row_list(*[_row(one, context) for one in entries])


def _row(one: CalendarEntry, context: Context) -> Tree:
    sort = SORTS[one.noun]
    wish = _("wished until %(date)s") % {"date": day(one.until)} if one.until else None
    client = one.place.client_name if context.several_clients else None
    site = one.place.site_name if context.several_sites or context.several_clients else None
    what = None if one.noun == "inspection" and one.kind_names is None else _(sort.words)
    return row(
        name_of(one), joined(what, subject_of(one), wish, site, client), href=address_of(one, context),
        icon_name=sort.icon, badge=state_badge(sort.states, one.standing), value=hours_of(one, context),
    )  # fmt: skip


def _anchor(on: date) -> str:
    return f"day-{on.isoformat()}"
