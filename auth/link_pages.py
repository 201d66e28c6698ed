"""Coming in by a link that was mailed, and asking for one: plain pages that need no script.

Opening a link uses nothing up, however often and by whatever program; the button does, and alone only in the browser
that asked for the link. Anywhere else the six digits of the same message are wanted, since programs press buttons too.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request

from auth import codes, cookies, entrance, links, recovery
from auth.access import ANYONE
from auth.entrance_pages import (
    TOO_OLD,
    come_back,
    later,
    not_right,
    onward,
    page,
    see,
)
from auth.forms import comes_from_here, fields, next_address
from auth.registry import route
from auth.two_steps import TwoSteps, two_steps
from data.commands.entering import note_opened
from data.queries.company import company
from data.queries.links import find_link
from data.records.link import FoundLink
from data.viewer import TooMany, Viewer
from integrations.language import _, clock, set_language


@route("/access/<token>", access=ANYONE)
def follow_link(viewer: Viewer | None, token: str) -> Response:
    """Take the token out of the address: nothing later in this visit can tell it on."""
    links.follow(token)
    answer = see("/access")
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@route("/access", access=ANYONE, methods=("GET", "POST"))
def arrive(viewer: Viewer | None) -> Response:
    """Who invites, and the button that lets in."""
    token = links.followed()
    found = find_link(links.token_hash(token)) if token is not None else None
    wanted = next_address(found.wanted or "") if found is not None else ""
    if found is None or token is None or not found.holds or not (found.tries or _asked_here(found)):
        return onward(wanted, viewer.is_staff) if viewer is not None else _over(found, wanted)
    if request.method in ("GET", "HEAD"):
        if request.method == "GET":
            note_opened(links.token_hash(token))
        return _link_page(found)
    sent = fields("code", "keep", "csrf_token")
    keep = bool(sent["keep"])
    if not comes_from_here():
        return _link_page(found, 403, problem=_(TOO_OLD), keep=keep)
    code = None if _asked_here(found) else codes.six_digits(sent["code"])
    if code is None and not _asked_here(found):
        words = _("The code has six digits.") if sent["code"] else _("Enter the six digits.")
        return _link_page(found, 400, errors={"code": words}, keep=keep)
    try:
        started = entrance.with_link(found, token, code, keep=keep)
    except TooMany as error:
        return later(error.retry_after, _link_page(found, 429, problem=come_back(error.retry_after), keep=keep))
    if started is not None:
        return onward(wanted, started.is_staff)
    found = find_link(links.token_hash(token))
    if found is None or not found.holds or not found.tries:
        return _over(found, wanted, 401)
    return _link_page(found, 401, errors={"code": not_right(found.tries)}, keep=keep)


def _asked_here(found: FoundLink) -> bool:
    return found.asked_by is not None and found.asked_by == recovery.nonce_hash()


def _link_page(found: FoundLink, status: int = 200, **words: Any) -> Response:
    _speak(found)
    told = {"purpose": found.purpose, "needs_code": not _asked_here(found),
            "until": clock(found.valid_until, company().zone)}  # fmt: skip
    return page("access.html", "", status, **words, link=told)


def _over(found: FoundLink | None, wanted: str, status: int = 200) -> Response:
    """A link that is used up, expired or unknown leads on by a code, to the same page."""
    if found is not None:
        _speak(found)
    return page("access.html", wanted, status, link=None)


def _speak(found: FoundLink) -> None:
    """In the language of the person it was sent to, unless this browser has chosen one."""
    if found.language and not request.cookies.get(cookies.LANGUAGE) and not request.args.get("language"):
        set_language(found.language)


@route("/sign-in/forgotten", access=ANYONE, methods=("GET", "POST"))
def forgotten(viewer: Viewer | None) -> Response:
    """No password, or not any more: the address, then the code beside the link that was sent to it."""
    return two_steps(viewer, _FORGOTTEN)


_FORGOTTEN = TwoSteps(
    "/sign-in/forgotten", "sign-in-forgotten.html", cookies.RECOVERY,
    lambda email, sent, wanted: entrance.ask_for_link(email, wanted, keep=bool(sent["keep"])),
    entrance.with_link_code,
)  # fmt: skip
