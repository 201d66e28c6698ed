"""The story's defects: what failed at inspections, what was seen besides, and how far each repair is."""

from __future__ import annotations

from dataclasses import dataclass

from data.demo.story.chance import chance
from data.demo.story.places import Site
from data.demo.story.things import Thing
from data.demo.story.visits import Line, Visit
from data.demo.story.when import numbered, workday
from data.demo.story.words import OBSERVED, said, text
from data.demo.story.work import Works

Row = dict[str, str]
OLDEST = 700  # days
_SEVERITY = {"alarm_panel": "critical", "pump": "critical", "emergency_light": "minor", "fire_door": "minor"}
_REPAIRED_BY = {"detector": "installation", "extinguisher": "retest", "hose_reel": "repair", "alarm_panel": "call_out"}
# seen beside the equipment at the last visit: site -> (which of OBSERVED, days before seeding, how it went on)
_SEEN = {"S001": ("escape", 70, "fixed"), "S006": ("sign", 22, ""), "S018": ("escape", 88, "fixed"),
         "S027": ("sign", 60, "cancelled"), "S030": ("seal", 44, ""), "S002": ("seal", 38, "")}  # fmt: skip
# what was measured at Hotel Miramar
_MIRAMAR = {
    "EXT-014": "The gauge stands below the green field. The extinguisher is not usable until it is replaced; a spare"
               " one of 2 kg was left beside it.",
    "DET-032": "Did not answer in three loop tests. The room has no other detector.",
    "LUM-009": "Went out after 38 minutes; an hour is required.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect and what its photographs show: `thing` is a kind of equipment or one of OBSERVED."""

    age: int
    site: Site
    thing: str
    row: Row


def defects(done: list[Visit], things: list[Thing], works: Works) -> list[Defect]:
    """All defects, oldest first, numbered in that order."""
    known = {thing.ref: thing for thing in things}
    found = [_panels(known, works)]
    for visit in done:
        if visit.age <= OLDEST:
            found += [_failed(visit, place, line, known[line["line_equipment"]], works)
                      for place, line in enumerate(visit.failed)]  # fmt: skip
        if visit.latest and visit.site.ref in _SEEN:
            found.append(_seen(visit))
    found.sort(key=lambda one: (-one.age, one.site.number, one.row.get("equipment", "")))
    for count, one in enumerate(found, 1):
        one.row["reference"] = f"DF{count:04d}"
        one.row["number"] = numbered("D", -one.age, count)
    return found


def _defect(site: Site, age: int, title: str, severity: str, found_on: str, thing: str, **more: str) -> Defect:
    row = {"reference": "", "site": site.ref, "number": "", "title": title[:1].upper() + title[1:],
           "severity": severity, "found_on": found_on}  # fmt: skip
    return Defect(age, site, thing, row | more)


def _failed(visit: Visit, place: int, line: Line, thing: Thing, works: Works) -> Defect:
    """A line that failed: the newest with their quote, older ones repaired since."""
    site = visit.site
    more = _newest(visit, place, works) if visit.latest else _repaired(visit, thing, works)
    if site.ref == "S001" and visit.latest:
        more["description"] = _MIRAMAR[thing.code]
    if int(visit.ref[1:]) % 7 == 0 and not site.small:
        more["internal_note"] = "internal: the client says it was like that when we took over"
    return _defect(site, visit.age, line["line_remark"], _SEVERITY.get(thing.kind, "major"), workday(-visit.age),
                   thing.kind, inspection=visit.ref, equipment=thing.ref, action=line["line_action"],
                   location=thing.place, **more)  # fmt: skip


def _newest(visit: Visit, place: int, works: Works) -> Row:
    site = visit.site
    if site.small:  # the house manager sees to it: half of them have
        return {"fixed_on": workday(-max(visit.age - 21, 1))} if site.number % 2 else {}
    ref = f"QI{site.number:03d}"
    offer = next(quote for quote in works.offered if quote.ref == ref)
    more = {"quote": ref}
    if any(row["reference"] == f"JI{site.number:03d}" for _, row in works.planned):
        more["job"] = f"JI{site.number:03d}"
    if offer.row["state"] == "declined" and place == 0:
        more["cancelled_on" if len(visit.failed) == 1 else "fixed_on"] = workday(-2)
    return more


def _repaired(visit: Visit, thing: Thing, works: Works) -> Row:
    """By a job of that kind that was offered soon afterwards; else at once, or by the next inspection."""
    ages = {quote.ref: quote.age for quote in works.offered}
    for job in works.done:
        fitting = job.site is visit.site and job.row["kind"] == _REPAIRED_BY.get(thing.kind)
        if fitting and visit.age - 150 < ages.get(job.row.get("quote", ""), 0) < visit.age - 3:
            return {"quote": job.row["quote"], "job": job.ref}
    dice = chance(visit.ref + thing.ref)
    if dice.random() < 0.2:
        return {}
    repaired = {"fixed_on": workday(-visit.age + 14 + dice.randrange(30))}
    if dice.random() < 0.5:
        repaired |= {"quoted_on": workday(-visit.age + 3), "approved_on": workday(-visit.age + 3 + dice.randrange(8))}
    return repaired


def _panels(known: dict[str, Thing], works: Works) -> Defect:
    """What the client of Hotel Miramar reported itself, and every step since."""
    job = next(job for job in works.done if job.ref == "J0010")
    thing = next(t for t in known.values() if t.site.ref == "S001" and t.code == "DET-024")
    return _defect(
        job.site, 96, "Detector bases corroded, floors 2–3", "major", workday(-96), "detector", equipment=thing.ref,
        quote=job.row["quote"], job=job.ref, location=thing.place, action="Replace the detectors of both floors",
        description="Reported by the hotel after a false alarm: salt from the sea air has eaten into the contacts.",
        scheduled_on=workday(-53),
    )  # fmt: skip


def _seen(visit: Visit) -> Defect:
    which, age, way = _SEEN[visit.site.ref]
    language, (severity, title, description, action, where) = visit.site.client.language, OBSERVED[which]
    more = {"fixed_on": workday(-age + 3)} if way == "fixed" else {}
    if way == "cancelled":
        more["cancelled_on"] = workday(-age + 9)
    return _defect(visit.site, age, said(title, language), severity, workday(-age), which, inspection=visit.ref,
                   description=said(description, language), action=said(action, language),
                   location=said(where, language), **more)  # fmt: skip


def photos(found: list[Defect]) -> list[Row]:
    """A photograph of each newer defect as it was found, and one after the repair where a job made it."""
    rows = []
    for one in found:
        if one.site.small or one.age > (170 if one.site.ref == "S001" else 105):
            continue
        shown = [("found", workday(-one.age))]
        if "fixed_on" in one.row:
            shown.append(("after", one.row["fixed_on"]))
        elif one.row.get("job") == "J0010":
            shown.append(("after", workday(-52)))
        for what, taken in shown:
            title = f"{text(f'photo_{what}', one.site.client.language)}: {one.row['title']}"
            rows.append({"file": f"photos/{one.row['reference']}-{what}.jpg", "kind": "photo", "title": title,
                         "number": "", "issued_on": taken, "defect": one.row["reference"]})  # fmt: skip
    return rows
