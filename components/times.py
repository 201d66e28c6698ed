"""When something is or was: a day, or an appointment in its site's zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from integrations.language import _, clock, day, zone_city


def appointment(start: datetime, end: datetime | None, zone: str, company_zone: str) -> str:
    """Day and hours in the site's zone, which is named where its clocks differ from the company's."""
    first = start.astimezone(ZoneInfo(zone)).date()
    hours = clock(start, zone)
    if end is not None:
        last = end.astimezone(ZoneInfo(zone)).date()
        until = clock(end, zone) if last == first else f"{day(last)}, {clock(end, zone)}"
        hours = f"{hours}–{until}"
    words = f"{day(first)}, {hours}"
    city = elsewhere(start, zone, company_zone)
    return _("%(when)s (%(city)s time)") % {"when": words, "city": city} if city else words


def elsewhere(at: datetime, zone: str, company_zone: str) -> str | None:
    """The city whose time it is, where clocks show another hour than the company's."""
    here, there = (at.astimezone(ZoneInfo(name)).utcoffset() for name in (zone, company_zone))
    return zone_city(zone) if here != there else None


def visit(
    done_on: date | None, start: datetime | None, end: datetime | None, zone: str, company_zone: str
) -> str | None:
    """When a visit was or is; None without a date."""
    if done_on is not None:
        return day(done_on)
    if start is not None:
        return appointment(start, end, zone, company_zone)
    return None
