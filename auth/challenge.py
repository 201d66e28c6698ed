"""A question against robots, in words: always, after failures or never, as the company wants it.

Nobody else is asked for anything, no script runs, and nothing has to be spelt, reckoned or remembered: one of five
words is chosen. The right one is not on the page but in a signature over it. A field that people do not see is a trap.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from flask import current_app

from auth import limits
from data.commands.challenges import answer_question
from data.commands.limits import take
from data.queries.company import rules
from data.queries.limits import tries_left
from data.queries.moment import current_moment
from data.viewer import TooMany
from integrations.language import N_, _
from integrations.settings import Settings

FIELDS = ("question", "answer", "reference")  # the last one is the trap
_LASTS = 1800  # seconds
_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Which of these words is a colour?"), (N_("red"), N_("blue"), N_("yellow"), N_("black"))),
    (N_("Which of these words is an animal?"), (N_("dog"), N_("horse"), N_("elephant"), N_("rabbit"))),
    (N_("Which of these words is a day of the week?"), (N_("Monday"), N_("Tuesday"), N_("Thursday"), N_("Sunday"))),
    (N_("Which of these words is a fruit?"), (N_("apple"), N_("pear"), N_("banana"), N_("cherry"))),
    (N_("Which of these words is a piece of furniture?"), (N_("table"), N_("chair"), N_("bed"), N_("wardrobe"))),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, the words to choose from, and the token that goes with the answer (the word's number)."""

    words: str
    choices: tuple[str, ...]
    token: str


def question(email: str = "", *, trapped: bool = False) -> Question | None:
    """A new question, if one is to be answered before anything is tried from here (or for this address)."""
    if not (trapped or _needed(email)):
        return None
    order = list(range(len(_KINDS)))
    secrets.SystemRandom().shuffle(order)
    choices = tuple(_(secrets.choice(_KINDS[kind][1])) for kind in order)
    right = secrets.randbelow(len(order))
    stamp = f"{secrets.token_urlsafe(12)}.{int(current_moment().timestamp()) + _LASTS}"
    return Question(_(_KINDS[order[right]][0]), choices, f"{stamp}.{_mark(stamp, str(right))}")


def passed(sent: Mapping[str, str], email: str) -> bool:
    """Whether what was sent may be tried: nothing was to be answered, or it was, rightly and for the first time."""
    if sent["reference"]:
        return False
    return not _needed(email) or _is_right(sent["question"], sent["answer"])


def failed(email: str) -> None:
    """Something went wrong, or was asked for without anybody getting in: count it."""
    if rules().challenge != "after_failures":
        return
    for limit in limits.doubts(email):
        try:
            take([limit])
        except TooMany:
            continue


def _needed(email: str) -> bool:
    wanted = rules().challenge
    if wanted != "after_failures":
        return wanted == "always"
    return any(tries_left(limit) < 1 for limit in limits.doubts(email))


def _is_right(token: str, answer: str) -> bool:
    stamp, _dot, mark = token.rpartition(".")
    until = stamp.rpartition(".")[2]
    if not (until.isascii() and until.isdigit()) or int(until[:12]) < current_moment().timestamp():
        return False
    if answer not in map(str, range(len(_KINDS))):
        return False
    right = hmac.compare_digest(mark.encode(), _mark(stamp, answer).encode())
    return answer_question(_mark(stamp, "answered")) and right


def _mark(stamp: str, answer: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return hmac.new(settings.derived("questions").encode(), f"{stamp}\x00{answer}".encode(), sha256).hexdigest()
