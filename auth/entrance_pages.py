"""What the pages of signing in have in common: their words, the step a browser is at, where they lead on."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any
from urllib.parse import quote

from flask import Response, make_response, redirect, render_template, request

from auth import challenge, codes, cookies
from auth.sessions import form_token
from data.queries.company import company, rules
from data.queries.moment import current_moment
from integrations.language import LANGUAGES, N_, _, clock, ngettext, set_language

TOO_OLD = N_("This page had become too old. Nothing is lost: please send it once more.")


def page(template: str, wanted: str, status: int = 200, *, trapped: bool = False, **words: Any) -> Response:
    """A page of signing in; `wanted` is where the person was going, `trapped` asks the question whatever the rules."""
    chosen = request.args.get("language", "")
    if request.method == "GET" and chosen in LANGUAGES:
        set_language(chosen)
        cookies.put(cookies.LANGUAGE, chosen, lasts=cookies.CHOICE_LASTS, private=False)
    told: dict[str, Any] = {"errors": {}, "problem": "", "email": "", "keep": False, "asked": None, **words}
    question = None if told["asked"] else challenge.question(told["email"], trapped=trapped)
    rules_of = {"code_minutes": rules().code_minutes, "link_minutes": rules().link_minutes, "sms": codes.sends_sms()}
    shown = render_template(template, **told, **rules_of, question=question, wanted=wanted, token=form_token(),
                            here=request.path)  # fmt: skip
    return make_response(shown, status)


def question_page(template: str, wanted: str, sent: Mapping[str, str]) -> Response:
    """The page once more, with a question that was not answered, or not rightly."""
    words = _("Please choose the right word, so that we know that you are not a program.")
    keep = bool(sent["keep"])
    return page(template, wanted, 400, trapped=True, errors={"question": words}, email=sent["email"], keep=keep)


def step_page(template: str, cookie: str, wanted: str, status: int = 200, **words: Any) -> Response:
    """The step this browser is at: the address, the code, or waiting after too many tries."""
    return page(template, wanted, status, **{**words, "asked": _told(codes.asked(cookie))})


def _told(asked: codes.Asked | None) -> dict[str, Any] | None:
    """What a page says of what was asked for in this browser."""
    if asked is None:
        return None
    zone = company().zone
    return {"email": asked.email, "keep": asked.keep, "sent": clock(asked.sent_at, zone), "by_email": asked.by_email,
            "until": clock(asked.valid_until, zone), "over": current_moment() >= asked.valid_until,
            "exhausted": codes.exhausted(asked), "anew": clock(asked.until, zone)}  # fmt: skip


def not_right(left: int) -> str:
    """What is said of a wrong code, with how many tries are left."""
    tries = ngettext("You have %(n)s try left.", "You have %(n)s tries left.", left) % {"n": left}
    return " ".join([_("This code is not right, or no longer valid."), tries])


def enter_address() -> str:
    """What is said without an address."""
    return _("Enter your e-mail address, like name@company.com.")


def come_back(seconds: int) -> str:
    """What is said at a limit."""
    minutes = ceil(seconds / 60)
    words = ngettext("Too many tries. Please wait %(n)s minute.", "Too many tries. Please wait %(n)s minutes.", minutes)
    return words % {"n": minutes}


def later(seconds: int, answer: Response) -> Response:
    """The answer at a limit, with when to come back."""
    answer.headers["Retry-After"] = str(seconds)
    return answer


def see(path: str, wanted: str = "") -> Response:
    """On to another page of signing in."""
    return make_response(redirect(f"{path}?next={quote(wanted, safe='/')}" if wanted else path, 303))


def onward(wanted: str, is_staff: bool) -> Response:
    """Into the portal: to the page that was wanted, else where one begins."""
    return see(wanted or ("/staff" if is_staff else "/"))
