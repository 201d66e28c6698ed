"""The story's contracts and inspections: three years of done visits, the next one, and every state on the way."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from data.demo.story.chance import chance
from data.demo.story.places import Site
from data.demo.story.things import MIRAMAR_FAILED, Thing
from data.demo.story.when import at, day, month, numbered, workday
from data.demo.story.words import INSPECTORS, failure, text

STEP = {"q": 91, "h": 182, "y": 365}
KIND = {"q": "quarterly", "h": "half_yearly", "y": "yearly"}
_YEARS = 3 * 365
# renewal in so many days, notice in days: soon, notice day just gone, last days to give notice
_RENEWALS = {"S001": (41, 30), "S011": (25, 30), "S012": (70, 60), "S019": (18, 0)}
_STATES = {"S005": "ended", "S032": "ended", "S017": "sent", "S023": "cancelled"}
Line = dict[str, str]


@dataclass(frozen=True, slots=True)
class Visit:
    """A done inspection; `age` in days before seeding, `latest` marks the newest of its site."""

    ref: str
    site: Site
    age: int
    latest: bool
    failed: list[Line]
    rows: list[Line]


def contracts(sites: list[Site]) -> list[Line]:
    """One contract for each full site, framework agreements for two clients."""
    found = [_contract(site) for site in sites if not site.small and site.equipment]
    found.append(_frame("K900", "C02", 500, "active", "es", "16200.00"))
    found.append(_frame("K901", "C06", 3, "draft", "es", "9400.00"))
    found.append(_frame("K902", "C01", 1, "draft", "en", "12750.00"))
    return found


def _contract(site: Site) -> Line:
    age = 1055 if site.ref == "S001" else 400 + site.number * 17
    renewal, notice = _RENEWALS.get(site.ref, (365 - age % 365, 60))
    state = _STATES.get(site.ref, "active")
    running = state in ("active", "sent")
    euro = site.client.country != "RO" or site.client.ref == "C11"
    return {
        "reference": f"K{site.number:03d}", "client": site.client.ref, "site": site.ref,
        "number": "C-2024-031" if site.ref == "S001" else numbered("C", -age, 30 + site.number, 3),
        "title": text("contract", site.client.language), "state": state,
        "starts_on": day(10 if state == "sent" else -age),
        "ends_on": "" if running else day(-60), "renewal": "automatic" if running else "none",
        "renewal_on": day(renewal) if state == "active" else "", "notice_days": str(notice) if running else "",
        "visits_included": str(365 // STEP[site.rhythm]),
        "amount": f"{(120 + 9 * site.equipment) * (1 if euro else 5)}.00", "currency": "EUR" if euro else "RON",
        "period": "year", "internal_note": f"internal: margin {28 + site.number % 15} %",
    }  # fmt: skip


def _frame(ref: str, client: str, age: int, state: str, language: str, amount: str) -> Line:
    return {
        "reference": ref, "client": client, "number": numbered("C", -age, int(ref[1:]), 3),
        "title": text("frame_contract", language), "state": state, "starts_on": day(-age if state == "active" else 40),
        "renewal": "automatic", "renewal_on": day(365 * 2 - age) if state == "active" else "", "notice_days": "90",
        "visits_included": "1", "amount": amount, "currency": "EUR", "period": "year",
        "internal_note": "internal: do not send before the director has seen it" if state == "draft" else "",
    }  # fmt: skip


def visits(sites: list[Site], things: list[Thing]) -> list[Visit]:
    """Every done inspection, oldest first, numbered in that order."""
    of_site: dict[str, list[Thing]] = {}
    for thing in things:
        of_site.setdefault(thing.site.ref, []).append(thing)
    ages = [(age, site) for site in sites if site.rhythm != "-"
            for age in range(site.last, max(site.last, _YEARS) + 1, STEP[site.rhythm])]  # fmt: skip
    ages.sort(key=lambda pair: (-pair[0], pair[1].number))
    return [_visit(count, age, site, of_site[site.ref]) for count, (age, site) in enumerate(ages, 1)]


def _visit(count: int, age: int, site: Site, things: list[Thing]) -> Visit:
    language, ref, latest = site.client.language, f"I{count:05d}", age == site.last
    random = chance(ref)
    failing = (
        _failing(site, things, random)
        if latest
        else set(
            random.sample(
                [t.code for t in things], min(len(things), random.choice((0, 0, 1, 2)) if not site.small else 0)
            )
        )
    )
    blocked = set([t.code for t in things if t.code not in failing][: site.unreachable]) if latest else set()
    lines = [_line(ref, thing, language, thing.code in failing, thing.code in blocked) for thing in things]
    failed = [line for line in lines if line["line_result"] == "non_compliant"]
    head = {
        "site": site.ref, "contract": "K900" if site.small else f"K{site.number:03d}",
        "number": numbered("I", -age, count), "kind": KIND[site.rhythm], "state": "done", "due_month": month(-age),
        "done_on": workday(-age), "inspector": _inspector(site, count),
        "result": "non_compliant" if failed else "with_remarks" if blocked else "compliant",
        "summary": text("some_failed" if failed else "all_good", language),
        "certificate_due_on": _certificate_due(site) if latest else "",
        "internal_note": "internal: the caretaker is difficult, send two people" if count % 50 == 0 else "",
    }  # fmt: skip
    lines[0] = lines[0] | head
    return Visit(ref, site, age, latest, failed, lines)


def _failing(site: Site, things: list[Thing], random: Random) -> set[str]:
    if site.ref == "S001":
        return set(MIRAMAR_FAILED)
    return set(random.sample([thing.code for thing in things], site.failed))


def _line(ref: str, thing: Thing, language: str, failed: bool, blocked: bool) -> Line:
    line = {"reference": ref, "line_equipment": thing.ref, "line_result": "compliant"}
    if failed:
        remark, action = failure(thing.kind, language)
        if thing.site.ref == "S001" and thing.code in MIRAMAR_FAILED:
            remark, action = MIRAMAR_FAILED[thing.code][1:]
        return line | {"line_result": "non_compliant", "line_remark": remark, "line_action": action}
    if blocked:
        return line | {"line_result": "not_reachable", "line_remark": text("unreachable", language),
                       "line_action": text("next_visit", language)}  # fmt: skip
    return line


def _inspector(site: Site, count: int) -> str:
    names = INSPECTORS[site.client.country]
    return names[0] if site.ref == "S001" else names[count % len(names)]


def _certificate_due(site: Site) -> str:
    """When a missing certificate follows: within the fortnight, or it should have come already."""
    return {"due": day(9), "late": day(-14)}.get(site.certificate, "")


def planned(sites: list[Site]) -> list[Line]:
    """The next visit of each site: exact, by month only, or late; some later visits, and one that was cancelled."""
    found = []
    for site in sites:
        if site.next != "none":
            found.append(_next(site))
    found.append({"reference": "N900", "site": "S001", "contract": "K001", "number": numbered("I", 104, 9001),
                  "kind": "quarterly", "state": "planned", "due_month": month(104)})  # fmt: skip
    found.append({"reference": "N901", "site": "S019", "contract": "K019", "number": numbered("I", -30, 9002),
                  "kind": "half_yearly", "state": "cancelled", "due_month": month(-30)})  # fmt: skip
    return found


def _next(site: Site) -> Line:
    ahead = 13 if site.ref == "S001" else STEP[site.rhythm] - site.last
    late = site.next == "late"
    row = {
        "reference": f"N{site.number:03d}", "site": site.ref,
        "contract": "K900" if site.small else f"K{site.number:03d}",
        "number": numbered("I", ahead, 8000 + site.number), "kind": KIND[site.rhythm], "state": "planned",
        "due_month": month(-40 if late else max(ahead, 3)),
    }  # fmt: skip
    if site.next == "exact":
        ahead = min(max(ahead, 4), 60)
        row |= {"state": "scheduled", "due_month": f"{{{ahead:+d}w:%Y-%m}}", "inspector": _inspector(site, site.number),
                "scheduled_from": at(ahead, "09:30"), "scheduled_until": at(ahead, "12:30"),
                "preparation": text("preparation", site.client.language)}  # fmt: skip
    if site.ref == "S001":
        row |= {"due_month": "{+13fri:%Y-%m}", "scheduled_from": "{+13fri} 09:00", "scheduled_until": "{+13fri} 11:00",
                "preparation": "Have the pump-room keys ready and keep stair B clear until 11:00."}  # fmt: skip
    return row


def withdrawn(things: list[Thing]) -> list[Line]:
    """An inspection that was published at the wrong site by mistake; the seeding takes it back."""
    lines = [_line("I-WRONG", thing, "en", True, False) for thing in things if thing.site.ref == "S003"][:4]
    lines[0] = lines[0] | {
        "site": "S003", "number": numbered("I", -118, 9003), "kind": "half_yearly", "state": "done",
        "due_month": month(-118), "done_on": workday(-118), "inspector": "Begoña Peña", "result": "non_compliant",
        "summary": "Published by mistake: this visit was to another building.",
        "internal_note": "internal: wrong building, taken back",
    }  # fmt: skip
    return lines
