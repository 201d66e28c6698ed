"""Inspections as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from data.records.defects import DefectRef
from data.records.shared import Listed, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRow(Listed):
    """A planned or done inspection in a list, with its lines counted by result; `zone` is that of its site."""

    number: str
    kind_names: Mapping[str, str] | None
    standing: str
    due_month: date | None
    scheduled_from: datetime | None
    scheduled_until: datetime | None
    done_on: date | None
    inspector: str | None
    certificate_due_on: date | None
    contract: str | None = None  # its number, in lists
    zone: str
    compliant: int
    non_compliant: int
    not_reachable: int


@dataclass(frozen=True, slots=True)
class InspectionLine:
    """What one inspection found on one thing: equipment the viewer may see, or a subject in words."""

    result: str
    subject: str | None
    equipment: str | None
    code: str | None
    name: str | None
    kind_names: Mapping[str, str] | None
    location: str | None
    remark: str | None
    action: str | None
    defects: tuple[DefectRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection(InspectionRow):
    """An inspection with every line, failing ones first, and how its certificate stands; `besides` are the defects it
    found that belong to no line."""

    summary: str | None
    preparation: str | None
    certificate_standing: str | None
    certificate_until: date | None
    lines: tuple[InspectionLine, ...]
    besides: tuple[DefectRef, ...]
    around: Surroundings
