"""The company's colours and logo, each at an address that changes with what it holds."""

from __future__ import annotations

import hashlib
from functools import cache

from flask import Flask, Response

from auth.statics import FOR_EVER
from auth.storage import storage
from components.branding import logo_url
from data.queries.company import company
from data.records.company import Company
from data.viewer import NotFound, Unavailable
from integrations.colours import stylesheet
from integrations.storage import StorageUnavailable, key_of

LOGO_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


def brand_url(told: Company) -> str:
    """The stylesheet with the company's colours; empty where it has none of its own."""
    return f"/brand.{_mark(told.colour_light, told.colour_dark)}.css" if told.colour_light or told.colour_dark else ""


@cache
def _mark(light: str, dark: str) -> str:
    return hashlib.sha256(stylesheet(light, dark).encode()).hexdigest()[:12]


def register(server: Flask) -> None:
    """Add the two addresses; they are public, like the sign-in page that shows them."""

    def brand(mark: str) -> Response:
        told = company()
        answer = Response(stylesheet(told.colour_light, told.colour_dark), mimetype="text/css")
        is_current = mark == _mark(told.colour_light, told.colour_dark)
        answer.headers["Cache-Control"] = FOR_EVER if is_current else "no-cache"
        return answer

    def logo(mark: str) -> Response:
        told = company()
        if not told.logo or logo_url(told) != f"/logo.{mark}":
            raise NotFound
        sha256, ending = told.logo.split(".")
        try:
            content = storage().get(key_of(sha256))
        except (FileNotFoundError, StorageUnavailable) as error:
            raise Unavailable from error
        answer = Response(content, mimetype=LOGO_TYPES[ending])
        answer.headers["Cache-Control"] = FOR_EVER
        return answer

    server.add_url_rule("/brand.<mark>.css", "auth.branding.brand", brand)
    server.add_url_rule("/logo.<mark>", "auth.branding.logo", logo)
