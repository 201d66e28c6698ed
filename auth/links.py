"""Access links in invitations and recovery mails: their secrets."""

from __future__ import annotations

import secrets

from flask import current_app

from auth.codes import keyed
from data.records.link import LinkSecrets
from integrations.seals import MESSAGE_SECRETS, seal
from integrations.settings import Settings


def new_link_secrets() -> LinkSecrets:
    """A new link's token and code, hashed to be stored and sealed to be sent; its address comes from the settings."""
    settings: Settings = current_app.extensions["settings"]
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**6):06}"
    sealed = seal(settings.derived(MESSAGE_SECRETS), {"link": f"{settings.base_url}/access/{token}", "code": code})
    return LinkSecrets(token_hash(token), keyed("link code", token, code), sealed)


def token_hash(token: str) -> str:
    """What a link's token is stored as."""
    return keyed("link", token)
