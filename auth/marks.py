"""Keyed hashes of what must not lie in the database or in a cookie as it is."""

from __future__ import annotations

import hmac
from hashlib import sha256

from flask import current_app

from integrations.settings import Settings


def keyed(kind: str, *parts: str) -> str:
    """A keyed hash, so that six digits cannot be found out from a copy of the database."""
    settings: Settings = current_app.extensions["settings"]
    key = settings.derived("sign-in codes").encode()
    return hmac.new(key, "\x00".join((kind, *parts)).encode(), sha256).hexdigest()
