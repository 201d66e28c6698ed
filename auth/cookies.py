"""Our cookies: their names, and setting them once the answer is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, Response, current_app, g, request

from integrations.settings import Settings

SESSION = "atrio"  # who is signed in
VISITOR = "atrio-visitor"  # ties the forms of somebody not signed in to their browser
CODE = "atrio-code"  # which address a code was asked for in this browser
LINK = "atrio-link"  # which access link was followed in this browser
RECOVERY = "atrio-recovery"  # which address an access link was asked for in this browser
KNOWN = "atrio-known"  # addresses somebody has signed in with in this browser
DEVICE = "atrio-device"  # which browser this is, to its people
LANGUAGE = "language"  # readable by scripts, like the next one
THEME = "theme"
CHOICE_LASTS = timedelta(days=365)
KNOWN_LASTS = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class _Wish:
    value: str | None  # None takes the cookie away
    lasts: timedelta | None
    private: bool


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def full_name(name: str, private: bool = True) -> str:
    """The name as the browser knows it: over https private cookies are pinned to exactly this host."""
    return f"__Host-{name}" if private and _settings().secure else name


def read(name: str) -> str:
    """The value of a private cookie, or an empty text."""
    return request.cookies.get(full_name(name), "")


def put(name: str, value: str, *, lasts: timedelta | None = None, private: bool = True) -> None:
    """Set a cookie with the answer to this request; without `lasts` the browser forgets it when it closes."""
    g.setdefault("cookies", {})[name] = _Wish(value, lasts, private)


def take_away(name: str, *, private: bool = True) -> None:
    """Remove a cookie with the answer to this request."""
    g.setdefault("cookies", {})[name] = _Wish(None, None, private)


def install(server: Flask) -> None:
    """Write the wished cookies into every answer of this server."""

    @server.after_request
    def write(answer: Response) -> Response:
        for name, wish in g.get("cookies", {}).items():
            answer.set_cookie(
                full_name(name, wish.private), wish.value or "",
                max_age=0 if wish.value is None else wish.lasts, secure=_settings().secure, httponly=wish.private,
                samesite="Lax", path="/",
            )  # fmt: skip
        return answer
