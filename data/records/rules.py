"""The rules of entering and of files: numbers and switches of this installation, with bounds that keep them sane."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

# setting -> (least, most)
BOUNDS: dict[str, tuple[int, int]] = {
    "code_minutes": (2, 10),
    "link_minutes": (10, 60),
    "live_codes": (1, 5),
    "code_tries": (3, 10),
    "kept_idle_days": (1, 30),
    "kept_days": (1, 90),
    "idle_hours": (1, 24),
    "session_hours": (1, 72),
    "staff_idle_minutes": (10, 480),
    "proof_minutes": (2, 15),
    "client_files_mb": (100, 1_000_000),
    "files_kept_days": (7, 365),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """How people get in. `proof_minutes`: how old a proof may be when something delicate is done.

    `contacts_may_enter`: contacts never invited get in by the forgotten-password flow, with `contact_areas`.
    `client_files_mb`: megabytes each client may upload in all. `files_kept_days`: how long a deleted file can be had
    back. `second_factor_roles` are staff roles that must have one. `closed_areas` and `portal_open` close the portal to
    clients. `usage_summary`: managers get how the portal was used, each month.
    """

    code_minutes: int = 5
    link_minutes: int = 45
    live_codes: int = 3
    code_tries: int = 5
    kept_idle_days: int = 14
    kept_days: int = 30
    idle_hours: int = 12
    session_hours: int = 24
    staff_idle_minutes: int = 120
    proof_minutes: int = 5
    challenge: Literal["always", "after_failures", "never"] = "after_failures"
    contacts_may_enter: bool = False
    contact_areas: tuple[str, ...] = ("inspections", "equipment", "jobs", "documents", "bookings", "files")
    second_factor_roles: tuple[str, ...] = ("administrator", "manager", "agent", "read_only")
    portal_open: bool = True
    closed_areas: tuple[str, ...] = ()
    client_files_mb: int = 2000
    files_kept_days: int = 30
    usage_summary: bool = True

    @property
    def code_lasts(self) -> timedelta:
        return timedelta(minutes=self.code_minutes)

    @property
    def kept_idle(self) -> timedelta:
        return timedelta(days=self.kept_idle_days)

    @property
    def kept_lasts(self) -> timedelta:
        return timedelta(days=self.kept_days)

    @property
    def idle(self) -> timedelta:
        return timedelta(hours=self.idle_hours)

    @property
    def session_lasts(self) -> timedelta:
        return timedelta(hours=self.session_hours)

    @property
    def staff_idle(self) -> timedelta:
        return timedelta(minutes=self.staff_idle_minutes)

    @property
    def proof_lasts(self) -> timedelta:
        return timedelta(minutes=self.proof_minutes)

    @property
    def link_lasts(self) -> timedelta:
        return timedelta(minutes=self.link_minutes)
