"""Outgoing messages as the worker takes them in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that this worker holds for a while. `sealed` are its secret variables, if it has any.

    `bounced`: the mailbox it goes to has refused mail. `template_version_id`: the words it was begun with.
    """

    id: int
    public_id: str
    channel: str
    template: str
    language: str
    recipient: str
    message_id: str
    attempts: int
    created_at: datetime
    expires_at: datetime | None
    variables: dict[str, Any]
    sealed: bytes | None
    template_version_id: int | None = None
    bounced: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A message that can be sent now."""

    id: int
    channel: str
