"""Settings as those who change them see them: the values, their history, and what stands in the way of a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from data.records.company import Company
from data.records.rules import Rules

Why = Literal[
    "number",
    "bounds",
    "choice",
    "longer",
    "areas",
    "needed",
    "long",
    "zone",
    "currency",
    "email",
    "country",
    "tax_id",
    "colour",
    "contrast",
    "offered",
]


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One change of one setting; `by` is the name of who made it, None for the command line."""

    key: str
    before: Any
    after: Any
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class SettingsState:
    """What holds now. `version` grows with every change of the settings asked for; the newest change comes first."""

    rules: Rules
    version: int
    history: tuple[SettingChange, ...]
    company: Company = field(default_factory=Company)


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a value was refused: no whole number, outside its bounds, not among the choices, longer than its limit
    (`other` names the setting that limits it), contacts would be let in to nothing, or it is none of what it should be.
    `other` is the ratio for a colour that cannot be told from what is around it."""

    why: Why
    other: str = ""


Mistakes = Mapping[str, Mistake]
