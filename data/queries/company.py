"""The company's settings, read through the door login and kept for a moment: every page needs them."""

from __future__ import annotations

import time
from dataclasses import fields
from threading import Lock

from sqlalchemy import text

from data.database import door
from data.records.company import Company

_SETTINGS = text("select key, value from portal.settings")
_KEPT_SECONDS = 20.0
_lock = Lock()
_kept: tuple[float, Company] | None = None


def company() -> Company:
    """The company record; settings that were never made keep their defaults. At most 20 seconds old."""
    global _kept
    with _lock:
        if _kept and time.monotonic() - _kept[0] < _KEPT_SECONDS:
            return _kept[1]
    with door() as session:
        rows: dict[str, object] = {row.key: row.value for row in session.execute(_SETTINGS)}
    known = {f.name for f in fields(Company)}
    found = Company(**{key: value for key, value in rows.items() if key in known})  # type: ignore[arg-type]
    with _lock:
        _kept = (time.monotonic(), found)
    return found


def forget_company() -> None:
    """Read the settings anew next time: after a change, between tests."""
    global _kept
    with _lock:
        _kept = None
