"""The story's equipment: what hangs where, since when, and what runs out soon."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from data.demo.story.chance import chance
from data.demo.story.places import Site
from data.demo.story.when import day
from data.demo.story.words import LANGUAGES, MODELS, PLACES, said

_PREFIX = {"extinguisher": "EXT", "detector": "DET", "emergency_light": "LUM", "hose_reel": "BIE", "alarm_panel": "CEN",
           "pump": "PMP", "fire_door": "PCF"}  # fmt: skip
# Hotel Miramar, the house that is looked at most: kind, how many, first number on the label
_MIRAMAR = (("extinguisher", 14, 1), ("detector", 14, 21), ("emergency_light", 10, 1), ("hose_reel", 6, 1),
            ("fire_door", 2, 1), ("alarm_panel", 1, 1), ("pump", 1, 1))  # fmt: skip
# what failed there: label -> (place, remark, action)
MIRAMAR_FAILED = {
    "EXT-014": ("Kitchen", "pressure below range", "Replace"),
    "DET-032": ("Room 207", "no response in loop test", "Replace"),
    "LUM-009": ("Stair B", "autonomy 38 min (min. 60)", "New battery"),
}
_STAIRS = "Escalera, planta baja"  # the small buildings are all in Barcelona
_RETEST_DAYS = 1826
_LIFE_DAYS = {"extinguisher": 7305, "detector": 3652, "emergency_light": 3652}


@dataclass(frozen=True, slots=True)
class Thing:
    """One piece of equipment; `installed` in days before seeding."""

    ref: str
    site: Site
    kind: str
    code: str
    name: str
    place: str
    installed: int
    row: dict[str, str]


def things(sites: list[Site]) -> list[Thing]:
    """All equipment, site after site."""
    found: list[Thing] = []
    for site in sites:
        found += _of_site(site, len(found))
    return found


def _of_site(site: Site, before: int) -> list[Thing]:
    random = chance(site.ref)
    kinds = [(kind, f"{_PREFIX[kind]}-{number:03d}") for kind, count, first in _mix(site)
             for number in range(first, first + count)]  # fmt: skip
    return [_thing(site, kind, code, before + place, place, random) for place, (kind, code) in enumerate(kinds, 1)]


def _mix(site: Site) -> tuple[tuple[str, int, int], ...]:
    if site.ref == "S001":
        return _MIRAMAR
    if site.small:
        return (("extinguisher", 1, 1),) + ((("emergency_light", 1, 1),) if site.equipment > 1 else ())
    if not site.equipment:
        return ()
    detectors, lights, reels = site.equipment // 5, site.equipment // 5, site.equipment // 10
    doors, pumps = site.equipment // 14, int(site.equipment >= 30)
    rest = site.equipment - detectors - lights - reels - doors - pumps - 1
    return (("extinguisher", rest, 1), ("detector", detectors, 1), ("emergency_light", lights, 1),
            ("hose_reel", reels, 1), ("fire_door", doors, 1), ("alarm_panel", 1, 1), ("pump", pumps, 1))  # fmt: skip


def _thing(site: Site, kind: str, code: str, number: int, place: int, random: Random) -> Thing:
    language = site.client.language
    names, maker, model = MODELS[kind][0 if site.small else random.randrange(len(MODELS[kind]))]
    if code == "EXT-014" and site.ref == "S001":
        names, maker, model = MODELS[kind][1]
    elif code == "DET-032":
        names, maker, model = MODELS[kind][0]
    where = _STAIRS if site.small else PLACES[LANGUAGES.index(language)][random.randrange(14)]
    if site.ref == "S001" and code in MIRAMAR_FAILED:
        where = MIRAMAR_FAILED[code][0]
    installed = random.randrange(1150, 3000)
    retest, life = _due(kind, installed, place, site)
    row = {
        "reference": f"E{number:05d}", "site": site.ref, "kind": kind, "code": code, "name": said(names, language),
        "serial": f"{random.randrange(10**7, 10**8)}", "maker": maker, "model": model, "location": where,
        "installed_on": day(-installed), "retest_on": retest, "end_of_life_on": life,
        "state": "out_of_service" if place == 9 and site.number % 10 == 4 else "in_service",
        "internal_note": "internal: bought second-hand, watch it" if place == 5 and site.number < 12 else "",
    }  # fmt: skip
    return Thing(row["reference"], site, kind, code, row["name"], where, installed, row)


def _due(kind: str, installed: int, place: int, site: Site) -> tuple[str, str]:
    """Retest and end of life: mostly far away, two things in a house soon, in some houses one already past."""
    soon = {3: 12, 7: 33} if not site.small else ({1: 25} if site.number % 23 == 0 else {})
    if site.number % 6 == 5:
        soon = soon | {4: -20}
    retest = ""
    if kind == "extinguisher":
        ahead = _RETEST_DAYS - installed % _RETEST_DAYS
        retest = day(soon.get(place, max(ahead, 60)))
    life = _LIFE_DAYS.get(kind, 0)
    return retest, day(life - installed if life - installed > 60 else 90 + place * 7) if life else ""
