"""How much of everything there is and whose it is: clients with their sites and invoices, drawn from one seed.

Three clients are as speed is measured with: one huge, one with a round number of invoices, one like most.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate, pairwise

YEARS = 8
FULL = {
    "clients": 5_000, "sites": 20_000, "invoices": 1_000_000, "equipment": 500_000, "inspections": 400_000,
    "defects": 100_000, "quotes": 120_000, "orders": 20_000, "jobs": 150_000, "bookings": 30_000, "files": 20_000,
    "activity": 20_000_000,
}  # fmt: skip
HUGE, ROUND, TYPICAL = 1, 2, 3  # ids of clients
GROUPED = range(10, 50)  # clients of one property manager
_HUGE = {"sites": 304, "invoices": 35_000}
_ROUND = {"sites": 40, "invoices": 10_000}
_TYPICAL = {"sites": 4, "invoices": 200}
_FEWEST = {"clients": 60, "sites": 150}

# who can sign in: address -> what they are
ACCOUNTS = {
    "typical@generated.example": "a client like most: 200 invoices, 4 sites",
    "ten-thousand@generated.example": "the client with 10,000 invoices",
    "huge@generated.example": "the client with 35,000 invoices and 304 sites",
    "site@generated.example": "one site of that client",
    "group@generated.example": "40 clients of one property manager",
    "admin@generated.example": "staff, administrator",
    "reader@generated.example": "staff, read-only",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A run of ids that belongs together: the sites of a client, the equipment of a site."""

    first: int
    count: int

    @property
    def ids(self) -> range:
        return range(self.first, self.first + self.count)


@dataclass(frozen=True)
class World:
    """The plan of one generated company. `sites[c]` are the sites of client c, `client_of[s]` the client of site s."""

    seed: int
    scale: float
    today: date
    sites: dict[int, Share] = field(default_factory=dict)
    client_of: dict[int, int] = field(default_factory=dict)
    invoices: dict[int, int] = field(default_factory=dict)
    days: list[str] = field(default_factory=list)  # from the first day to a year after today

    @classmethod
    def planned(cls, seed: int, scale: float, today: date) -> World:
        """The plan for a seed; `scale` 1 is the full size."""
        world = cls(seed, scale, today)
        chance = world.chance("plan")
        first = today - timedelta(days=world.now)
        world.days.extend((first + timedelta(days=n)).isoformat() for n in range(world.now + 400))
        others = world.count("clients") - TYPICAL
        weights = [chance.lognormvariate(0, 0.8) for _ in range(others)]
        sites = _parted(world.count("sites"), weights, world._own("sites"))
        weights = [count * chance.lognormvariate(0, 0.6) for count in sites[TYPICAL:]]
        invoices = _parted(world.count("invoices"), weights, world._own("invoices"))
        place = 1
        for client, count in enumerate(sites, start=1):
            world.sites[client] = Share(place, count)
            world.client_of.update(dict.fromkeys(range(place, place + count), client))
            place += count
            world.invoices[client] = invoices[client - 1]
        return world

    @property
    def now(self) -> int:
        """Today as a place in `days`."""
        return YEARS * 365

    @property
    def all_sites(self) -> int:
        return len(self.client_of)

    def count(self, noun: str) -> int:
        """How many of a noun at this scale."""
        return max(round(FULL[noun] * self.scale), _FEWEST.get(noun, 1))

    def chance(self, name: str) -> random.Random:
        """A source of chance of its own for each name, so that one table does not move another."""
        return random.Random(f"{self.seed}/{name}")  # noqa: S311  (made-up records)

    def day(self, place: int) -> str:
        """A day as COPY writes it."""
        return self.days[place]

    def _own(self, noun: str) -> list[int]:
        """What the three measured clients have; the typical one is never scaled."""
        return [
            max(round(_HUGE[noun] * self.scale), 12), max(round(_ROUND[noun] * self.scale), 4), _TYPICAL[noun],
        ]  # fmt: skip


def _parted(total: int, weights: list[float], own: list[int]) -> list[int]:
    """`own` first, then the rest of the total by weight, at least one each."""
    left = total - sum(own) - len(weights)
    if left < 0:
        raise ValueError("too few to go round")
    whole = sum(weights)
    marks = [0, *(round(left * part / whole) for part in accumulate(weights))]
    return [*own, *(after - before + 1 for before, after in pairwise(marks))]
