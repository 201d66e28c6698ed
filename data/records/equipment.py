"""Equipment as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data.records.shared import Listed, RelatedRecord, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentRow(Listed):
    """One maintained thing in a list, with the result of its newest inspection."""

    code: str
    name: str | None
    kind_names: Mapping[str, str]
    icon: str
    location: str | None
    standing: str
    retest_on: date | None
    retest_standing: str | None
    last_result: str | None
    last_checked_on: date | None
    serial: str | None
    maker: str | None
    model: str | None
    installed_on: date | None
    end_of_life_on: date | None


@dataclass(frozen=True, slots=True)
class EquipmentResult:
    """What one inspection found on it."""

    inspection: str
    number: str
    kind_names: Mapping[str, str] | None
    done_on: date
    result: str
    remark: str | None
    action: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment(EquipmentRow):
    """A piece of equipment with all its results, newest first, its defects and the work on them (`life`); `details` are
    the company's own columns, as text."""

    end_of_life_standing: str | None
    details: Mapping[str, object]
    results: tuple[EquipmentResult, ...]
    life: tuple[RelatedRecord, ...]
    around: Surroundings
