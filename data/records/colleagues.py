"""The company's own people as the administrator sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the staff. `factors` counts what stands as second step: app, passkeys; `last_administrator` may not go."""

    public_id: str
    name: str
    email: str
    role: str
    language: str | None
    disabled_at: datetime | None
    last_sign_in: datetime | None
    factors: int
    last_administrator: bool
