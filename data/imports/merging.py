"""Several rows that speak of one thing: the first of each reference, with what the others add."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from data.imports.reading import Feed, Raw, as_text
from data.imports.report import ImportReport

Read = tuple[int, Raw, bool]


def distinct(rows: Iterable[Read], feeds: Mapping[str, Feed], report: ImportReport) -> Iterator[Read]:
    """One row for each reference: empty cells filled from later rows, texts of `join` fields gathered from all.

    Where later rows differ otherwise the first one is kept, with one warning for each reference.
    """
    glue = {name: feed.origin.join for name, feed in feeds.items() if feed.origin.join is not None}
    found: dict[str, Read] = {}
    told: set[str] = set()
    for row, raw, long in rows:
        key = as_text(raw["reference"]) if "reference" in raw else json.dumps(raw, default=str)
        if key not in found:
            found[key] = (row, raw, long)
            continue
        name = _add(found[key][1], raw, glue)
        if name and key not in told:
            told.add(key)
            report.warn("merged", row, feeds[name].label, as_text(raw[name]))
    yield from found.values()


def _add(first: Raw, further: Raw, glue: Mapping[str, str]) -> str:
    """Add a further row to the first; answers with a field that differs and was left out, if there is one."""
    differs = ""
    for name, cell in further.items():
        if cell in (first[name], ""):
            continue
        if first[name] == "":
            first[name] = cell
        elif name not in glue:
            differs = differs or name
        elif as_text(cell) not in as_text(first[name]).split(glue[name]):
            first[name] = glue[name].join((as_text(first[name]), as_text(cell)))
    return differs
