"""How people get in: numbers with bounds, the question against robots, contacts, second factors of staff."""

from dataclasses import replace

from flask import Response, make_response, redirect, request

from auth.access import may
from auth.arrival import enrol
from auth.forms import fields, version_seen
from auth.portal import Query, register_page, route, show_again
from auth.proofs import proven
from components.page import Page
from components.setting_views import KEYS, NUMBERS, PATH, Told, Typed, signing_in_page
from data.commands.company import SettingsChanged, SettingsRefused, change_settings
from data.queries.company import company, rules
from data.queries.settings import find_settings
from data.viewer import Permission, Viewer
from integrations.language import N_

_MANY = ("contact_areas", "second_factor_roles")
_LONGEST_NUMBER = 9  # digits


@register_page("/staff/settings/signing-in", access=may(Permission.CHANGE_SETTINGS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The form with what holds now."""
    state = find_settings(viewer, KEYS)
    told = Told(saved=query.get("said") == "saved")
    return signing_in_page(viewer, state, Typed.of(state.rules), told, company().zone)


@route("/staff/settings/signing-in", access=may(Permission.CHANGE_SETTINGS), methods=("POST",))
@proven(PATH, N_("Save"))
def save(viewer: Viewer) -> Response:
    """Keep what was sent, or show it again with what is wrong with it."""
    sent = fields(*NUMBERS, "challenge", "contacts_may_enter", "seen")
    many = {key: tuple(dict.fromkeys(request.form.getlist(key))) for key in _MANY}
    typed = Typed({key: sent[key] for key in NUMBERS}, sent["challenge"], sent["contacts_may_enter"] == "1", **many)
    before = rules().second_factor_roles
    numbers = {key: _number(sent[key]) for key in NUMBERS}
    try:
        change_settings(
            viewer, seen=version_seen(sent["seen"]), **numbers, **many, challenge=typed.challenge,
            contacts_may_enter=typed.contacts_may_enter,
        )  # fmt: skip
    except SettingsRefused as error:
        return _again(viewer, typed, Told(mistakes=error.mistakes), 422, version_seen(sent["seen"]))
    except SettingsChanged as error:
        return _again(viewer, typed, Told(changes=error.changes), 409, error.version)
    if set(typed.second_factor_roles) - set(before):
        enrol()
    return make_response(redirect(f"{PATH}?said=saved", 303))


def _again(viewer: Viewer, typed: Typed, told: Told, status: int, version: int) -> Response:
    state = replace(find_settings(viewer, KEYS), version=version)
    return show_again(viewer, signing_in_page(viewer, state, typed, told, company().zone), PATH, status=status)


def _number(typed: str) -> int | str:
    """A whole number, or what was typed, which the command refuses by name."""
    found = typed.strip()
    return int(found) if found.isascii() and found.isdigit() and len(found) <= _LONGEST_NUMBER else found
