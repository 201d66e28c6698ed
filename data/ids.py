"""Identifiers for the outside: short, random, and useless for guessing the next one."""

import re
import secrets
from base64 import b32encode

_SHAPE = re.compile(r"[a-z2-7]{16}\Z")


def new_public_id() -> str:
    """Sixteen characters of lower-case base32: 80 random bits, safe in addresses, mails and QR codes."""
    return b32encode(secrets.token_bytes(10)).decode("ascii").lower()


def is_public_id(text: object) -> bool:
    """Whether the text has the shape of a public identifier; says nothing about it existing."""
    return isinstance(text, str) and _SHAPE.match(text) is not None
