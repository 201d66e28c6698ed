"""Work on the dashboard: inspections, visits, other work, equipment, bookings and papers. Moments carry a zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Paper:
    """A published document; `kind` is its code, `size` in bytes, `shared` when it covers all sites of the client."""

    public_id: str
    title: str
    kind: str
    kind_names: Names
    media_type: str
    size: int
    issued_on: date | None
    valid_until: date | None
    published_at: datetime
    shared: bool
    standing: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that failed an inspection, and how its defect stands; the equipment is unknown where the viewer may not
    see it. `agreed_on` is the day of its repair."""

    position: int
    subject: str | None
    remark: str | None
    action: str | None
    equipment: str | None
    code: str | None
    name: str | None
    location: str | None
    kind_names: Names | None
    defect: str | None = None
    defect_standing: str | None = None
    agreed_on: date | None = None


@dataclass(frozen=True, slots=True)
class LastInspection:
    """The newest inspection that is done: its lines decide the counts. `certificate` is a standing, or None."""

    public_id: str
    number: str
    kind_names: Names | None
    done_on: date
    inspector: str | None
    result: str | None
    certificate: str | None
    certificate_due_on: date | None
    compliant: int
    non_compliant: int
    not_reachable: int
    failed: tuple[Failure, ...]
    files: tuple[Paper, ...]

    @property
    def checked(self) -> int:
        return self.compliant + self.non_compliant + self.not_reachable


@dataclass(frozen=True, slots=True)
class NextInspection:
    """The next inspection: the month it is due, or its date and time; `late` when its month has passed."""

    public_id: str
    number: str
    kind_names: Names | None
    state: str
    due_month: date | None
    scheduled_from: datetime | None
    scheduled_until: datetime | None
    inspector: str | None
    preparation: str | None
    late: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """The next time somebody comes: an inspection, booking or job, by date and time or by month."""

    noun: str
    public_id: str
    starts_at: datetime | None
    ends_at: datetime | None
    month: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Work:
    """Other work, with the documents that prove it."""

    public_id: str
    number: str
    title: str
    kind_names: Names | None
    state: str
    scheduled_from: datetime | None
    done_on: date | None
    technician: str | None
    files: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class KindCount:
    """Equipment of one kind, by its result at the last inspection."""

    code: str
    names: Names
    icon: str
    total: int
    compliant: int
    non_compliant: int
    not_reachable: int


@dataclass(frozen=True, slots=True)
class Expiring:
    """Equipment whose retest or end of life (`why`) is near or past; `of` counts all of them."""

    public_id: str
    code: str
    name: str | None
    kind_names: Names
    why: str
    on_day: date
    of: int


@dataclass(frozen=True, slots=True)
class Appointment:
    """A booking: asked for, or agreed."""

    public_id: str
    number: str
    service: str
    state: str
    starts_at: datetime | None
    ends_at: datetime | None
    wished_from: date | None
    wished_until: date | None
    technician: str | None
    technician_phone: str | None
    since: date | None
