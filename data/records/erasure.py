"""Erasing a person: the request of somebody, what erasing would do, and the list of what was carried out."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

LONGEST_ANSWER = 600
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """What somebody asked for; open until they take it back, or staff decline it with an `answer`."""

    public_id: str
    asked_at: datetime
    taken_back_at: datetime | None = None
    declined_at: datetime | None = None
    answer: str | None = None

    @property
    def is_open(self) -> bool:
        return self.taken_back_at is None and self.declined_at is None


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What erasing an account takes away: `person` is false for a contact who never was anybody here."""

    account: str
    person: bool
    name: str
    email: str
    clients: tuple[str, ...]
    contacts: int
    grants: int
    messages: int
    waiting_messages: int
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure as the list keeps it: nothing in it says who it was.

    `people` and `contacts` are public ids, `addresses` digests salted with `public_id`.
    """

    public_id: str
    at: datetime
    people: tuple[str, ...]
    contacts: tuple[str, ...]
    addresses: tuple[str, ...]
    by: str | None = None
    reason: str | None = None

    def line(self) -> str:
        """As a line of the list."""
        return json.dumps(asdict(self) | {"at": self.at.isoformat()}, sort_keys=True)


def read_line(line: str) -> Erasure:
    """A line of the list. Raises ValueError for one that is none."""
    try:
        told = json.loads(line)
        lists = {name: tuple(map(str, told[name])) for name in ("people", "contacts", "addresses")}
        return Erasure(**{**told, **lists, "at": datetime.fromisoformat(told["at"])})
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a line of a list of erasures") from error
