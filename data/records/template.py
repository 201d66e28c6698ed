"""The company's own words for messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from integrations.templating import Words


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The words a message is to be written with: those of its template's newest version, or the one it began with."""

    template_id: int
    public_id: str
    version_id: int
    words: Mapping[str, Words]  # by language


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a template; versions are never changed."""

    version: int
    words: Mapping[str, Words]
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Template:
    """The company's words for a kind and channel. `broken_why`: they cannot be used, the predefined ones are."""

    public_id: str
    kind: str
    channel: str
    version: int
    words: Mapping[str, Words]
    by: str | None
    changed_at: datetime
    broken_at: datetime | None
    broken_why: str | None
