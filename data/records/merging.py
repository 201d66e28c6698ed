"""Two people who are one: what would move from one to the other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What merging `other` into `person` moves."""

    person: str
    person_name: str
    person_email: str
    other: str
    other_name: str
    other_email: str
    clients: tuple[str, ...]
    grants: int
    contacts: int
    consents: int
    revocations: int
