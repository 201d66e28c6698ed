"""What a grant opens, under the names staff use for it."""

from __future__ import annotations

from collections.abc import Iterable

from data.viewer import Area

PRESETS: dict[str, frozenset[Area]] = {
    "full": frozenset(Area),
    "technical": frozenset(
        {Area.INSPECTIONS, Area.EQUIPMENT, Area.JOBS, Area.DOCUMENTS, Area.PROJECTS, Area.TICKETS, Area.BOOKINGS}
    ),
    "billing": frozenset({Area.BILLING, Area.QUOTES, Area.CONTRACTS, Area.ORDERS}),
}
# areas of which amounts are all there is: a grant without amounts opens nothing of them
OF_AMOUNTS = frozenset({Area.BILLING, Area.QUOTES})
# what staff choose from when they give access; `read_only` is everything without taking it away
GIVEN = ("full", "technical", "billing", "read_only")


def preset_of(areas: Iterable[str], exports: bool) -> str:
    """The name of a set of areas: one of `GIVEN`, or `own`."""
    found = frozenset(areas)
    for name, meant in PRESETS.items():
        if found == {area.value for area in meant}:
            return "read_only" if name == "full" and not exports else name
    return "own"


def shows_amounts(preset: str) -> bool:
    """Whether staff who give one of `GIVEN` give the amounts with it; who looks after machines needs none."""
    return preset != "technical"


def areas_of(preset: str) -> list[str]:
    """The areas of one of `GIVEN`, in the order of `Area`. KeyError for another name."""
    meant = PRESETS["full" if preset == "read_only" else preset]
    return [area.value for area in Area if area in meant]
