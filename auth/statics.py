"""Style and script of the portal as one fingerprinted file each, and the addresses of fonts and pictures."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response

FOR_EVER = "public, max-age=31536000, immutable"
STAFF = "staff"  # the folder of what staff alone need
ASSETS = Path(__file__).resolve().parent.parent / "assets"


@cache
def _bundle(kind: str, folder: str = "") -> tuple[str, bytes]:
    """Fingerprint and content of all numbered files of a kind, in order."""
    parts = [path.read_text(encoding="utf-8") for path in sorted((ASSETS / folder).glob(f"[0-9][0-9]-*.{kind}"))]
    content = "\n".join(parts).encode()
    return hashlib.sha256(content).hexdigest()[:12], content


def style_url() -> str:
    """The stylesheet of every page."""
    return f"/style.{_bundle('css')[0]}.css"


def staff_style_url() -> str:
    """What the pages of staff want beside it; clients never fetch it."""
    return f"/staff-style.{_bundle('css', STAFF)[0]}.css"


def script_url() -> str:
    """The script of every page inside the portal."""
    return f"/script.{_bundle('js')[0]}.js"


@cache
def static(path: str) -> str:
    """The address of a file in assets/, with a fingerprint so that it can be kept for ever."""
    mark = hashlib.sha256((ASSETS / path).read_bytes()).hexdigest()[:8]
    return f"/assets/{path}?v={mark}"


@cache
def extra_scripts() -> dict[str, str]:
    """Scripts that only some pages want, by name: whatever has a `data-script` of that name in it."""
    return {path.stem: static(path.name) for path in sorted(ASSETS.glob("[a-z]*.js"))}


def _answer(kind: str, mimetype: str, mark: str, folder: str = "") -> Response:
    current, content = _bundle(kind, folder)
    answer = Response(content, mimetype=mimetype)
    # Another mark comes from a page of an older release that is still open somewhere.
    answer.headers["Cache-Control"] = FOR_EVER if mark == current else "no-cache"
    return answer


def register(server: Flask) -> None:
    """Add the routes of this file."""

    def style(mark: str) -> Response:
        return _answer("css", "text/css", mark)

    def staff_style(mark: str) -> Response:
        return _answer("css", "text/css", mark, STAFF)

    def script(mark: str) -> Response:
        return _answer("js", "text/javascript", mark)

    def favicon() -> Response:
        answer = Response((ASSETS / "icons" / "favicon.svg").read_bytes(), mimetype="image/svg+xml")
        answer.headers["Cache-Control"] = "public, max-age=86400"
        return answer

    def robots() -> Response:
        return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")

    server.add_url_rule("/style.<mark>.css", "auth.statics.style", style)
    server.add_url_rule("/staff-style.<mark>.css", "auth.statics.staff_style", staff_style)
    server.add_url_rule("/script.<mark>.js", "auth.statics.script", script)
    server.add_url_rule("/favicon.ico", "auth.statics.favicon", favicon)
    server.add_url_rule("/robots.txt", "auth.statics.robots", robots)
