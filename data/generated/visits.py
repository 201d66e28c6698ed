"""Equipment, maintenance contracts, inspections with their lines, and defects."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Any

from data.generated.loading import Loader
from data.generated.words import FAULTS, LOCATIONS, PEOPLE, THINGS
from data.generated.world import Share, World

Row = tuple[Any, ...]
Kinds = Mapping[tuple[str, str], int]
TABLES = ("equipment", "contracts", "inspections", "inspection_lines", "defects")
MOST_LINES = 40
_STEPS = ("quoted_on", "approved_on", "scheduled_on", "fixed_on", "proven_on")


def load(visits: Visits, loader: Loader) -> None:
    """Write them."""
    loader.published("equipment", ("client_id", "site_id", "kind_id", "code", "name", "serial", "maker", "model",
                                   "location", "installed_on", "retest_on", "state"), visits.equipment())  # fmt: skip
    loader.published("contracts", ("client_id", "site_id", "number", "title", "state", "starts_on", "ends_on",
                                   "renewal", "renewal_on", "notice_days", "amount", "currency", "period"),
                     visits.contracts())  # fmt: skip
    loader.published("inspections", ("client_id", "site_id", "contract_id", "number", "kind_id", "state", "due_month",
                                     "scheduled_from", "scheduled_until", "done_on", "inspector", "result",
                                     "certificate_due_on"), visits.inspections())  # fmt: skip
    loader.lines("inspection_lines", ("client_id", "site_id", "inspection_id", "equipment_id", "position", "result",
                                      "remark", "action"), visits.lines())  # fmt: skip
    loader.published("defects", ("client_id", "site_id", "inspection_id", "equipment_id", "number", "title", "severity",
                                 "found_on", *_STEPS), visits.defects())  # fmt: skip


class Visits:
    """Whose inspections and equipment are where. Every site has equal shares of equipment, give or take, one contract,
    and one inspection to come; the last one that was done has a line for each piece of equipment."""

    def __init__(self, world: World, kinds: Kinds) -> None:
        self.world, self.kinds = world, kinds
        chance = world.chance("visits")
        self.things: dict[int, Share] = {}
        left, place = world.count("equipment"), 1
        for site in world.client_of:
            here = left // (world.all_sites + 1 - site)
            here = left if site == world.all_sites else min(left, round(here * chance.uniform(0.4, 1.6)))
            self.things[site] = Share(place, here)
            place, left = place + here, left - here
        done = max(world.count("inspections") - world.all_sites, world.all_sites)
        self.done_at = array("i", [1 + n % world.all_sites for n in range(done)])
        chance.shuffle(self.done_at)
        self.last = {site: place for place, site in enumerate(self.done_at, start=1)}
        self.failed = [  # (equipment, inspection) of lines that do not comply
            (thing, self.last[site]) for site, share in self.things.items() for thing in share.ids[:MOST_LINES]
            if chance.random() < 0.03
        ]  # fmt: skip
        self._failing = {thing for thing, _inspection in self.failed}

    def equipment(self) -> Iterator[Row]:
        """Rows of equipment, site by site."""
        chance, now = self.world.chance("equipment"), self.world.now
        for site, share in self.things.items():
            for place in share.ids:
                kind, name, maker, model, prefix = THINGS[int(chance.random() * len(THINGS))]
                installed = int(chance.random() * now)
                retest = min(installed + 365 * (1 + (now - installed) // 365), now + 399)
                yield (self.world.client_of[site], site, self.kinds["equipment", kind], f"{prefix}-{place:06}", name,
                       f"{place * 7919 % 100_000_000:08}", maker, model, LOCATIONS[place % len(LOCATIONS)],
                       self.world.day(installed), self.world.day(retest),
                       "in_service" if chance.random() < 0.96 else "retired")  # fmt: skip

    def contracts(self) -> Iterator[Row]:
        """Rows of contracts."""
        for site, client in self.world.client_of.items():
            begun = site * 37 % (self.world.now - 400)
            ends = self.world.now + site * 13 % 390
            yield (client, site, f"K-{site:06}", "Maintenance, four visits a year", "active", self.world.day(begun),
                   self.world.day(ends), "automatic", None, 60, f"{300 + site % 700}.00", "EUR", "year")  # fmt: skip

    def done_on(self, place: int) -> int:
        """The day of a done inspection: they follow each other through the years."""
        return place * self.world.now // (len(self.done_at) + 1)

    def inspections(self) -> Iterator[Row]:
        """Rows of inspections: those done, then the next of every site, planned for a month or with an hour."""
        world, day = self.world, self.world.day
        kinds = [self.kinds["inspection", code] for code in ("quarterly", "half_yearly", "yearly", "monthly")]
        failed_at = {inspection for _thing, inspection in self.failed}
        chance = world.chance("inspections")
        for place, site in enumerate(self.done_at, start=1):
            on, roll = self.done_on(place), chance.random()
            fails = place in failed_at if self.last[site] == place else roll > 0.88
            result = "non_compliant" if fails else "compliant" if roll < 0.8 else "with_remarks"
            yield (world.client_of[site], site, site, f"V-{place:07}", kinds[place % 4], "done", None, None, None,
                   day(on), PEOPLE[place % len(PEOPLE)], result, day(on + 14))  # fmt: skip
        for site, client in world.client_of.items():
            on = world.now + 1 + site * 7 % 90
            month, hour = day(on)[:8] + "01", 8 + site % 9
            hours = (None, None) if site % 3 else (f"{day(on)} {hour}:00+00", f"{day(on)} {hour + 1}:30+00")
            yield (client, site, site, f"V-{len(self.done_at) + site:07}", kinds[site % 4],
                   "planned" if site % 3 else "scheduled", month, *hours, None, None, None, None)  # fmt: skip

    def lines(self) -> Iterator[Row]:
        """Rows of lines of every site's last inspection."""
        for site, share in self.things.items():
            for position, thing in enumerate(share.ids[:MOST_LINES], start=1):
                remark, action = FAULTS[thing % len(FAULTS)] if thing in self._failing else (None, None)
                result = "non_compliant" if remark else "not_reachable" if thing % 53 == 0 else "compliant"
                yield (self.world.client_of[site], site, self.last[site], thing, position, result, remark,
                       action)  # fmt: skip

    def defects(self) -> Iterator[Row]:
        """Rows of defects: those of the last inspections, some on their way; then older ones, done with."""
        chance, world, day = self.world.chance("defects"), self.world, self.world.day
        site_of = array("i", [site for site, share in self.things.items() for _ in share.ids])
        older = max(world.count("defects") - len(self.failed), 0)
        found: list[tuple[int, int | None, int]] = [(one, at, self.done_on(at)) for one, at in self.failed]
        for _defect in range(older):
            found.append((1 + int(chance.random() * len(site_of)), None, int(chance.random() * (world.now - 200))))
        for place, (thing, inspection, on) in enumerate(found, start=1):
            site, roll = site_of[thing - 1], chance.random()
            reached = int(roll * 6) if inspection else len(_STEPS)
            steps = [day(min(on + 9 * step, world.now)) if step <= reached else None for step in range(1, 6)]
            severity = "critical" if roll < 0.05 else "minor" if roll < 0.4 else "major"
            yield (world.client_of[site], site, inspection, thing, f"D-{place:06}", FAULTS[thing % len(FAULTS)][0],
                   severity, day(on), *steps)  # fmt: skip
