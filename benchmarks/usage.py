"""How long usage takes on the generated company: rolling a day up, all of it, and the page by period and place.

Run: python -m benchmarks.usage [rounds]. The limits are for 20 million actions: 10 s for a day, 300 ms for the page.
"""

from __future__ import annotations

import sys
import time
from datetime import date

from sqlalchemy import text

from app import create_app
from benchmarks.generated import generated, person
from benchmarks.report import Report, interleaved
from benchmarks.visitor import Visitor
from data import database as pools
from data.commands.usage import roll_up

PERIODS = ("7_days", "30_days", "90_days", "12_months")
LISTS = ("people", "documents", "clients", "never", "searches", "invoices", "dormant")
_ROLLED = text("select count(*) from portal.usage_days")
_BUSIEST = text("""
    select day from portal.usage_days order by (counts ->> 'pages')::bigint desc nulls last limit 1
""")
_ACTIONS = text("select count(*) from portal.activity")
_CLIENT = text("select public_id from portal.clients order by id limit 1 offset 2")


def main(rounds: int) -> None:
    """Measure on the kept company; what is not rolled up yet is rolled up first."""
    with generated() as settings, Report("usage") as report:
        app = create_app(settings)
        report.value("actions", _one(_ACTIONS))
        began = time.perf_counter()
        days = sum(1 for _day in roll_up(None if _one(_ROLLED) else date(1970, 1, 1)))  # or what an earlier run left
        if days > 2:  # more than the last two, which are rolled up each time
            report.value(f"{days} days rolled up", time.perf_counter() - began, "s")
            with pools.engine("owner").execution_options(isolation_level="AUTOCOMMIT").connect() as outside:
                outside.execute(text("vacuum (analyze)"))
        busiest = _one(_BUSIEST)
        taken = []
        for _turn in range(3):
            began = time.perf_counter()
            with pools.worker() as session:
                rows = session.execute(text("select portal.roll_usage(:day)"), {"day": busiest}).scalar_one()
            taken.append((time.perf_counter() - began) * 1000)
        report.times(f"the busiest day rolled up, {rows:,} rows", taken, 10_000)
        _pages(report, Visitor(app, person("admin@generated.example").person_id or 0), rounds)


def _pages(report: Report, visitor: Visitor, rounds: int) -> None:
    client = _one(_CLIENT)
    asked = {f"page, {period}": f"/staff/usage?period={period}" for period in PERIODS}
    asked["page, one client, 12 months"] = f"/staff/usage?client={client}&period=12_months"
    for what, times in interleaved({what: lambda at=at: visitor.go(at) for what, at in asked.items()}, rounds).items():
        report.times(what, times, 300)
    lists = {f"list, {figure}": f"/staff/usage/{figure}" for figure in LISTS}
    for what, times in interleaved({what: lambda at=at: visitor.go(at) for what, at in lists.items()}, rounds).items():
        report.times(what, times)


def _one(statement: object) -> object:
    with pools.owner() as session:
        return session.execute(statement).scalar_one()  # type: ignore[call-overload]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
