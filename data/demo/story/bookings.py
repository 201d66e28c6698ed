"""The story's appointments: asked for, agreed, past, called off."""

from __future__ import annotations

from data.demo.story.places import Site
from data.demo.story.when import at, day, numbered
from data.demo.story.words import INSPECTORS, text

Row = dict[str, str]


def bookings(sites: list[Site]) -> list[Row]:
    """Appointments: asked for, agreed, past, called off."""
    known = {site.ref: site for site in sites}
    told = (("S001", "requested", 6), ("S001", "confirmed", 27), ("S002", "requested", 10), ("S004", "confirmed", 8),
            ("S004", "done", -83), ("S006", "cancelled", 15), ("S013", "confirmed", 5), ("S018", "requested", 12),
            ("S018", "confirmed", 21), ("S022", "done", -51), ("S027", "requested", 9), ("S030", "confirmed", 17),
            ("S038", "confirmed", 11), ("S100", "requested", 14), ("S101", "confirmed", 4))  # fmt: skip
    return [_booking(count, known[ref], state, days) for count, (ref, state, days) in enumerate(told, 1)]


def _booking(count: int, site: Site, state: str, days: int) -> Row:
    agreed = state in ("confirmed", "done")
    return {
        "reference": f"B{count:03d}", "site": site.ref, "state": state,
        "number": numbered("B", min(days - 9, -2), count, 3),
        "service": text("survey" if state == "requested" else "repairs", site.client.language),
        "requested_at": at(min(days - 9, -2), "16:05"), "starts_at": at(days, "10:00") if agreed else "",
        "ends_at": at(days, "11:30") if agreed else "", "wished_from": "" if agreed else day(days),
        "wished_until": "" if agreed else day(days + 7),
        "technician": INSPECTORS[site.client.country][0] if agreed else "",
        "technician_phone": "+34 932 555 021" if agreed else "", "note": text("preparation", site.client.language),
        "internal_note": "internal: take the long ladder" if count % 4 == 0 else "",
    }  # fmt: skip
