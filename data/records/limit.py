"""Limits on what may be tried: buckets of tokens, one row each in the database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """`capacity` tries at once, one more every `seconds_each`; None: no more at all for this key."""

    key: str
    capacity: int
    seconds_each: float | None
