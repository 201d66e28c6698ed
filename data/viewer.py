"""Who is looking: the viewer every query and command takes first, what they may do, and the answers they may get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Area(StrEnum):
    """What a grant opens; every record belongs to exactly one."""

    INSPECTIONS = "inspections"
    EQUIPMENT = "equipment"
    JOBS = "jobs"
    DOCUMENTS = "documents"
    BILLING = "billing"
    QUOTES = "quotes"
    CONTRACTS = "contracts"
    ORDERS = "orders"
    PROJECTS = "projects"
    TICKETS = "tickets"
    BOOKINGS = "bookings"
    FILES = "files"
    CATALOGUE = "catalogue"


class StaffRole(StrEnum):
    """The roles of the company's own people."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    AGENT = "agent"
    READ_ONLY = "read_only"


class Permission(StrEnum):
    """What a staff role may do beyond reading; unknown names raise."""

    SEE_CLIENTS = "see_clients"
    VIEW_AS = "view_as"
    PUBLISH = "publish"
    EDIT_RECORDS = "edit_records"
    MANAGE_FILES = "manage_files"
    SEE_USAGE = "see_usage"
    IMPORT_RECORDS = "import_records"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_STAFF = "manage_staff"
    WRITE_TEMPLATES = "write_templates"
    SEE_MESSAGES = "see_messages"
    CHANGE_SETTINGS = "change_settings"


_READ = frozenset({Permission.SEE_CLIENTS, Permission.SEE_USAGE})
_WORK = _READ | {
    Permission.VIEW_AS,
    Permission.PUBLISH,
    Permission.EDIT_RECORDS,
    Permission.MANAGE_FILES,
    Permission.MANAGE_ACCOUNTS,
    Permission.SEE_MESSAGES,
}
ROLE_PERMISSIONS: dict[StaffRole, frozenset[Permission]] = {
    StaffRole.READ_ONLY: _READ,
    StaffRole.AGENT: _WORK,
    StaffRole.MANAGER: _WORK | {Permission.IMPORT_RECORDS, Permission.WRITE_TEMPLATES},
    StaffRole.ADMINISTRATOR: frozenset(Permission),
}


class PortalError(Exception):
    """Base of the answers below; `message` is in the person's language and safe to show."""

    status = 500
    problem: int | str = 0  # which words tell it (components/problems.py), where those of the status will not do

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class Invalid(PortalError):
    """What was sent makes no sense; `field` names the input it concerns, if one does."""

    status = 400

    def __init__(self, message: str = "", field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class SignedOut(PortalError):
    """Nobody is signed in, or the session has ended."""

    status = 401


class Forbidden(PortalError):
    """The person may see this but not do it."""

    status = 403


class PortalClosed(Forbidden):
    """The company has closed the portal for every client of this person."""

    problem = "portal_closed"


class AreaClosed(Forbidden):
    """The company has closed this part of the portal for everybody."""

    problem = "area_closed"


class NotFound(PortalError):
    """It is not there, or this person may not know that it is."""

    status = 404


class Conflict(PortalError):
    """Somebody else was first."""

    status = 409


class TooMany(PortalError):
    """A limit is reached; `retry_after` says in how many seconds to come back."""

    status = 429

    def __init__(self, retry_after: int, message: str = "") -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(PortalError):
    """The database or the file store cannot be reached at the moment."""

    status = 503


class Interrupted(Unavailable):
    """The database broke off what was being read, in favour of somebody else: at once it would work."""


class Crowded(Unavailable):
    """More people are here than can be served: nothing was begun, and in a moment it will be better."""

    problem = "crowded"


@dataclass(frozen=True, slots=True)
class ClientChoice:
    """A client the person may act for; `exports`: some grant there also allows taking data away."""

    id: int
    public_id: str
    name: str
    exports: bool = True


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person, or the command line.

    `client_id` is the one client a query runs for; None means all clients of the person (or staff, who see all).
    `acting_staff_id` is set while a member of staff looks at the portal as this person: everything is read-only then.
    """

    person_id: int | None
    public_id: str
    name: str
    email: str
    language: str = "en"
    staff_role: StaffRole | None = None
    clients: tuple[ClientChoice, ...] = ()
    client_id: int | None = None
    areas: frozenset[Area] = frozenset()
    session_id: int | None = None
    csrf: str = ""
    acting_staff_id: int | None = None
    acting_staff_name: str | None = None
    theme: str = "auto"
    last_visit_at: datetime | None = None  # when the visit before this one ended
    last_place: tuple[int | None, int | None] = (None, None)  # client and site that are remembered for next time
    enrolling: bool = False  # has to set up a second factor before anything else

    @classmethod
    def system(cls) -> Viewer:
        """The command line: an administrator without a person."""
        return cls(None, "", "System", "", staff_role=StaffRole.ADMINISTRATOR, areas=frozenset(Area))

    @property
    def is_staff(self) -> bool:
        return self.staff_role is not None

    @property
    def read_only(self) -> bool:
        return self.acting_staff_id is not None

    def may(self, permission: Permission) -> bool:
        """Whether the staff role allows it; never for clients, never while looking as somebody else."""
        if self.staff_role is None or self.read_only:
            return False
        return Permission(permission) in ROLE_PERMISSIONS[self.staff_role]

    @property
    def exports(self) -> bool:
        """Whether anything may be taken away as a file of rows or documents: of the chosen client, else of any."""
        return self.is_staff or any(one.exports for one in self.clients if self.client_id in (None, one.id))

    def sees(self, area: Area) -> bool:
        """Whether any grant opens the area; staff see all."""
        return self.is_staff or Area(area) in self.areas
