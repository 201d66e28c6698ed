"""Sessions: how long they last, and what an open one says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from data.viewer import Viewer

# Without "keep me signed in" the browser forgets the cookie when it closes, and we the session after a day.
KEPT_IDLE, KEPT_ABSOLUTE = timedelta(days=14), timedelta(days=30)
IDLE, ABSOLUTE = timedelta(hours=12), timedelta(hours=24)
STAFF_IDLE = timedelta(hours=2)
VIEW_AS_LASTS = timedelta(minutes=30)


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
    """A session that has just begun; `kept` says whether the browser shall remember it when it closes."""

    id: int
    person_id: int
    is_staff: bool
    kept: bool
