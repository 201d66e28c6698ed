"""A confirmed appointment for the person's own calendar."""

from flask import Response, current_app

from auth.access import area
from auth.calendars import send_appointment
from auth.portal import route
from data.queries.bookings import find_booking
from data.queries.company import company
from data.queries.scope import find_scope
from data.viewer import Area, NotFound, Viewer
from integrations.calendar import Appointment
from integrations.language import _


@route("/bookings/<id:public_id>/calendar.ics", access=area(Area.BOOKINGS))
def take(viewer: Viewer, public_id: str) -> Response:
    """The appointment in the site's time zone; there is none before it is confirmed."""
    found = find_booking(viewer, public_id)
    if found.starts_at is None or found.standing != "confirmed":
        raise NotFound
    site = find_scope(viewer, found.place.site).site if found.place.site else None
    who = [_("Technician: %(name)s") % {"name": found.technician}] if found.technician else []
    appointment = Appointment(
        uid=f"booking-{found.public_id}@atrio",
        title=_("%(kind)s, %(company)s") % {"kind": found.service, "company": company().name},
        start=found.starts_at, end=found.ends_at, zone=found.around.zone,
        place=", ".join(part for part in (site.name, site.address) if part) if site else "",
        notes="\n".join([*who, *([found.note] if found.note else [])]),
        url=f"{current_app.extensions['settings'].base_url.rstrip('/')}/bookings/{found.public_id}",
    )  # fmt: skip
    return send_appointment(viewer, appointment, found.number)
