"""Who is asking: the session behind the cookie, beginning and ending it, and the tokens of forms."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import replace
from hashlib import sha256
from typing import cast

from flask import current_app, g

from auth import cookies
from data.commands import sessions, view_as
from data.queries.company import rules
from data.queries.sessions import find_half_session, find_open_session
from data.records.session import HalfSession
from data.viewer import Viewer
from integrations.language import language
from integrations.settings import Settings

_LONGEST = 100  # characters of a cookie worth looking at


def token_hash(token: str) -> str:
    """What is stored instead of a token. Tokens have 256 random bits: a plain hash cannot be turned back."""
    return sha256(token.encode()).hexdigest()


def _form_token_of(kind: str, secret: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    key = settings.derived("form tokens").encode()
    return hmac.new(key, f"{kind}:{secret}".encode(), sha256).hexdigest()


def current_viewer() -> Viewer | None:
    """The person behind this request, found once; None when nobody is signed in or the session does not hold."""
    if "session_viewer" not in g:
        g.session_viewer = _find_viewer()
    return cast("Viewer | None", g.session_viewer)


def half_session() -> HalfSession | None:
    """The session of this browser that still owes the second factor, if it has such a one."""
    token = _cookie()
    return find_half_session(token_hash(token)) if token else None


def _cookie() -> str:
    token = cookies.read(cookies.SESSION)
    return token if token and len(token) <= _LONGEST and token.isascii() else ""


def _find_viewer() -> Viewer | None:
    token = _cookie()
    if not token:
        return None
    csrf = _form_token_of("session", token)
    found = find_open_session(token_hash(token), csrf)
    if found is None:
        return None
    if found.view_as_over:
        view_as.end_view_as(found.viewer, found.id, reason="time")
    return replace(found.viewer, language=found.viewer.language or language())


def new_token() -> str:
    """A session's secret: 256 random bits."""
    return secrets.token_urlsafe(32)


def put_cookie(token: str, kept: bool) -> None:
    """Give the browser its session with this answer; the visitor it was before is forgotten."""
    cookies.put(cookies.SESSION, token, lasts=rules().kept_lasts if kept else None)
    cookies.take_away(cookies.VISITOR)
    cookies.take_away(cookies.CODE)
    g.session_viewer = None


def end_current() -> None:
    """End the session of this browser, on our side and on theirs."""
    if token := cookies.read(cookies.SESSION):
        if len(token) <= _LONGEST and token.isascii():
            sessions.end_session(token_hash(token))
        cookies.take_away(cookies.SESSION)
    g.session_viewer = None


def form_token() -> str:
    """The token for a form on the page being made: the session's, or one bound to this visitor's browser."""
    viewer = current_viewer()
    if viewer is not None:
        return viewer.csrf
    visitor = _visitor()
    if visitor is None:
        if "new_visitor" not in g:
            g.new_visitor = secrets.token_urlsafe(24)
            cookies.put(cookies.VISITOR, g.new_visitor)
        visitor = cast(str, g.new_visitor)
    return _form_token_of("visitor", visitor)


def form_token_holds(sent: str | None) -> bool:
    """Whether a form sent to a public address comes from a page of ours in this very browser."""
    viewer = current_viewer()
    if viewer is not None:
        return hmac.compare_digest((sent or "").encode(), viewer.csrf.encode())
    visitor = _visitor()
    if visitor is None:
        return False
    return hmac.compare_digest((sent or "").encode(), _form_token_of("visitor", visitor).encode())


def _visitor() -> str | None:
    value = cookies.read(cookies.VISITOR)
    return value if 16 <= len(value) <= _LONGEST and value.isascii() else None
