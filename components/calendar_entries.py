"""What the entries of the calendar are called, where they lead, and how they look."""

from __future__ import annotations

from dataclasses import dataclass

from components.context import Context
from components.dashboard.words import hours
from components.nouns import NOUNS
from components.states import state_tone
from data.records.calendar import CalendarEntry
from integrations.language import N_, told


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


def where_of(one: CalendarEntry, context: Context) -> str | None:
    """The site of an entry, else its client, where there are several to tell apart."""
    site = one.place.site_name if context.several_sites or context.several_clients else None
    return site or (one.place.client_name if context.several_clients else None)


def hours_of(one: CalendarEntry, context: Context) -> str | None:
    """From when until when, with the zone where it is not the company's."""
    if one.starts_at is None:
        return None
    told_hours = hours(one.starts_at, one.ends_at, one.zone)
    return told_hours if one.zone == context.company.zone else f"{told_hours} ({one.zone})"


def name_of(one: CalendarEntry) -> str:
    """What the entry is called: the kind of an inspection, the title of a document, else the record with its number."""
    if one.noun == "inspection":
        return told(one.kind_names) or NOUNS["inspection"].title(one.number)
    if one.noun in ("document", "job", "booking"):
        return one.title or one.number
    return NOUNS[one.noun].title(one.number)


def subject_of(one: CalendarEntry) -> str | None:
    """What the entry is about, beside its name."""
    return one.title if one.noun in ("invoice", "quote") else one.number or None


def address_of(one: CalendarEntry, context: Context) -> str:
    """The page or paper of the entry."""
    return context.link(f"{NOUNS[one.noun].path}/{one.public_id}")


def tone_of(one: CalendarEntry) -> str:
    """The tone of how it stands."""
    return state_tone(SORTS[one.noun].states, one.standing)
