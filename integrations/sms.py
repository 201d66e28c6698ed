"""Short messages: what they cost in segments, folding letters that would make them dear, handing them to a gateway.

`console` writes down that there was one, never what it said; `http` is any gateway with a web address; Twilio and
Vonage are spoken to directly. Errors carry codes only: an answer may repeat the message, and with it a sign-in code.
"""

from __future__ import annotations

import json
import logging
import time
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

import httpx

from integrations.telephone import mobile

logger = logging.getLogger(__name__)
for _name in ("httpx", "httpcore"):  # they would write addresses and headers down, and in those stand codes and keys
    logging.getLogger(_name).setLevel(logging.WARNING)
PROVIDERS = ("console", "http", "twilio", "vonage")
DEFAULT_BODY = '{"to": "{{to}}", "from": "{{sender}}", "text": "{{text}}", "reference": "{{reference}}"}'
WHOLE = 20.0  # seconds a gateway may take
_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_LARGEST = 64_000  # bytes of an answer that are read
_TWILIO = "https://api.twilio.com/2010-04-01/Accounts/{account}/Messages.json"
_VONAGE = "https://rest.nexmo.com/sms/json"
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ",
                        "«": '"', "»": '"', "•": "*", "×": "x"})  # fmt: skip


class SmsRefused(Exception):
    """The gateway, or the number itself, will never take this message."""


class SmsDelayed(Exception):
    """Not now. `unreachable`: others need not be tried either. `uncertain`: it may have been sent all the same."""

    def __init__(self, words: str, *, unreachable: bool = False, uncertain: bool = False) -> None:
        super().__init__(words)
        self.unreachable, self.uncertain = unreachable, uncertain


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where short messages are handed over; `url`, `method`, `headers` and `body` may hold {{to}}, {{text}}, ..."""

    provider: str
    url: str = ""
    method: str = "POST"
    headers: str = ""
    body: str = ""
    account: str = ""
    secret: str = ""
    sender: str = ""


def segments(text: str) -> tuple[int, bool]:
    """How many messages a text is paid as, and whether all its letters are in the telephone's own alphabet (GSM-7)."""
    if all(one in _BASIC or one in _EXTENDED for one in text):
        size = sum(2 if one in _EXTENDED else 1 for one in text)
        return (1 if size <= 160 else -(-size // 153)), True
    size = len(text.encode("utf-16-le")) // 2
    return (1 if size <= 70 else -(-size // 67)), False


def fold(text: str) -> str:
    """The text with letters of the telephone's alphabet only: ș becomes s, ñ stays, what cannot be folded too."""
    return "".join(one if one in _BASIC or one in _EXTENDED else _folded(one) for one in text.translate(_PLAIN))


def as_sent(text: str, setting: str, language: str) -> str:
    """The text as the gateway gets it: folded always (`on`), never (`off`), or in Romanian (`auto`)."""
    return fold(text) if setting == "on" or (setting == "auto" and language == "ro") else text


def _folded(letter: str) -> str:
    base = "".join(one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one))
    return base if base and all(one in _BASIC for one in base) else letter


def send_sms(gateway: Gateway, to: str, text: str, reference: str) -> None:
    """Hand a message over. Raises SmsRefused or SmsDelayed."""
    number = mobile(to)
    if number is None:
        raise SmsRefused("not a mobile number")
    if gateway.provider == "console":
        logger.info("short message", extra={"reference": reference, "characters": len(text)})
        return
    request = {"http": _generic, "twilio": _twilio, "vonage": _vonage}[gateway.provider](
        gateway, number, text, reference
    )
    status, answer = _ask(request)
    if status in (401, 403):
        raise SmsDelayed(f"sign-in to the gateway failed: {status}", unreachable=True)
    if status == 429 or status >= 500:
        raise SmsDelayed(f"the gateway answered {status}")
    if not 200 <= status < 300:
        code = answer.get("code") if gateway.provider == "twilio" and isinstance(answer.get("code"), int) else ""
        raise SmsRefused(f"the gateway answered {status} {code}".strip())
    if gateway.provider == "vonage":
        _judge_vonage(answer)


def _generic(gateway: Gateway, to: str, text: str, reference: str) -> httpx.Request:
    values = {"to": to, "text": text, "sender": gateway.sender, "reference": reference}
    headers = json.loads(gateway.headers) if gateway.headers else {"Content-Type": "application/json"}
    is_json = any(name.lower() == "content-type" and "json" in value for name, value in headers.items())
    body = None
    if gateway.method != "GET":
        body = _with(gateway.body or DEFAULT_BODY, values, is_json=is_json).encode()
    return httpx.Request(gateway.method, _with(gateway.url, values, in_url=True), headers=headers, content=body)


def _with(pattern: str, values: dict[str, str], *, is_json: bool = False, in_url: bool = False) -> str:
    """Each value written as its place wants it: inside JSON text, inside an address, inside a form."""
    parts = pattern.split("{{")
    found = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("}}")
        if closed and name.strip() in values:
            value = values[name.strip()]
            written = quote(value, safe="") if in_url else json.dumps(value)[1:-1] if is_json else quote_plus(value)
            found.append(written + rest)
        else:
            found.append("{{" + part)
    return "".join(found)


def _twilio(gateway: Gateway, to: str, text: str, reference: str) -> httpx.Request:
    by = "MessagingServiceSid" if gateway.sender.startswith("MG") else "From"
    url = gateway.url or _TWILIO.format(account=quote(gateway.account, safe=""))
    signed = httpx.BasicAuth(gateway.account, gateway.secret)
    request = httpx.Request("POST", url, data={"To": to, by: gateway.sender, "Body": text})
    return next(signed.auth_flow(request))


def _vonage(gateway: Gateway, to: str, text: str, reference: str) -> httpx.Request:
    data = {"api_key": gateway.account, "api_secret": gateway.secret, "to": to.lstrip("+"), "from": gateway.sender,
            "text": text, "client-ref": reference}  # fmt: skip
    if not segments(text)[1]:
        data["type"] = "unicode"
    return httpx.Request("POST", gateway.url or _VONAGE, data=data)


def _judge_vonage(answer: dict[str, Any]) -> None:
    """Vonage says 200 to everything and what became of it inside."""
    told = answer.get("messages")
    states = [str(one.get("status")) for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    if not states:
        raise SmsDelayed("the gateway gave no answer that can be read", uncertain=True)
    for state in states:
        if state in ("4", "8", "9", "14"):  # credentials, barred, out of money
            raise SmsDelayed(f"the gateway answered {_code(state)}", unreachable=True)
        if state in ("1", "5"):  # too fast, an error of theirs
            raise SmsDelayed(f"the gateway answered {_code(state)}")
        if state != "0":
            raise SmsRefused(f"the gateway answered {_code(state)}")


def _code(state: str) -> str:
    return state if state.isdigit() and len(state) < 4 else "something else"


def _ask(request: httpx.Request) -> tuple[int, dict[str, Any]]:
    """Status and, where it is one, the JSON object of the answer."""
    until = time.monotonic() + WHOLE
    try:
        with httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as client:
            answer = client.send(request, stream=True)
            body = b""
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > _LARGEST or time.monotonic() > until:
                    break
            answer.close()
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise SmsDelayed(f"cannot reach the gateway: {type(error).__name__}", unreachable=True) from error
    except httpx.HTTPError as error:
        raise SmsDelayed(f"the gateway broke off: {type(error).__name__}", uncertain=True) from error
    try:
        told = json.loads(body[:_LARGEST])
    except ValueError:
        told = {}
    return answer.status_code, told if isinstance(told, dict) else {}
