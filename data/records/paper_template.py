"""The company's own words for papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PaperVersion:
    """One version; `kept` holds block -> text by language, and the switches (integrations/paper_words.py)."""

    version: int
    kept: Mapping[str, Any]
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class BrokenTemplate:
    """Own words that cannot be used, so that the predefined ones are: `channel` is email, sms or pdf."""

    kind: str
    channel: str
    why: str
