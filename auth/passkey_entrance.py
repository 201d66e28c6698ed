"""Signing in with a passkey: alone, or as the second step after something else. The browser's script asks in JSON."""

from __future__ import annotations

import time

from flask import Response, jsonify, request

from auth import entrance, limits, sessions
from auth.access import ANYONE
from auth.forms import next_address
from auth.passkeys import authenticated, authentication, kept, wanted
from auth.registry import route
from auth.second_step import second_step_done
from auth.sessions import form_token_holds
from auth.visits import note, source_ip, user_agent
from data.commands.limits import take
from data.commands.sessions import start_session
from data.records.account import PasskeyKey
from data.records.session import StartedSession
from data.viewer import Forbidden, Invalid, SignedOut, Viewer
from integrations.language import _


@route("/sign-in/passkey/begin", access=ANYONE, methods=("POST",), repeatable=True)
def begin(viewer: Viewer | None) -> Response:
    """What the browser needs; the same for everybody, since nobody is known yet."""
    _from_our_page()
    take(limits.for_passkey())
    return jsonify(authentication("enter"))


@route("/sign-in/passkey/finish", access=ANYONE, methods=("POST",), repeatable=True)
def finish(viewer: Viewer | None) -> Response:
    """The passkey has answered: it says whose it is, and it is both factors in one."""
    _from_our_page()
    take(limits.for_passkey())
    began = time.monotonic()
    key = authenticated("enter")
    is_staff = _enter(key) if key is not None else None
    if is_staff is None:
        note("sign_in_failed", person_id=key.person_id if key else None, method="passkey", result="wrong")
        entrance.even_pace(began)
        raise Invalid(_("The passkey was not accepted. Please try again, or choose another way."))
    return jsonify(to=next_address(wanted()) or ("/staff" if is_staff else "/"))


def _enter(key: PasskeyKey) -> bool | None:
    """Whether it is staff who are in now; None for somebody without access, or another than the first step's."""
    half = sessions.half_session()
    if half is not None:
        right = half.person_id == key.person_id and second_step_done(half, "passkey")
        return half.is_staff if right else None
    token = sessions.new_token()
    try:
        started: StartedSession = start_session(
            key.person_id, sessions.token_hash(token), "passkey", keep=kept(), ip=source_ip(), agent=user_agent()
        )
    except SignedOut:
        return None
    entrance.entered(key.email, token, started, "passkey")
    return started.is_staff


def _from_our_page() -> None:
    if not form_token_holds(request.headers.get("X-CSRFToken")):
        raise Forbidden(_("This page has become too old. Reload it and try again."))
