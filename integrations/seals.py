"""Sealing secrets that must lie in the database for a moment: codes and links of messages that are yet to be sent."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import cast

from cryptography.fernet import Fernet, InvalidToken

MESSAGE_SECRETS = "message secrets"  # the purpose of the key that messages' secrets are sealed with


class SealBroken(Exception):
    """The sealed bytes were made with another key, or changed."""


def _fernet(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(key.encode()).digest()))


def seal(key: str, values: dict[str, str]) -> bytes:
    """Encrypt and authenticate; `key` is any long secret text."""
    return _fernet(key).encrypt(json.dumps(values).encode())


def unseal(key: str, sealed: bytes) -> dict[str, str]:
    """What was sealed with the same key. Raises SealBroken."""
    try:
        return cast("dict[str, str]", json.loads(_fernet(key).decrypt(sealed)))
    except InvalidToken as error:
        raise SealBroken from error
