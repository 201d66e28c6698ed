"""Records that wait to be published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A record no client sees yet."""

    kind: str
    public_id: str
    name: str
    client_name: str
    updated_at: datetime
