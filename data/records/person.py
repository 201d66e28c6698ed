"""People: where they were last, and how staff see those who have access to a client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class LastPlace:
    """Public ids of the client and, if one was chosen, the site a person looked at last."""

    client: str
    site: str | None


@dataclass(frozen=True, slots=True)
class Addressee:
    """What a message to a person needs to know of them, and whether they have a second factor."""

    person_id: int
    name: str
    email: str
    language: str | None
    staff_role: str | None
    has_factor: bool


@dataclass(frozen=True, slots=True)
class Access:
    """One grant as staff read it. `site` is None for the whole client; `state`: active, upcoming, ended, revoked."""

    site: str | None
    areas: tuple[str, ...]
    valid_from: date | None
    valid_until: date | None
    state: str


@dataclass(frozen=True, slots=True)
class PersonWithAccess:
    """A person who was once granted access to a client; `enters` says whether they may open it today."""

    public_id: str
    name: str
    email: str
    disabled: bool
    revoked: bool
    enters: bool
    last_sign_in: datetime | None
    grants: tuple[Access, ...]
