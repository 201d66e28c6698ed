"""Who may open a page, call a callback or use a route. Every registration names one of these; there is no default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from data.queries.company import rules
from data.viewer import Area, AreaClosed, Forbidden, NotFound, Permission, SignedOut, Unavailable, Viewer


@dataclass(frozen=True)
class Access:
    """A condition on the viewer. `public` ones also let people in who are not signed in; of `staff_only` ones clients
    do not learn that there is anything."""

    name: str
    holds: Callable[[Viewer], bool]
    public: bool = False
    area: Area | None = None
    staff_only: bool = False

    def allows(self, viewer: Viewer | None) -> bool:
        """Whether this person may pass."""
        return self.public or (viewer is not None and self.holds(viewer))

    def check(self, viewer: Viewer | None) -> None:
        """Raise SignedOut without a person, Forbidden when the condition does not hold, NotFound for clients where
        that is all they may know.

        AreaClosed says so where the area is closed for everybody.
        """
        if self.allows(viewer):
            return
        if viewer is None:
            raise SignedOut
        if self.staff_only and not viewer.is_staff:
            raise NotFound
        if self.area is not None and not viewer.sees(self.area) and _is_closed(self.area):
            raise AreaClosed
        raise Forbidden


def _is_closed(area: Area) -> bool:
    """Whether the area is closed for everybody; not as far as anybody can tell while the database is away."""
    try:
        return area.value in rules().closed_areas
    except Unavailable:
        return False


ANYONE = Access("anyone", lambda viewer: True, public=True)  # only for endpoints on the guard's public list
SIGNED_IN = Access("signed in", lambda viewer: True)
ONESELF = Access("oneself", lambda viewer: viewer.person_id is not None and not viewer.read_only)  # the own account
CLIENTS = Access("clients", lambda viewer: not viewer.is_staff)
STAFF = Access("staff", lambda viewer: viewer.is_staff)


def area(needed: Area) -> Access:
    """Clients whose grants open the area somewhere, and staff."""
    return Access(f"area {Area(needed).value}", lambda viewer: viewer.sees(needed), area=Area(needed))


def taking(access: Access) -> Access:
    """Who passes the other condition and may also take data away as a file."""
    holds = access.holds
    return replace(access, name=f"{access.name}, exporting", holds=lambda viewer: holds(viewer) and viewer.exports)


def may(permission: Permission) -> Access:
    """Staff whose role has the permission; clients are told that there is nothing of the kind."""
    return Access(f"may {Permission(permission).value}", lambda viewer: viewer.may(permission), staff_only=True)
