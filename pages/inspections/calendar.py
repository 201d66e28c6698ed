"""A scheduled inspection for the person's own calendar."""

from flask import Response, current_app

from auth.access import area
from auth.calendars import send_appointment
from auth.portal import route
from data.queries.company import company
from data.queries.inspections import find_inspection
from data.queries.scope import find_scope
from data.viewer import Area, NotFound, Viewer
from integrations.calendar import Appointment
from integrations.language import _, told


@route("/inspections/<id:public_id>/calendar.ics", access=area(Area.INSPECTIONS))
def take(viewer: Viewer, public_id: str) -> Response:
    """The appointment in the site's time zone; there is none before an exact time is agreed."""
    found = find_inspection(viewer, public_id)
    if found.scheduled_from is None or found.standing != "scheduled":
        raise NotFound
    site = find_scope(viewer, found.place.site).site if found.place.site else None
    title = _("%(kind)s, %(company)s") % {
        "kind": told(found.kind_names) or _("Inspection %(number)s") % {"number": found.number},
        "company": company().name,
    }
    appointment = Appointment(
        uid=f"inspection-{found.public_id}@atrio", title=title, start=found.scheduled_from, end=found.scheduled_until,
        zone=found.around.zone, place=", ".join(part for part in (site.name, site.address) if part) if site else "",
        notes=found.preparation or "",
        url=f"{current_app.extensions['settings'].base_url.rstrip('/')}/inspections/{found.public_id}",
    )  # fmt: skip
    return send_appointment(viewer, appointment, found.number)
