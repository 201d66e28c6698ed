"""Signing in and out, and what people choose for themselves: plain pages and forms that need no script."""

from __future__ import annotations

from math import ceil
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, make_response, redirect, render_template, request

from auth import codes, cookies, demo_mailbox, entrance, limits, view_as, visits
from auth.access import ANYONE
from auth.forms import address, comes_from_here, fields, next_address
from auth.registry import route
from auth.sessions import form_token
from data.commands.people import THEMES, change_preferences
from data.queries.company import company
from data.queries.limits import tries_left
from data.queries.moment import current_moment
from data.viewer import Forbidden, Invalid, TooMany, Viewer
from integrations import passwords
from integrations.language import LANGUAGES, N_, _, clock, ngettext, set_language
from integrations.settings import Settings

__all__ = ["install", "view_as"]  # importing view_as registers its route
TOO_OLD = N_("This page had become too old. Nothing is lost: please send it once more.")


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
        return _onward(wanted, viewer.is_staff) if viewer is not None else _page("sign-in.html", wanted)
    sent = fields("email", "password", "keep", "next", "csrf_token")
    email, wanted = address(sent["email"]), next_address(sent["next"])
    again = {"email": sent["email"], "keep": bool(sent["keep"])}
    if not comes_from_here():
        return _page("sign-in.html", wanted, 403, problem=_(TOO_OLD), **again)
    if email is None:
        return _page("sign-in.html", wanted, 400, errors={"email": _enter_address()}, **again)
    if not sent["password"]:
        return _page("sign-in.html", wanted, 400, errors={"password": _("Enter your password.")}, **again)
    try:
        started = entrance.with_password(email, sent["password"], keep=bool(sent["keep"]))
    except TooMany as error:
        words = " ".join([_come_back(error.retry_after), _("You can also have a code sent to you.")])
        return _later(error.retry_after, _page("sign-in.html", wanted, 429, problem=words, **again))
    if started is not None:
        return _onward(wanted, started.is_staff)
    words = _("E-mail address and password do not match. Check both, or have a code sent to you.")
    return _page("sign-in.html", wanted, 401, errors={"password": words}, **again)


@route("/sign-in/code", access=ANYONE, methods=("GET", "POST"))
def sign_in_code(viewer: Viewer | None) -> Response:
    """First the address, then the code that was sent to it."""
    if request.method in ("GET", "HEAD"):
        wanted = next_address(request.args.get("next", ""))
        if viewer is not None:
            return _onward(wanted, viewer.is_staff)
        if request.args.get("other"):
            codes.forget_asked()
            return _page("sign-in-code.html", wanted)
        return _code_page(wanted)
    sent = fields("email", "code", "keep", "next", "csrf_token")
    wanted = next_address(sent["next"])
    if not comes_from_here():
        return _code_page(wanted, 403, problem=_(TOO_OLD), email=sent["email"])
    return _compare(sent["code"], wanted) if sent["code"] else _ask(sent, wanted)


def _ask(sent: dict[str, str], wanted: str) -> Response:
    if "code" in request.form and not sent["email"]:
        return _code_page(wanted, 400, errors={"code": _("Enter the six digits.")})
    email = address(sent["email"])
    if email is None:
        return _page("sign-in-code.html", wanted, 400, errors={"email": _enter_address()}, email=sent["email"])
    try:
        entrance.ask_for_code(email, keep=bool(sent["keep"]))
    except TooMany as error:
        answer = _code_page(wanted, 429, problem=_come_back(error.retry_after), email=email)
        return _later(error.retry_after, answer)
    return _see("/sign-in/code", wanted)


def _compare(typed: str, wanted: str) -> Response:
    asked = codes.asked()
    if asked is None:
        words = _("That code can no longer be used. Ask for a new one here.")
        return _page("sign-in-code.html", wanted, 401, problem=words)
    code = "".join(typed.replace("-", " ").split())
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return _code_page(wanted, 400, errors={"code": _("The code has six digits.")})
    try:
        started = entrance.with_code(asked, code)
    except TooMany as error:
        after = codes.seconds_until_anew(asked) if codes.exhausted(asked) else error.retry_after
        return _later(after, _code_page(wanted, 429, problem=_come_back(after)))
    if started is not None:
        return _onward(wanted, started.is_staff)
    left = tries_left(limits.of_browser(asked.email, asked.nonce))
    if left < 1:
        return _code_page(wanted, 401)
    tries = ngettext("You have %(n)s try left.", "You have %(n)s tries left.", left) % {"n": left}
    words = " ".join([_("This code is not right, or no longer valid."), tries])
    return _code_page(wanted, 401, errors={"code": words})


@route("/sign-out", access=ANYONE, methods=("POST",), repeatable=True)
def sign_out(viewer: Viewer | None) -> Response:
    """End the session; the browser forgets what it kept of it."""
    if not comes_from_here(strict=True):
        raise Forbidden(_("This page has become too old. Reload it and try again."))
    entrance.leave()
    answer = _see("/sign-in")
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
    return _see(next_address(sent["next"], anywhere=True) or "/")


def _page(template: str, wanted: str, status: int = 200, **words: Any) -> Response:
    chosen = request.args.get("language", "")
    if request.method == "GET" and chosen in LANGUAGES:
        set_language(chosen)
        cookies.put(cookies.LANGUAGE, chosen, lasts=cookies.CHOICE_LASTS, private=False)
    known: dict[str, Any] = {"errors": {}, "problem": "", "email": "", "keep": False, "asked": None}
    page = render_template(template, **{**known, **words}, wanted=wanted, token=form_token(), here=request.path)
    return make_response(page, status)


def _code_page(wanted: str, status: int = 200, **words: Any) -> Response:
    """The step this browser is at: the address, the code, or waiting after too many tries."""
    asked = codes.asked()
    if asked is None:
        return _page("sign-in-code.html", wanted, status, **words)
    zone = company().zone
    told = {"email": asked.email, "keep": asked.keep, "sent": clock(asked.sent_at, zone),
            "until": clock(asked.valid_until, zone), "over": current_moment() >= asked.valid_until,
            "exhausted": codes.exhausted(asked), "anew": clock(asked.until, zone)}  # fmt: skip
    return _page("sign-in-code.html", wanted, status, **{**words, "asked": told})


def _enter_address() -> str:
    return _("Enter your e-mail address, like name@company.com.")


def _come_back(seconds: int) -> str:
    minutes = ceil(seconds / 60)
    words = ngettext("Too many tries. Please wait %(n)s minute.", "Too many tries. Please wait %(n)s minutes.", minutes)
    return words % {"n": minutes}


def _later(seconds: int, answer: Response) -> Response:
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _see(path: str, wanted: str = "") -> Response:
    return make_response(redirect(f"{path}?next={quote(wanted, safe='/')}" if wanted else path, 303))


def _onward(wanted: str, is_staff: bool) -> Response:
    return _see(wanted or ("/staff/clients" if is_staff else "/"))
