"""Appointments as iCalendar files, which every calendar program takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vUri


@dataclass(frozen=True, slots=True)
class Appointment:
    """One entry. `uid` names it for ever, so that taking it again moves the same entry; `zone` is an IANA name."""

    uid: str
    title: str
    start: datetime
    end: datetime | None
    zone: str
    place: str = ""
    notes: str = ""
    url: str = ""


def calendar_file(appointment: Appointment) -> bytes:
    """The entry as a file of type text/calendar, with its time zone inside."""
    zone = ZoneInfo(appointment.zone)
    event = Event()
    event.add("uid", appointment.uid)
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", appointment.start.astimezone(zone))
    if appointment.end is not None:
        event.add("dtend", appointment.end.astimezone(zone))
    event.add("summary", appointment.title)
    for name, value in (("location", appointment.place), ("description", appointment.notes)):
        if value:
            event.add(name, value)
    if appointment.url:
        event.add("url", vUri(appointment.url))
    calendar = Calendar()
    calendar.add("prodid", "-//Atrio//Client portal//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
