"""What people looked at, as it is noted beside the request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing somebody looked at or tried. `is_staff` also holds while staff look as `person_id`.

    `result` says how it ended where that is not plain: `automatic` marks what a scanner or a robot did.
    """

    kind: str
    person_id: int | None = None
    acting_staff_id: int | None = None
    is_staff: bool = False
    client_id: int | None = None
    site_id: int | None = None
    document_id: int | None = None
    session_id: int | None = None
    path: str | None = None
    method: str | None = None
    result: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    file_id: int | None = None
