"""The portal open or closed: for all clients and area by area."""

from dataclasses import replace

from flask import Response, make_response, redirect, request

from auth.access import may
from auth.forms import fields, version_seen
from auth.portal import Query, register_page, route, show_again
from auth.proofs import proven
from components.page import Page
from components.portal_views import KEYS, PATH, Opening, portal_page
from components.setting_views import Told
from components.setting_words import all_areas_but
from data.commands.company import SettingsChanged, change_settings
from data.queries.company import company
from data.queries.settings import find_settings, list_closed_clients
from data.viewer import Invalid, Permission, Viewer
from integrations.language import N_, _


@register_page("/staff/settings/portal", access=may(Permission.CHANGE_SETTINGS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The form with what holds now."""
    state = find_settings(viewer, KEYS)
    typed = Opening(state.rules.portal_open, state.rules.closed_areas)
    told = Told(saved=query.get("said") == "saved")
    return portal_page(viewer, state, list_closed_clients(viewer), told, company().zone, typed)


@route("/staff/settings/portal", access=may(Permission.CHANGE_SETTINGS), methods=("POST",))
@proven(PATH, N_("Save"))
def save(viewer: Viewer) -> Response:
    """Open or close, from this moment on."""
    sent = fields("portal_open", "seen")
    ticked = tuple(request.form.getlist("open_areas"))
    if not set(ticked) <= set(all_areas_but(())):
        raise Invalid(_("This choice does not exist."), "open_areas")
    typed = Opening(sent["portal_open"] == "1", all_areas_but(ticked))
    try:
        change_settings(viewer, seen=version_seen(sent["seen"]), portal_open=typed.portal_open,
                        closed_areas=typed.closed_areas)  # fmt: skip
    except SettingsChanged as error:
        state = replace(find_settings(viewer, KEYS), version=error.version)
        told = Told(changes=error.changes)
        found = portal_page(viewer, state, list_closed_clients(viewer), told, company().zone, typed)
        return show_again(viewer, found, PATH, status=409)
    return make_response(redirect(f"{PATH}?said=saved", 303))
