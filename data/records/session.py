"""Sessions: how long they last, and what an open one says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from data.viewer import Viewer

VIEW_AS_LASTS = timedelta(minutes=30)
SECOND_STEP_LASTS = timedelta(minutes=15)  # to give the second factor after the first


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that holds. `view_as_over` is set when looking as somebody else has just run out of time."""

    id: int
    viewer: Viewer
    kept: bool
    view_as_over: bool = False


@dataclass(frozen=True, slots=True)
class Credentials:
    """What sign-in needs to know about a person. `has_access`: not disabled, and staff or with a grant that holds."""

    person_id: int
    password_hash: str | None
    is_staff: bool
    has_access: bool


@dataclass(frozen=True, slots=True)
class StartedSession:
    """A session that has just begun; `kept` says whether the browser shall remember it when it closes.

    `awaits` is "second_factor" while it opens nothing but the page that asks for one, "enrolment" while it opens
    nothing but the pages where one is set up.
    """

    id: int
    person_id: int
    is_staff: bool
    kept: bool
    awaits: str | None = None


@dataclass(frozen=True, slots=True)
class HalfSession:
    """A session whose person has given the first factor and still owes the second."""

    id: int
    person_id: int
    name: str
    email: str
    is_staff: bool
    kept: bool
    method: str
    totp: bool
    passkeys: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """When and how the person of a session last proved who they are, and how they can do it again."""

    recent: bool
    password: bool
    totp: bool
    passkeys: bool
    phone: str | None  # a number that counts for signing in
    by_link: bool  # the session began with a mailed link
    is_staff: bool

    @property
    def by_email(self) -> bool:
        """Whether a mailed code proves anything: where there is another way neither to whoever got in by a mail, nor
        to staff with a second factor, which a mailbox does not replace."""
        if self.is_staff and (self.totp or self.passkeys):
            return False
        return not (self.by_link and (self.password or self.totp or self.passkeys or self.phone))
