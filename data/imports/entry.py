"""One record of an imported file on its way to the database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Line:
    """One line of a record; `row` is where it stands in the file."""

    row: int
    values: dict[str, Any]


@dataclass(slots=True)
class Entry:
    """One record of the file. `given` holds what the file states, by field; nothing else may change.

    The door fills in the rest: `stored` is the record as it is in the database (None when new), `values` the columns as
    they will be, `lines` None when the file has no line columns, `late` the reference of a parent in the same file,
    `stamp` what else belongs to the digest (a file's content), `facts` what the door found out about it. `bad` entries
    have errors and are not written.
    """

    row: int
    reference: str
    given: dict[str, Any]
    lines: list[Line] | None = None
    stored: dict[str, Any] | None = None
    values: dict[str, Any] = field(default_factory=dict)
    written_lines: list[dict[str, Any]] | None = None
    late: str | None = None
    stamp: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] | None = None
    bad: bool = False

    @property
    def is_new(self) -> bool:
        return self.stored is None

    def hash(self) -> str:
        """A digest of everything the file states about the record: equal means nothing to do."""
        stated = [self.stamp, self.given, None if self.lines is None else [line.values for line in self.lines]]
        text = json.dumps(stated, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def default_reference(kind: str, given: dict[str, Any]) -> str:
    """The reference of a record whose system has none: only grants, named by who and what."""
    if kind != "grants":
        return ""
    return "|".join(str(given.get(name) or "") for name in ("email", "client", "group", "site"))
