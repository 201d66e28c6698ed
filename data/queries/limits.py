"""How many tries a limit still has, without taking one."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door
from data.records.limit import Limit

_LEFT = text("""
    select least(:capacity, tokens + :rate * greatest(0, extract(epoch from portal.now() - updated_at)))
      from portal.rate_limits where key = :key
""")


def tries_left(limit: Limit) -> int:
    """Whole tries left; a limit never touched is full."""
    rate = 1 / limit.seconds_each if limit.seconds_each else 0.0
    with door() as session:
        left = session.execute(_LEFT, {"key": limit.key, "capacity": limit.capacity, "rate": rate}).scalar()
    return limit.capacity if left is None else int(left)
