"""When something is or was: a day, an appointment in its site's zone, or only a month."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from integrations.language import _, clock, day, month


def appointment(start: datetime, end: datetime | None, zone: str, company_zone: str) -> str:
    """Day and hours in the site's zone, which is named when it is not the company's."""
    first = start.astimezone(ZoneInfo(zone)).date()
    hours = clock(start, zone)
    if end is not None:
        last = end.astimezone(ZoneInfo(zone)).date()
        until = clock(end, zone) if last == first else f"{day(last)}, {clock(end, zone)}"
        hours = f"{hours}–{until}"
    words = f"{day(first)}, {hours}"
    return words if zone == company_zone else f"{words} ({zone})"


def visit(done_on: date | None, start: datetime | None, end: datetime | None, zone: str, company_zone: str,
          due_month: date | None = None) -> str | None:  # fmt: skip
    """When a visit was, is, or is due; None when nothing is known."""
    if done_on is not None:
        return day(done_on)
    if start is not None:
        return appointment(start, end, zone, company_zone)
    if due_month is not None:
        return _("%(month)s, date to be confirmed") % {"month": month(due_month)}
    return None
