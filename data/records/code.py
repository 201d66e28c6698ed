"""Sign-in codes: how long they live, and what became of asking for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

CODE_LASTS = timedelta(minutes=5)
MOST_LIVE = 3
MOST_TRIES = 5
# As long as one browser's tries are counted together, however many codes it asks for.
BROWSER_LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class AskedCode:
    """What is asked for: everything is hashed or sealed but the address, the language and the message's identity."""

    email: str
    nonce_hash: str
    code_hash: str
    sealed: bytes
    language: str
    public_id: str
    message_id: str
    purpose: str = "sign_in"


@dataclass(frozen=True, slots=True)
class SentCode:
    """When a code was sent (or would have been) and until when it holds."""

    sent_at: datetime
    valid_until: datetime
