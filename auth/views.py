"""Signing in and out, and what people choose for themselves: plain pages and forms that need no script."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request

from auth import challenge, cookies, demo_mailbox, entrance, view_as, visits
from auth.access import ANYONE
from auth.entrance_pages import (
    TOO_OLD,
    come_back,
    enter_address,
    later,
    onward,
    page,
    question_page,
    see,
)
from auth.forms import address, comes_from_here, fields, next_address
from auth.registry import route
from auth.sessions import half_session
from auth.two_steps import TwoSteps, two_steps
from data.commands.people import THEMES, change_preferences
from data.viewer import Forbidden, Invalid, TooMany, Viewer
from integrations import passwords
from integrations.language import LANGUAGES, _
from integrations.settings import Settings

__all__ = ["install", "view_as"]  # importing view_as registers its route


def install(server: Flask, settings: Settings) -> None:
    """Cookies and notes of every answer, and the demo's mailbox; the routes below register themselves."""
    cookies.install(server)
    visits.install(server)
    if settings.demo:
        demo_mailbox.install(server)
    passwords.prepare()


@route("/sign-in", access=ANYONE, methods=("GET", "POST"))
def sign_in(viewer: Viewer | None) -> Response:
    """E-mail address and password."""
    if request.method in ("GET", "HEAD"):
        wanted = next_address(request.args.get("next", ""))
        if viewer is not None:
            return onward(wanted, viewer.is_staff)
        if half_session() is not None:
            return see("/sign-in/second", wanted)
        known = address(request.args.get("email", ""))  # from a form on the company's own website
        return page("sign-in.html", wanted, email=known or "")
    sent = fields("email", "password", "keep", "next", "csrf_token", *challenge.FIELDS)
    email, wanted = address(sent["email"]), next_address(sent["next"])
    again: dict[str, Any] = {"email": sent["email"], "keep": bool(sent["keep"])}
    if not comes_from_here():
        return page("sign-in.html", wanted, 403, problem=_(TOO_OLD), **again)
    if email is None:
        return page("sign-in.html", wanted, 400, errors={"email": enter_address()}, **again)
    if not sent["password"]:
        return page("sign-in.html", wanted, 400, errors={"password": _("Enter your password.")}, **again)
    if not challenge.passed(sent, email):
        return question_page("sign-in.html", wanted, sent)
    try:
        started = entrance.with_password(email, sent["password"], keep=bool(sent["keep"]))
    except TooMany as error:
        words = " ".join([come_back(error.retry_after), _("You can also have a code sent to you.")])
        return later(error.retry_after, page("sign-in.html", wanted, 429, problem=words, **again))
    if started is not None:
        return onward(wanted, started.is_staff)
    words = _("E-mail address and password do not match. Check both, or have a code sent to you.")
    return page("sign-in.html", wanted, 401, errors={"password": words}, **again)


@route("/sign-in/code", access=ANYONE, methods=("GET", "POST"))
def sign_in_code(viewer: Viewer | None) -> Response:
    """First the address, then the code that was sent to it."""
    return two_steps(viewer, _BY_CODE)


_BY_CODE = TwoSteps(
    "/sign-in/code", "sign-in-code.html", cookies.CODE,
    lambda email, sent, _wanted: entrance.ask_for_code(
        email, keep=bool(sent["keep"]), by_email=sent["by"] == "email"
    ),
    entrance.with_code,
)  # fmt: skip


@route("/sign-out", access=ANYONE, methods=("POST",), repeatable=True)
def sign_out(viewer: Viewer | None) -> Response:
    """End the session; the browser forgets what it kept of it."""
    if not comes_from_here(strict=True):
        raise Forbidden(_("This page has become too old. Reload it and try again."))
    entrance.leave()
    answer = see("/sign-in")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@route("/preferences", access=ANYONE, methods=("POST",), repeatable=True)
def preferences(viewer: Viewer | None) -> Response:
    """Language and theme: kept with the person, and in the browser for the time before the next sign-in."""
    sent = fields("language", "theme", "next", "csrf_token")
    if not comes_from_here(strict=True):
        raise Forbidden(_("This page has become too old. Reload it and try again."))
    language, theme = sent["language"] or None, sent["theme"] or None
    if (language and language not in LANGUAGES) or (theme and theme not in THEMES):
        raise Invalid(_("This choice does not exist."))
    if viewer is not None:
        change_preferences(viewer, language=language, theme=theme)
    for name, value in ((cookies.LANGUAGE, language), (cookies.THEME, theme)):
        if value:
            cookies.put(name, value, lasts=cookies.CHOICE_LASTS, private=False)
    return see(next_address(sent["next"], anywhere=True) or "/")
