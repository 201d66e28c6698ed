"""The company's settings, read through the door login and kept for a moment: every page needs them."""

from __future__ import annotations

import time
from dataclasses import fields
from threading import Lock
from typing import Any

from sqlalchemy import text

from data.database import door
from data.records.company import Company
from data.records.rules import Rules

_SETTINGS = text("select key, value from portal.settings")
_KEPT_SECONDS = 20.0
_lock = Lock()
_kept: tuple[float, Company, Rules] | None = None


def company() -> Company:
    """The company record; settings that were never made keep their defaults. At most 20 seconds old."""
    return _settings()[1]


def rules() -> Rules:
    """The rules of entering, likewise. At most 20 seconds old: what must hold at once is asked in the database."""
    return _settings()[2]


def _settings() -> tuple[float, Company, Rules]:
    global _kept
    with _lock:
        if _kept and time.monotonic() - _kept[0] < _KEPT_SECONDS:
            return _kept
    with door() as session:
        rows = {row.key: row.value for row in session.execute(_SETTINGS)}
    found = (time.monotonic(), company_of(rows), rules_of(rows))
    with _lock:
        _kept = found
    return found


def company_of(rows: dict[str, Any]) -> Company:
    """The company from stored values; what was never set keeps its default."""
    return Company(**_named(Company, rows))


def rules_of(rows: dict[str, Any]) -> Rules:
    """The rules from stored values; those never set keep their defaults."""
    return Rules(**_named(Rules, rows))


def _named(record: type[Company] | type[Rules], rows: dict[str, Any]) -> dict[str, Any]:
    names = {f.name for f in fields(record)}
    return {key: tuple(value) if isinstance(value, list) else value for key, value in rows.items() if key in names}


def forget_company() -> None:
    """Read the settings anew next time: after a change, between tests."""
    global _kept
    with _lock:
        _kept = None
