"""Defects as people read them, and the lifeline of one: its steps in order, with what belongs to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from data.records.shared import DocumentRef, Listed, RelatedRecord, Surroundings

STEPS = ("found", "quoted", "approved", "scheduled", "fixed", "proven")
OPEN = ("found", "quoted", "approved", "scheduled")
SEVERITIES = ("minor", "major", "critical")
CLOSING = ("certificate", "job_certificate")  # kinds of documents that prove a repair


@dataclass(frozen=True, slots=True, kw_only=True)
class DefectRow(Listed):
    """A defect in a list; `age` in days, until it was fixed, proven or cancelled, else until today."""

    number: str
    title: str
    severity: str
    standing: str
    age: int
    equipment: str | None
    code: str | None
    location: str | None
    action: str | None
    found_on: date
    quoted_on: date | None
    approved_on: date | None
    scheduled_on: date | None
    fixed_on: date | None
    proven_on: date | None
    cancelled_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be repaired."""
        return self.standing in OPEN


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a lifeline: the day it was reached, and how many days after the step before that has a day.

    `state`: done, current (the last one reached), skipped (a later one was reached), ahead.
    """

    name: str
    state: Literal["done", "current", "skipped", "ahead"]
    on: date | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect(DefectRow):
    """A defect with its lifeline, its photographs, and the papers or the inspection that prove its repair;
    `today` is the company's."""

    kind_names: Mapping[str, str] | None
    equipment_name: str | None
    description: str | None
    today: date
    steps: tuple[Step, ...]
    photos: tuple[DocumentRef, ...]
    proofs: tuple[DocumentRef, ...]
    proof: RelatedRecord | None
    around: Surroundings

    def related(self, noun: str) -> RelatedRecord | None:
        """The record of that noun it belongs to, where the viewer may see it."""
        return next((one for one in self.around.related if one.noun == noun), None)


@dataclass(frozen=True, slots=True)
class DefectRef:
    """A defect beside something else: how it stands, the day that matters now, its photographs."""

    public_id: str
    number: str
    title: str
    severity: str
    standing: str
    scheduled_on: date | None = None
    photos: tuple[DocumentRef, ...] = ()


def lifeline(days: Mapping[str, date | None]) -> tuple[Step, ...]:
    """The steps from the day of each by name; `cancelled` ends it where it has a day."""
    names = list(STEPS)
    if days.get("cancelled"):
        names = [name for name in STEPS if days.get(name)] + ["cancelled"]
    last = max((place for place, name in enumerate(names) if days.get(name)), default=0)
    steps, before = [], None
    for place, name in enumerate(names):
        on = days.get(name)
        if on is None:
            steps.append(Step(name, "skipped" if place < last else "ahead"))
            continue
        steps.append(Step(name, "current" if place == last else "done", on, (on - before).days if before else None))
        before = on
    return tuple(steps)
