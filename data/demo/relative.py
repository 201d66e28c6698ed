"""Dates in the demo company's files are told from the day of seeding; here they become real ones.

`{-12d}` twelve days ago, `{+20w}` a working day twenty days ahead (the nearest that is not nearer to today),
`{+13fri}` the first Friday from then on; `{-48d:%Y}` the same in another form, here the year alone.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

_TOLD = re.compile(r"\{([+-]\d+)(d|w|mon|tue|wed|thu|fri)(?::([^{}]+))?\}")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def resolved(text: str, today: date) -> str:
    """The text with every told date written out, in ISO form where no other is asked for."""

    def written(found: re.Match[str]) -> str:
        day = real_day(int(found[1]), found[2], today)
        return day.strftime(found[3]) if found[3] else day.isoformat()

    return _TOLD.sub(written, text)


def real_day(days: int, unit: str, today: date) -> date:
    """The day so many days from today; `unit` as in the notation above."""
    day = today + timedelta(days=days)
    if unit == "w":
        step = timedelta(days=-1 if days < 0 else 1)
        while day.weekday() > 4:
            day += step
    elif unit in _WEEKDAYS:
        day += timedelta(days=(_WEEKDAYS.index(unit) - day.weekday()) % 7)
    return day


def write_resolved(source: Path, target: Path, today: date) -> None:
    """Every CSV of one folder, with real dates, into another."""
    for file in sorted(source.glob("*.csv")):
        (target / file.name).write_text(resolved(file.read_text(encoding="utf-8"), today), encoding="utf-8")
