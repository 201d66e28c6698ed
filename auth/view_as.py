"""Staff look at the portal as a contact sees it: for half an hour, changing nothing, written down."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, make_response, redirect

from auth.access import SIGNED_IN
from auth.forms import fields
from auth.registry import route
from auth.visits import note
from data.commands.view_as import begin_view_as, end_view_as
from data.viewer import Forbidden, SignedOut, Viewer
from integrations.language import _


@route("/view-as", access=SIGNED_IN, methods=("POST",), repeatable=True)
def view_as(viewer: Viewer) -> Response:
    """Begin (fields `person` and `client`, public ids), or stop (field `stop`)."""
    sent = fields("person", "client", "stop")
    if sent["stop"]:
        return _stop(viewer)
    if viewer.read_only:
        raise Forbidden(_("You are looking at the portal as somebody else. Stop that first."))
    person_id, client_id = begin_view_as(viewer, sent["person"], sent["client"])
    looking = replace(viewer, person_id=person_id, acting_staff_id=viewer.person_id)
    note("view_as_started", viewer=looking, client_id=client_id)
    return make_response(redirect("/", 303))


def _stop(viewer: Viewer) -> Response:
    if viewer.session_id is None:
        raise SignedOut
    if viewer.read_only and end_view_as(viewer, viewer.session_id) is not None:
        note("view_as_ended", viewer=viewer)
    client = f"/{viewer.clients[0].public_id}" if viewer.read_only else ""
    return make_response(redirect(f"/staff/clients{client}" if viewer.read_only or viewer.is_staff else "/", 303))
