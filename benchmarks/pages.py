"""Server time of pages on the generated company, beside the yardstick: the same rows asked for in turns.

Run: python -m benchmarks.pages [rounds]. The limits are those of the whole request, without a network.
"""

from __future__ import annotations

import re
import sys
from html import unescape

from flask import Flask

from app import create_app
from benchmarks.generated import generated, person
from benchmarks.report import Report, interleaved
from benchmarks.visitor import GZIP, Visitor, kept_parts, unpacked
from benchmarks.yardstick.app import ROWS, create_yardstick
from data.logins import libpq_address
from data.queries import slices
from data.queries.scope import list_sites

# whose pages -> the limit of the 95th percentile in milliseconds
PEOPLE = {"typical": 20, "ten-thousand": None, "huge": 40, "admin": 60}
MOST_BYTES = 4096  # of a later page view
ASKED = {
    "first page": "/invoices", "by amount": "/invoices?sort=-amount", "overdue": "/invoices?state=overdue",
    "last year": "/invoices?period=last_year", "credit notes": "/invoices?kind=credit_note",
    "amount range": "/invoices?min=2000&max=2100",
}  # fmt: skip
SEARCHES = {"a rare word": "/invoices?q=no+such+text", "a common word": "/invoices?q=mantenimiento"}


def main(rounds: int) -> None:
    """Measure everything on the kept company."""
    with generated() as settings, Report("pages") as report:
        app = create_app(settings)
        yardstick = create_yardstick(libpq_address(settings.database_url or ""))
        people = {name: person(f"{name}@generated.example") for name in PEOPLE}
        visitors = {name: Visitor(app, one.person_id or 0) for name, one in people.items()}
        for name, visitor in visitors.items():
            _tables(report, name, visitor, rounds)
        site = next(one.public_id for one in list_sites(people["typical"]).sites)
        slices.PAGE = ROWS
        _beside(report, "dashboard", f"/?site={site}", visitors["typical"], yardstick, rounds)
        for name in ("typical", "ten-thousand", "huge"):
            _beside(report, f"{ROWS} invoices, {name}", "/invoices", visitors[name], yardstick, rounds)
        _deep(report, visitors["ten-thousand"], rounds)
        _bytes(report, visitors["typical"])
        yardstick.extensions["pool"].close()


def _tables(report: Report, name: str, visitor: Visitor, rounds: int) -> None:
    limit, asked = PEOPLE[name], dict(ASKED)
    asked["next page"] = _next(visitor, "/invoices")
    if (hundredth := _hundredth(visitor)) is not None:
        asked["page 100 by amount"] = hundredth
    taken = interleaved({what: lambda at=at: visitor.go(at) for what, at in (asked | SEARCHES).items()}, rounds)
    for what, times in taken.items():
        searching = what in SEARCHES
        report.times(f"invoices, {name}, {what}", times, (300 if name == "huge" else limit) if searching else limit)


def _next(visitor: Visitor, address: str) -> str:
    """The address of the page after one."""
    found = re.search(r'"(/invoices\?[^"]*after=[^"]*)"', unpacked(visitor.go(address)))
    return unescape(found.group(1)) if found else address


def _hundredth(visitor: Visitor) -> str | None:
    """The address of page 100 by amount, or the last there is; None for a list of one page."""
    address = "/invoices?sort=-amount"
    for turn in range(99):
        following = _next(visitor, address)
        if following == address:
            return address if turn else None
        address = following
    return address


def _beside(report: Report, what: str, address: str, visitor: Visitor, yardstick: Flask, rounds: int) -> None:
    """Ours and the yardstick's in turns: at most twice its median."""
    theirs = yardstick.test_client()
    theirs.set_cookie("session", visitor.token)

    def ask() -> None:
        answer = theirs.get(address, headers=GZIP)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} from the yardstick for {address}")

    kept = kept_parts(visitor.get("/documents"))  # a browser has been somewhere before
    taken = interleaved({"document": lambda: visitor.get(address), "view": lambda: visitor.go(address, kept),
                         "yardstick": ask}, rounds)  # fmt: skip
    for name, times in taken.items():
        report.times(f"{what}, {name}", times)
    report.ratio(f"{what}: a whole document against the yardstick", taken["document"], taken["yardstick"], 2)
    report.ratio(f"{what}: a later view against the yardstick", taken["view"], taken["yardstick"], 2)


def _deep(report: Report, visitor: Visitor, rounds: int) -> None:
    """Page 100 costs what page 1 does."""
    far = _hundredth(visitor) or "/invoices?sort=-amount"
    taken = interleaved({"1": lambda: visitor.go("/invoices?sort=-amount"), "100": lambda: visitor.go(far)}, rounds)
    report.ratio("page 100 against page 1, ten-thousand", taken["100"], taken["1"], 1.3)


def _bytes(report: Report, visitor: Visitor) -> None:
    """What later views weigh: the first page, coming from the dashboard, and the page after it."""
    for rows in (ROWS, 50):
        slices.PAGE = rows
        came = visitor.go("/invoices", kept_parts(visitor.go("/")))
        following = visitor.go(_next(visitor, "/invoices"), kept_parts(came))
        report.value(f"{rows} invoices, coming from the dashboard, gzip", len(came), "bytes")
        report.value(f"{rows} invoices, the next page, gzip", len(following), "bytes", MOST_BYTES)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
