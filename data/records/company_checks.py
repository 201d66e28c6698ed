"""What the company's settings may be: identity, places and codes the world agreed on, colours one can see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from data.records.company import Company
from data.records.settings import Mistake, Why
from integrations.colours import VISIBLE, is_colour, weakest
from integrations.identifiers import country_code, currency_code, email_address, tax_id_holds, time_zone
from integrations.language import LANGUAGES

BOUNDS: dict[str, tuple[int, int]] = {"expiry_days": (1, 365)}
LONGEST = 300
_CODES: dict[str, tuple[Callable[[object], object], Why]] = {
    "zone": (time_zone, "zone"), "currency": (currency_code, "currency"), "email": (email_address, "email"),
    "country": (country_code, "country"),
}  # fmt: skip
_NEEDED = ("name", "zone", "currency")
_THEMES = {"colour_light": "light", "colour_dark": "dark"}


def company_mistakes(values: dict[str, Any], current: Company) -> dict[str, Mistake]:
    """What is wrong with new values, by setting; `current` holds what is not changed. Empty when all is well."""
    found = {key: mistake for key, value in values.items() if (mistake := _mistake(key, value)) is not None}
    if found:
        return found
    whole = asdict(current) | values
    named = values.keys() & {"tax_id", "country"}
    if named and whole["tax_id"] and tax_id_holds(whole["tax_id"], whole["country"]) is False:
        found["tax_id"] = Mistake("tax_id")
    if values.keys() & {"language", "languages"} and whole["language"] not in whole["languages"]:
        found["languages"] = Mistake("offered")
    return found


def _mistake(key: str, value: Any) -> Mistake | None:
    if key in BOUNDS:
        least, most = BOUNDS[key]
        return None if least <= value <= most else Mistake("bounds")
    if key == "language":
        return None if value in LANGUAGES else Mistake("choice")
    if key == "languages":
        return None if set(value) <= set(LANGUAGES) and len(set(value)) == len(value) else Mistake("choice")
    if not isinstance(value, str):
        return None
    if not value:
        return Mistake("needed") if key in _NEEDED else None
    if len(value) > LONGEST:
        return Mistake("long")
    if key in _CODES:
        read, why = _CODES[key]
        return None if _reads(read, value) else Mistake(why)
    return _colour(value, _THEMES[key]) if key in _THEMES else None


def _reads(read: Callable[[object], object], value: str) -> bool:
    """Whether the value is already written as it is kept."""
    try:
        return read(value) == value
    except ValueError:
        return False


def _colour(value: str, theme: str) -> Mistake | None:
    """A colour that can be told from the surfaces of its theme."""
    if not is_colour(value):
        return Mistake("colour")
    ratio = weakest(value, theme)
    return None if ratio >= VISIBLE else Mistake("contrast", f"{ratio:.1f}")
