"""Closing the portal for one client, and opening it again."""

from flask import Response, make_response, redirect

from auth.access import may
from auth.forms import fields
from auth.portal import route
from auth.proofs import proven
from data.commands.closing import close_portal, open_portal
from data.viewer import Invalid, Permission, Viewer
from integrations.language import N_, _


@route("/staff/clients/<id:client>/portal", access=may(Permission.CHANGE_SETTINGS), methods=("POST",))
@proven("/staff/clients", N_("Open or close the portal"))
def turn(viewer: Viewer, client: str) -> Response:
    """Field `turn`: open or close."""
    wanted = fields("turn")["turn"]
    if wanted not in ("open", "close"):
        raise Invalid(_("This choice does not exist."), "turn")
    (open_portal if wanted == "open" else close_portal)(viewer, client)
    return make_response(redirect(f"/staff/clients/{client}#client-portal", 303))
