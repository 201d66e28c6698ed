"""The first page of staff: what waits on the company, today's visits, what clients did last."""

from __future__ import annotations

from collections.abc import Sequence

from components.cards import button_link, card, empty_state, row, row_list
from components.happening_words import about_words, what_words
from components.html import A, Div, Li, Node, P, Span, Time, Tree, Ul
from components.nouns import NOUNS
from components.page import Page, page
from components.times import elsewhere
from components.waiting_views import waiting_card
from data.records.happenings import Happening
from data.records.waiting import Visit, Visits, WaitingLine
from integrations.language import _, clock, day, moment, number


def staff_home(lines: Sequence[WaitingLine], visits: Visits, latest: Sequence[Happening], zone: str) -> Page:
    """The page; times of visits in the zone of each site, all others in the company's."""
    side = Div(_visits(visits, zone), _latest(latest, zone), className="desk-side")
    content = Div(waiting_card(lines, visits.day), side, className="desk")
    return page(_("Today"), content, context=day(visits.day, "full"),
                actions=[button_link(_("Calendar"), "/calendar", icon_name="calendar2-check")])  # fmt: skip


def _visits(visits: Visits, zone: str) -> Tree:
    if not visits.found:
        words = _("No inspection, job or booking is agreed for today.")
        if visits.next_day:
            words = _("The next one is on %(date)s.") % {"date": day(visits.next_day, "full")}
        return card("visits", _("Visits today"), empty_state(_("No visits today"), words, icon_name="calendar2-check"))
    count = Span(number(len(visits.found)), className="desk-count")
    more = P(_("Only the first are shown. The calendar has all."), className="card-note") if visits.more else None
    listed = Ul(*[_visit(one, zone) for one in visits.found], className="desk-visits", role="list")
    return card("visits", _("Visits today"), listed, more, badge=count)


def _visit(one: Visit, zone: str) -> Tree:
    until = f"–{clock(one.ends_at, one.zone)}" if one.ends_at else ""
    city = elsewhere(one.starts_at, one.zone, zone)
    hours = Time(f"{clock(one.starts_at, one.zone)}{until}", dateTime=one.starts_at.isoformat(),
                 className="desk-hours")  # fmt: skip
    place = one.site_name or one.client_name
    words = NOUNS[one.noun].title(one.title) if one.noun == "inspection" else one.title
    told = " · ".join(part for part in (one.client_name if one.site_name else "", one.address) if part)
    return Li(
        Div(hours, Span(city, className="desk-city") if city else None, className="desk-time"),
        Div(
            A(place, href=f"{NOUNS[one.noun].path}/{one.public_id}", className="desk-place"),
            Div(told, className="row-meta"),
            Div(" · ".join(part for part in (words, one.who) if part), className="row-meta"),
            className="desk-visit-text",
        ),
        className="desk-visit",
    )


def _latest(latest: Sequence[Happening], zone: str) -> Tree:
    if not latest:
        words = _("Nobody on the clients' side was here in the last 30 days. Invite people on the page of accounts.")
        nobody = empty_state(_("Nobody was here yet"), words, icon_name="people")
        return card("latest", _("What clients did last"), nobody)
    rows = [_person(one, zone) for one in latest]
    return card("latest", _("What clients did last"), row_list(*rows))


def _person(one: Happening, zone: str) -> Tree:
    did = ": ".join(part for part in (what_words(one), about_words(one)) if part)
    client: Node = one.client_name
    if one.client:
        client = A(one.client_name, href=f"/staff/clients/{one.client}/activity")
    return row(
        one.person, [Div(client), Div(did)], icon_name="person",
        actions=Time(moment(one.at, zone), dateTime=one.at.isoformat(), className="row-meta desk-when"),
    )  # fmt: skip
