"""Messages as staff look at them: to whom, what became of each, never what is secret in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integrations.templating import Words

COUNTED = 1000  # beyond this only "more than" is told
STATES = ("queued", "sending", "sent", "failed", "expired", "bounced", "suppressed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list of messages is asked for; empty means any."""

    search: str = ""
    state: str = ""
    kind: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class ListedMessage:
    """One message in the list."""

    public_id: str
    kind: str
    channel: str
    language: str
    recipient: str
    person: str | None
    state: str
    attempts: int
    error: str | None
    created_at: datetime
    sent_at: datetime | None
    version: int | None
    test: bool


@dataclass(frozen=True, slots=True)
class MessageList:
    """A page of messages, newest first; `following` goes on from, `counts` says how many there are of each state.

    `capped`: there are more than are counted, and `counts` is empty.
    """

    messages: tuple[ListedMessage, ...]
    counts: Mapping[str, int]
    following: str | None
    capped: bool = False


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """One message, whole; `words` are those of the version it was written with, None for the predefined ones."""

    listed: ListedMessage
    client: str | None
    client_public_id: str | None
    message_id: str
    next_at: datetime
    expires_at: datetime | None
    variables: Mapping[str, Any]
    words: Words | None
