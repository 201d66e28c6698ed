"""Which values the rules of entering may take: types, bounds, and what has to fit together."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from data.records.rules import BOUNDS, Rules
from data.records.settings import Mistake
from data.viewer import Area, StaffRole

CHALLENGES = ("always", "after_failures", "never")
CHOICES: dict[str, tuple[str, ...]] = {
    "contact_areas": tuple(Area), "closed_areas": tuple(Area), "second_factor_roles": tuple(StaffRole),
}  # fmt: skip
SWITCHES = ("contacts_may_enter", "portal_open", "usage_summary")
# the shorter one of a session's two limits cannot be the longer one
WITHIN = (("kept_idle_days", "kept_days"), ("idle_hours", "session_hours"))


def mistakes_in(values: dict[str, Any], current: Rules) -> dict[str, Mistake]:
    """What is wrong with new values, by setting; `current` holds what is not changed. Empty when all is well."""
    found = {key: mistake for key, value in values.items() if (mistake := _mistake(key, value)) is not None}
    if found:
        return found
    whole = asdict(current) | values
    for inner, outer in WITHIN:
        days = whole[inner], whole[outer]
        if days[0] > days[1] and (inner in values or outer in values):
            found[inner] = Mistake("longer", outer)
    entering = values.keys() & {"contacts_may_enter", "contact_areas"}
    if entering and whole["contacts_may_enter"] and not whole["contact_areas"]:
        found["contact_areas"] = Mistake("areas")
    return found


def _mistake(key: str, value: Any) -> Mistake | None:
    if key in BOUNDS:
        least, most = BOUNDS[key]
        if type(value) is not int:
            return Mistake("number")
        return None if least <= value <= most else Mistake("bounds")
    if key in SWITCHES:
        right = type(value) is bool
    elif key in CHOICES:
        right = isinstance(value, tuple) and set(value) <= set(CHOICES[key]) and len(set(value)) == len(value)
    else:
        right = key != "challenge" or value in CHALLENGES
    return None if right else Mistake("choice")
