"""Whom a closed portal shuts out, and which clients it is closed for."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ShutOut:
    """A person who may open something, but nothing that is open."""

    person_id: int
    language: str | None


@dataclass(frozen=True, slots=True)
class ClosedClient:
    """A client the portal is closed for, and since when."""

    public_id: str
    name: str
    closed_at: datetime
