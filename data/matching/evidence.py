"""What a file says, as far as the database knows it: records, clients and sites whose numbers stand in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """A record whose number stands in the file."""

    key: str
    noun: str
    id: int
    client_id: int
    site_id: int | None
    number: str
    shown: bool  # published, so that a document may be put to it
    in_name: bool
    in_text: bool

    @property
    def rank(self) -> int:
        """In name and text counts most, then the name, then the text."""
        return 2 * self.in_name + self.in_text


@dataclass(frozen=True, slots=True)
class Clue:
    """A client (`site_id` None) or site whose number stands in the file."""

    key: str
    client_id: int
    site_id: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it; `kinds` as kinds_said gives them, `readable`: the file has a text."""

    hits: tuple[Hit, ...] = ()
    clues: tuple[Clue, ...] = ()
    kinds: frozenset[str] | None = None
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a file seems to belong; certain only without a `reason` against it."""

    reason: str | None
    kind: str | None = None
    client_id: int | None = None
    site_id: int | None = None
    hit: Hit | None = None

    @property
    def certain(self) -> bool:
        return self.reason is None
