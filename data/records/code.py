"""Sign-in codes: what is asked for, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# As long as one browser's tries are counted together, however many codes it asks for.
BROWSER_LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class AskedCode:
    """What is asked for: everything is hashed or sealed but the address, the language and the message's identity.

    `by_sms`: to the mobile number on file, if there is one that counts; else, and for everybody else, by e-mail.
    """

    email: str
    nonce_hash: str
    code_hash: str
    sealed: bytes
    language: str
    public_id: str
    message_id: str
    purpose: str = "sign_in"
    by_sms: bool = False


@dataclass(frozen=True, slots=True)
class AskedLink:
    """A link with its code that somebody asks for themselves; hashed and sealed likewise."""

    email: str
    nonce_hash: str
    token_hash: str
    code_hash: str
    sealed: bytes
    wanted: str | None
    language: str
    public_id: str
    message_id: str


@dataclass(frozen=True, slots=True)
class SentCode:
    """When a code was sent (or would have been) and until when it holds."""

    sent_at: datetime
    valid_until: datetime
