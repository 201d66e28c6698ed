"""The second step of signing in: until it is done the session opens nothing but this page."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, make_response, redirect, render_template, request

from auth import limits, sessions
from auth.access import ANYONE
from auth.arrival import arrive
from auth.codes import six_digits
from auth.factors import recovery_holds, totp_holds
from auth.forms import comes_from_here, fields, next_address
from auth.registry import route
from auth.visits import note
from data.commands.limits import take
from data.commands.sessions import complete_session
from data.records.session import HalfSession
from data.viewer import TooMany, Viewer
from integrations.language import _


@route("/sign-in/second", access=ANYONE, methods=("GET", "POST"))
def second_step(viewer: Viewer | None) -> Response:
    """Six digits of the app, a recovery code, or (by script) a passkey."""
    reading = request.method in ("GET", "HEAD")
    wanted = next_address(request.args.get("next", "") if reading else fields("next")["next"])
    if viewer is not None:
        return _onward(wanted, viewer.is_staff)
    half = sessions.half_session()
    if half is None:
        return make_response(redirect(f"/sign-in?next={quote(wanted, safe='/')}" if wanted else "/sign-in", 303))
    if reading:
        return _page(half, wanted)
    sent = fields("code", "csrf_token")
    if not comes_from_here():
        return _page(half, wanted, 403, _("This page had become too old. Nothing is lost: please send it once more."))
    return _compare(half, sent["code"], wanted)


def _compare(half: HalfSession, typed: str, wanted: str) -> Response:
    if not typed.strip():
        return _page(half, wanted, 400, _("Enter the code of your app, or a recovery code."))
    try:
        take(limits.for_proof(str(half.person_id)))
    except TooMany as error:
        _note_refusal(half, "limited")
        answer = _page(half, wanted, 429, _("Too many tries. Please wait a few minutes."))
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    factor = "totp" if six_digits(typed) else "recovery"
    right = (totp_holds if factor == "totp" else recovery_holds)(half.person_id, typed)
    if not right or not second_step_done(half, factor):
        _note_refusal(half, "wrong")
        return _page(half, wanted, 401, _("This code is not right, was used already, or its half minute is over."))
    return _onward(wanted, half.is_staff)


def second_step_done(half: HalfSession, factor: str) -> bool:
    """The session opens, under another id; False when it has ended meanwhile."""
    token = sessions.new_token()
    started = complete_session(half.id, factor, sessions.token_hash(token))
    if started is None:
        return False
    limits.forgive_proof(str(half.person_id))
    arrive(started, f"{half.method}+{factor}")
    sessions.put_cookie(token, started.kept)
    return True


def _note_refusal(half: HalfSession, result: str) -> None:
    note("sign_in_failed", person_id=half.person_id, is_staff=half.is_staff, method=half.method, result=result)


def _page(half: HalfSession, wanted: str, status: int = 200, error: str = "") -> Response:
    page = render_template("second-step.html", half=half, wanted=wanted, error=error, here=request.path,
                           token=sessions.form_token())  # fmt: skip
    return make_response(page, status)


def _onward(wanted: str, is_staff: bool) -> Response:
    return make_response(redirect(wanted or ("/staff" if is_staff else "/"), 303))
