"""My devices and sign-ins; signing out one of them, or all others."""

from flask import Response, make_response, redirect

from auth.access import ONESELF
from auth.forms import fields
from auth.portal import Query, register_page, route
from auth.sessions import end_current
from components.account.devices import devices_page
from components.page import Page
from data.commands.devices import sign_out_device, sign_out_everywhere
from data.queries.company import company
from data.queries.devices import list_devices, list_sign_ins
from data.viewer import Viewer

PATH = "/account/devices"


@register_page(PATH, access=ONESELF)
def layout(viewer: Viewer, query: Query) -> Page:
    """Where the account is open, and when it was opened."""
    return devices_page(viewer, list_devices(viewer), list_sign_ins(viewer), company().zone, query.get("done", ""))


@route("/account/devices/sign-out", access=ONESELF, methods=("POST",), repeatable=True)
def sign_out(viewer: Viewer) -> Response:
    """End the sessions of one device."""
    if sign_out_device(viewer, fields("device")["device"]):
        end_current()
    return make_response(redirect(f"{PATH}?done=one", 303))


@route("/account/devices/sign-out-everywhere", access=ONESELF, methods=("POST",), repeatable=True)
def everywhere(viewer: Viewer) -> Response:
    """End all sessions but this one."""
    sign_out_everywhere(viewer)
    return make_response(redirect(f"{PATH}?done=all", 303))
