"""Sending an appointment as a calendar file."""

from __future__ import annotations

from flask import Response

from auth.files import disposition
from auth.visits import note
from data.viewer import Viewer
from integrations.calendar import Appointment, calendar_file
from integrations.files import name_of_words


def send_appointment(viewer: Viewer, appointment: Appointment, name: str) -> Response:
    """The calendar file, named after the record; that it was taken is noted."""
    note("calendar_taken", viewer=viewer)
    answer = Response(calendar_file(appointment), content_type="text/calendar; charset=utf-8; method=PUBLISH")
    answer.headers["Content-Disposition"] = disposition("attachment", name_of_words(name, "ics"))
    return answer
