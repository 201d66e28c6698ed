"""Access links: what is stored of one, and what of it goes into its messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Purpose = Literal["invitation", "recovery"]


@dataclass(frozen=True, slots=True)
class LinkSecrets:
    """A link's hashes to store, and its address and code sealed for its messages. Nothing here can be read back."""

    token_hash: str
    code_hash: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link that somebody has followed. `holds`: not used, not expired, and its person may enter by it today.

    `tries` are left for its code; `asked_by` is the hash of the browser that asked for it, None when staff sent it.
    """

    person_id: int
    email: str  # never shown: whoever holds a link is not yet known to be its person
    purpose: Purpose
    wanted: str | None
    language: str | None
    asked_by: str | None
    valid_until: datetime
    holds: bool
    tries: int


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link to be written. `nonce_hash` is the browser that asked; None when staff send it.

    `channels` are "email", "sms" or both; `wanted` the page the person was on the way to.
    """

    person_id: int
    purpose: Purpose
    secrets: LinkSecrets
    host: str  # of the configured base address
    channels: tuple[Literal["email", "sms"], ...] = ("email",)
    nonce_hash: str | None = None
    wanted: str | None = None
    by_person_id: int | None = None
