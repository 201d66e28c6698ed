"""Taking tries from their limits. Without the database nobody may try: the limits hold over workers and restarts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

from sqlalchemy import text

from data.database import door
from data.records.limit import Limit
from data.viewer import TooMany

_TAKE = text("select portal.take_token(:key, :capacity, :rate)")
_LEFT = text("""
    select tokens + :rate * greatest(0, extract(epoch from portal.now() - updated_at))
      from portal.rate_limits where key = :key
""")
_FORGET = text("delete from portal.rate_limits where key = any(:keys)")
_FOR_EVER = 900  # seconds to name where a limit never fills up again by itself


def take(limits: Sequence[Limit]) -> None:
    """Take one try from every limit, or none and raise TooMany with the seconds until the next one."""
    with door() as session:
        for limit in sorted(limits, key=lambda one: one.key):  # always in one order: no two requests wait in a circle
            rate = 1 / limit.seconds_each if limit.seconds_each else 0.0
            values = {"key": limit.key, "capacity": limit.capacity, "rate": rate}
            if session.execute(_TAKE, values).scalar():
                continue
            left = float(session.execute(_LEFT, {"key": limit.key, "rate": rate}).scalar() or 0)
            raise TooMany(max(1, ceil((1 - left) / rate)) if rate else _FOR_EVER)


def forget_limits(keys: Iterable[str]) -> None:
    """Fill limits up again: who signed in has shown that the failed tries were their own."""
    with door() as session:
        session.execute(_FORGET, {"keys": list(keys)})
