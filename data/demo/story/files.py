"""The story's files outside any record: forms the company handed over, pictures and plans its clients sent."""

from __future__ import annotations

from data.demo.story.places import Site
from data.demo.story.when import day
from data.demo.story.words import text

Row = dict[str, str]
# site -> (what, days ago); what clients sent in is told in data/demo/afterwards.py
_SITES = {
    "S001": (("keys", -40), ("meter", -6), ("floor_plan", -26), ("on_call", -90)),
    "S003": (("meter", -64),),
    "S018": (("keys", -33), ("floor_plan", -9)),
    "S027": (("keys", -21), ("meter", -3)),
}
_ENDINGS = {"keys": "pdf", "meter": "jpg", "floor_plan": "png", "on_call": "csv"}


def files(sites: list[Site]) -> list[Row]:
    """Every file, numbered through; the list of people on call is the whole client's."""
    found: list[Row] = []
    for site in sites:
        for what, age in _SITES.get(site.ref, ()):
            reference = f"FI{len(found) + 1:03d}"
            found.append({
                "reference": reference, "file": f"files/{what.replace('_', '-')}-{site.code.lower()}.{_ENDINGS[what]}",
                "description": text(what, site.client.language), "client": site.client.ref,
                "site": "" if what == "on_call" else site.ref, "added_on": day(age),
                "internal_note": "internal: ask for the signed copy" if what == "keys" else "",
            })  # fmt: skip
    return found
