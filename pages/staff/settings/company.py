"""The company: identity, contact, place and language, colours, logo."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import PurePosixPath

from flask import Response, make_response, redirect, request

from auth.access import may
from auth.forms import fields, version_seen
from auth.portal import Query, register_page, route, show_again
from auth.receiving import Receiving, uploads
from auth.storage import storage
from components.company_views import KEYS, PATH, TEXTS, Told, Typed, company_page
from components.page import Page
from data.commands.company import SettingsChanged, SettingsRefused, change_settings
from data.queries.company import company
from data.queries.settings import find_settings
from data.records.settings import Mistake
from data.viewer import Forbidden, Permission, Unavailable, Viewer
from integrations.files import FileLimits
from integrations.identifiers import currency_code, time_zone
from integrations.language import N_, _, gettext
from integrations.refusal import Refused
from integrations.storage import StorageUnavailable

_LIMITS = FileLimits(file_bytes=500_000, pixels=4_000_000)
_TAKES = Receiving(file_bytes=_LIMITS.file_bytes, files=1, request_bytes=10_000_000)
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_CHANGES = may(Permission.CHANGE_SETTINGS)


@register_page("/staff/settings/company", access=_CHANGES)
def layout(viewer: Viewer, query: Query) -> Page:
    """The form with what holds now."""
    state = find_settings(viewer, KEYS)
    told = Told(saved=query.get("said") == "saved")
    return company_page(viewer, state, Typed.of(state.company), told, company().zone)


@route("/staff/settings/company", access=_CHANGES, methods=("POST",))
def save(viewer: Viewer) -> Response:
    """Keep what was sent, or show it again with what is wrong with it."""
    sent = fields(*TEXTS, "country", "language", "expiry_days", "seen")
    seen = version_seen(sent.pop("seen"))
    typed = Typed({key: text.strip() for key, text in sent.items()}, tuple(request.form.getlist("languages")))
    days = typed.texts["expiry_days"]
    if not (days.isascii() and days.isdigit() and len(days) < 9):
        return _again(viewer, typed, Told(mistakes={"expiry_days": Mistake("number")}), 422, seen)
    values = {key: _as_kept(key, text) for key, text in typed.texts.items() if key != "expiry_days"}
    try:
        change_settings(viewer, seen=seen, **values, expiry_days=int(days), languages=typed.languages)
    except SettingsRefused as error:
        return _again(viewer, typed, Told(mistakes=error.mistakes), 422, seen)
    except SettingsChanged as error:
        return _again(viewer, typed, Told(changes=error.changes), 409, error.version)
    return make_response(redirect(f"{PATH}?said=saved", 303))


def _as_kept(key: str, text: str) -> str:
    """Codes and colours the way they are kept; what is none is refused by the command."""
    try:
        if key == "currency" and text:
            return str(currency_code(text))
        if key == "zone" and text:
            return str(time_zone(text))
    except ValueError:
        return text
    return text.lower() if key in ("email", "colour_light", "colour_dark") else text


@route("/staff/settings/company/logo", access=_CHANGES, methods=("POST",), receives=_TAKES)
def logo(viewer: Viewer) -> Response:
    """Another picture (file `logo`), cleaned and kept by its content; or none (`remove`)."""
    if not viewer.may(Permission.CHANGE_SETTINGS):
        raise Forbidden
    if request.form.get("remove"):
        change_settings(viewer, logo="")
        return make_response(redirect(f"{PATH}?said=saved", 303))
    sent = uploads("logo")
    try:
        if not sent or PurePosixPath(sent[0].name).suffix.lower() not in (".png", ".jpg", ".jpeg", ".webp"):
            raise Refused("file_kind", N_("Choose a picture: PNG, JPEG or WebP."))
        clean = sent[0].clean(_LIMITS) if sent[0].size <= _LIMITS.file_bytes else None
        if clean is None or clean.size > _LIMITS.file_bytes:
            raise Refused("file_large", N_("The picture is larger than 500 KB."))
        kept = storage()
        kept.publish(kept.stage(clean.content))
    except Refused as error:
        state = find_settings(viewer, KEYS)
        told = Told(logo=gettext(error.text) % error.params)
        found = company_page(viewer, state, Typed.of(state.company), told, company().zone)
        return show_again(viewer, found, PATH, status=422)
    except StorageUnavailable as error:
        raise Unavailable(_("The file store cannot be reached at the moment.")) from error
    sha256 = hashlib.sha256(clean.content).hexdigest()
    change_settings(viewer, logo=f"{sha256}.{_ENDINGS[clean.media_type]}")
    return make_response(redirect(f"{PATH}?said=saved", 303))


def _again(viewer: Viewer, typed: Typed, told: Told, status: int, version: int) -> Response:
    state = replace(find_settings(viewer, KEYS), version=version)
    return show_again(viewer, company_page(viewer, state, typed, told, company().zone), PATH, status=status)
