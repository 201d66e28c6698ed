"""Browsers in which somebody has signed in before: strangers who ask in that person's name take nothing from them."""

from __future__ import annotations

import secrets

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from auth import cookies
from auth.marks import keyed
from integrations.settings import Settings

_MOST = 4  # people who share a browser


def browser_of(email: str) -> str | None:
    """What to call this browser, if this address has signed in with it; None otherwise."""
    browser, marks = _read()
    return browser if keyed("known", email) in marks else None


def remember(email: str) -> None:
    """This address has signed in here."""
    browser, marks = _read()
    mark = keyed("known", email)
    marks = [mark, *(one for one in marks if one != mark)][:_MOST]
    value = _signer().dumps([browser or secrets.token_urlsafe(12), marks])
    cookies.put(cookies.KNOWN, value if isinstance(value, str) else value.decode(), lasts=cookies.KNOWN_LASTS)


def _read() -> tuple[str, list[str]]:
    try:
        browser, marks = _signer().loads(cookies.read(cookies.KNOWN))
    except (BadSignature, TypeError, ValueError):
        return "", []
    return str(browser), [str(one) for one in marks]


def _signer() -> URLSafeSerializer:
    settings: Settings = current_app.extensions["settings"]
    return URLSafeSerializer(settings.derived("known browsers"), salt="known")
