"""First the address, then the six digits that were sent to it: what a code and a forgotten password have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, request

from auth import challenge, codes, limits
from auth.entrance_pages import (
    TOO_OLD,
    come_back,
    enter_address,
    later,
    not_right,
    onward,
    page,
    question_page,
    see,
    step_page,
)
from auth.forms import address, comes_from_here, fields, next_address
from data.queries.limits import tries_left
from data.records.session import StartedSession
from data.viewer import TooMany, Viewer
from integrations.language import _


@dataclass(frozen=True, slots=True)
class TwoSteps:
    """One such door: its path and template, the cookie that remembers what was asked for, and what each step does.

    `ask` has something sent to an address: (address, the form as sent, the page that was wanted). `enter` tries the
    digits. Both raise TooMany at a limit.
    """

    path: str
    template: str
    cookie: str
    ask: Callable[[str, dict[str, str], str], object]
    enter: Callable[[codes.Asked, str], StartedSession | None]


def two_steps(viewer: Viewer | None, door: TwoSteps) -> Response:
    """The step this browser is at, and what follows from its form."""
    if request.method in ("GET", "HEAD"):
        wanted = next_address(request.args.get("next", ""))
        if viewer is not None:
            return onward(wanted, viewer.is_staff)
        if request.args.get("other"):
            codes.forget_asked(door.cookie)
            return page(door.template, wanted)
        return _step(door, wanted)
    sent = fields("email", "code", "keep", "by", "next", "csrf_token", *challenge.FIELDS)
    wanted = next_address(sent["next"])
    if not comes_from_here():
        return _step(door, wanted, 403, problem=_(TOO_OLD), email=sent["email"])
    return _compare(door, sent["code"], wanted) if sent["code"] else _ask(door, sent, wanted)


def _step(door: TwoSteps, wanted: str, status: int = 200, **words: object) -> Response:
    return step_page(door.template, door.cookie, wanted, status, **words)


def _ask(door: TwoSteps, sent: dict[str, str], wanted: str) -> Response:
    if "code" in request.form and not sent["email"]:
        return _step(door, wanted, 400, errors={"code": _("Enter the six digits.")})
    email = address(sent["email"])
    if email is None:
        return page(door.template, wanted, 400, errors={"email": enter_address()}, email=sent["email"])
    if not challenge.passed(sent, email):
        return question_page(door.template, wanted, sent)
    try:
        door.ask(email, sent, wanted)
    except TooMany as error:
        answer = _step(door, wanted, 429, problem=come_back(error.retry_after), email=email)
        return later(error.retry_after, answer)
    return see(door.path, wanted)


def _compare(door: TwoSteps, typed: str, wanted: str) -> Response:
    asked = codes.asked(door.cookie)
    if asked is None:
        words = _("That code can no longer be used. Ask for a new one here.")
        return page(door.template, wanted, 401, problem=words)
    code = codes.six_digits(typed)
    if code is None:
        return _step(door, wanted, 400, errors={"code": _("The code has six digits.")})
    try:
        started = door.enter(asked, code)
    except TooMany as error:
        after = codes.seconds_until_anew(asked) if codes.exhausted(asked) else error.retry_after
        return later(after, _step(door, wanted, 429, problem=come_back(after)))
    if started is not None:
        return onward(wanted, started.is_staff)
    left = tries_left(limits.of_browser(asked.email, asked.nonce))
    return _step(door, wanted, 401, errors={"code": not_right(left)} if left >= 1 else {})
