"""A form that waits until its person has proved who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

KEPT_LASTS = timedelta(minutes=30)
MOST_KEPT = 10  # of one session; the oldest makes room


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Where it goes (`path`) and stood (`back`), what its button says (`words`, untranslated), its fields sealed."""

    public_id: str
    words: str
    path: str
    back: str
    sealed: bytes
