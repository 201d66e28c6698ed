"""Mails that the demo keeps instead of sending them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as its reader would have found it."""

    to: str
    subject: str
    text: str
    html: str
    sent_at: datetime
