"""Access links: their secrets, and the one that this browser has followed, kept out of its address bar."""

from __future__ import annotations

import re
import secrets

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from auth import cookies
from auth.marks import keyed
from data.queries.company import rules
from data.records.link import LinkSecrets
from integrations.seals import MESSAGE_SECRETS, seal
from integrations.settings import Settings

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def new_link_secrets() -> LinkSecrets:
    """A new link's token and code, hashed to be stored and sealed to be sent; its address comes from the settings."""
    settings = _settings()
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**6):06}"
    sealed = seal(settings.derived(MESSAGE_SECRETS), {"link": f"{settings.base_url}/access/{token}", "code": code})
    hashed = token_hash(token)
    return LinkSecrets(hashed, code_hash(hashed, code), sealed)


def token_hash(token: str) -> str:
    """What a link's token is stored as."""
    return keyed("link", token)


def code_hash(hashed_token: str, code: str) -> str:
    """What the code beside a link is stored as: it opens this link and no other."""
    return keyed("link code", hashed_token, code)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_settings().derived("followed links"), salt="access")


def follow(token: str) -> None:
    """Keep the token of an address in this browser, for as long as a link lives; what cannot be a token is nothing."""
    if _TOKEN.fullmatch(token):
        value = _signer().dumps(token)
        cookies.put(cookies.LINK, value if isinstance(value, str) else value.decode(), lasts=rules().link_lasts)
    else:
        leave()


def followed() -> str | None:
    """The token of the link this browser has followed last, or None."""
    try:
        token = _signer().loads(cookies.read(cookies.LINK))
    except BadSignature:
        return None
    return token if isinstance(token, str) and _TOKEN.fullmatch(token) else None


def leave() -> None:
    """Forget the link."""
    cookies.take_away(cookies.LINK)
