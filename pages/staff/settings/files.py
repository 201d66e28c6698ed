"""How much clients may upload, and how long deleted files are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Response, make_response, redirect

from auth.access import may
from auth.forms import fields, version_seen
from auth.portal import Query, register_page, route, show_again
from components.file_setting_views import KEYS, PATH, file_settings_page
from components.page import Page
from components.setting_views import Told
from data.commands.company import SettingsChanged, SettingsRefused, change_settings
from data.queries.company import company
from data.queries.settings import find_settings
from data.viewer import Permission, Viewer


@register_page("/staff/settings/files", access=may(Permission.CHANGE_SETTINGS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The form with what holds now."""
    state = find_settings(viewer, KEYS)
    typed = {key: str(getattr(state.rules, key)) for key in KEYS}
    return file_settings_page(viewer, state, typed, Told(saved=query.get("said") == "saved"), company().zone)


@route("/staff/settings/files", access=may(Permission.CHANGE_SETTINGS), methods=("POST",))
def save(viewer: Viewer) -> Response:
    """Keep what was sent, or show it again with what is wrong with it."""
    sent = fields(*KEYS, "seen")
    numbers = {key: int(sent[key]) if sent[key].isascii() and sent[key].isdigit() else sent[key] for key in KEYS}
    seen = version_seen(sent["seen"])
    try:
        change_settings(viewer, seen=seen, **numbers)
    except SettingsRefused as error:
        return _again(viewer, sent, Told(mistakes=error.mistakes), 422, seen)
    except SettingsChanged as error:
        return _again(viewer, sent, Told(changes=error.changes), 409, error.version)
    return make_response(redirect(f"{PATH}?said=saved", 303))


def _again(viewer: Viewer, typed: Mapping[str, str], told: Told, status: int, version: int) -> Response:
    state = replace(find_settings(viewer, KEYS), version=version)
    return show_again(viewer, file_settings_page(viewer, state, typed, told, company().zone), PATH, status=status)
