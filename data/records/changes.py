"""What was done to a record, as staff read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a change: `field` is the schema's name; values as the history keeps them, records by name."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What somebody did to a record; `by` is None for an import or the command line."""

    at: datetime
    verb: str
    by: str | None
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""
