"""Sign-in codes in the browser's hands: what it has asked for, asking for a code, and what a code is compared with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from auth import cookies, known, limits
from auth.marks import keyed
from data.commands import codes
from data.commands.limits import take
from data.ids import new_public_id
from data.queries.limits import tries_left
from data.queries.moment import current_moment
from data.records.code import BROWSER_LASTS, AskedCode
from data.viewer import TooMany
from integrations.language import language
from integrations.seals import MESSAGE_SECRETS, seal
from integrations.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """What this browser has asked for: its address and secret, when the latest code was sent and how long it holds.

    All tries of one secret are counted together, from the first code on (`began`).
    """

    email: str
    nonce: str
    began: datetime
    sent_at: datetime
    valid_until: datetime
    keep: bool
    by_email: bool = False  # they wanted no SMS

    @property
    def until(self) -> datetime:
        """When the browser may begin anew."""
        return max(self.began + BROWSER_LASTS, self.valid_until)


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _signer(cookie: str) -> URLSafeSerializer:
    return URLSafeSerializer(_settings().derived("asked codes"), salt=cookie)


def asked(cookie: str = cookies.CODE) -> Asked | None:
    """What was asked for in this browser a short while ago, or None: a code, or a link with its code (RECOVERY)."""
    try:
        told = _signer(cookie).loads(cookies.read(cookie))
        began, sent, until = (datetime.fromtimestamp(at, UTC) for at in told["t"])
        found = Asked(str(told["e"]), str(told["n"]), began, sent, until, bool(told["k"]), bool(told["m"]))
    except (BadSignature, KeyError, TypeError, ValueError):
        return None
    return found if current_moment() < found.until else None


def forget_asked(cookie: str = cookies.CODE) -> None:
    """Begin with another address."""
    cookies.take_away(cookie)


def remember(found: Asked, cookie: str = cookies.CODE) -> None:
    """Keep what was asked for in this browser until it may begin anew."""
    times = [at.timestamp() for at in (found.began, found.sent_at, found.valid_until)]
    value = _signer(cookie).dumps(
        {"e": found.email, "n": found.nonce, "t": times, "k": found.keep, "m": found.by_email}
    )
    lasts = max(BROWSER_LASTS, found.valid_until - found.sent_at)
    cookies.put(cookie, value if isinstance(value, str) else value.decode(), lasts=lasts)


def nonce_hash(nonce: str) -> str:
    """What ties a code to the browser that asked for it."""
    return keyed("nonce", nonce)


def code_hash(nonce: str, code: str, purpose: str = "sign_in") -> str:
    """What a code is stored as: it holds for one purpose in one browser."""
    return keyed("code", purpose, nonce, code)


def six_digits(typed: str) -> str | None:
    """A code as somebody typed or pasted it; None for what cannot be one."""
    code = "".join(typed.replace("-", " ").split())
    return code if len(code) == 6 and code.isascii() and code.isdigit() else None


def sends_sms() -> bool:
    """Whether this installation can send short messages; the demo shows them in its mailbox."""
    return _settings().sms_provider is not None or _settings().demo


def ask(email: str, *, keep: bool, by_email: bool = False) -> Asked:
    """Send a code to whoever has this address; for everybody else exactly the same, but for the message.

    By SMS when there is a mobile number on file, unless they want it by e-mail.

    Raises TooMany at a limit, also when this browser has used up its tries: another code would give it no new ones.
    """
    earlier = earlier_asked(email, cookies.CODE)
    take(limits.for_asking(email, known.browser_of(email)))
    nonce = earlier.nonce if earlier is not None else secrets.token_urlsafe(24)
    settings, code, public_id = _settings(), f"{secrets.randbelow(10**6):06}", new_public_id()
    sent = codes.ask_for_code(
        AskedCode(
            email, nonce_hash(nonce), code_hash(nonce, code), seal(settings.derived(MESSAGE_SECRETS), {"code": code}),
            language(), public_id, f"<{public_id}@{urlsplit(settings.base_url).hostname}>",
            by_sms=sends_sms() and not by_email,
        )
    )  # fmt: skip
    began = earlier.began if earlier else sent.sent_at
    found = Asked(email, nonce, began, sent.sent_at, sent.valid_until, keep, by_email)
    remember(found)
    return found


def earlier_asked(email: str, cookie: str) -> Asked | None:
    """What this browser has asked for before for the same address. Raises TooMany when its tries are used up."""
    earlier = asked(cookie)
    if earlier is None or earlier.email != email:
        return None
    if exhausted(earlier):
        raise TooMany(seconds_until_anew(earlier))
    return earlier


def exhausted(found: Asked) -> bool:
    """Whether this browser has used up its tries."""
    return tries_left(limits.of_browser(found.email, found.nonce)) < 1


def seconds_until_anew(found: Asked) -> int:
    """Until this browser may ask for another code after it has used up its tries."""
    return max(1, round((found.until - current_moment()).total_seconds()))
