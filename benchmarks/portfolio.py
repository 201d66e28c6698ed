"""All sites of a property manager: 304 sites with 36 and with 115 invoices each, for one client and for forty.

Run: python -m benchmarks.portfolio. Prints milliseconds and how many times the cost of entering that is.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from benchmarks.manager import entering, manager, settle
from benchmarks.report import Report, interleaved
from data import database as pools
from data.logins import open_database
from data.queries.portfolio import find_portfolio
from data.records.scope import Scope
from data.viewer import Viewer
from tests.cluster import running_cluster


def main() -> None:
    """Measure on a throw-away database."""
    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster, Report("portfolio") as report:
        cluster.clone()
        open_database(cluster.settings(Path(folder)))
        usual, heavy = manager("Usual", 304, 36), manager("Heavy", 304, 115)
        several = _several([manager(f"Small{number}", 5, 24) for number in range(40)])
        settle()
        for name, viewer in (("304 sites", usual), ("304 sites, 35,000 invoices", heavy), ("40 clients", several)):
            _tell(report, name, viewer)
        pools.dispose()
        cluster.drop()


def _several(viewers: list[Viewer]) -> Viewer:
    """The first of the persons, granted the clients of all."""
    first = viewers[0]
    clients = tuple(client for viewer in viewers for client in viewer.clients)
    with pools.owner() as session:
        session.execute(
            text("update grants set person_id = :p where client_id = any(:c)"),
            {"p": first.person_id, "c": [client.id for client in clients]},
        )
    return replace(first, clients=clients, client_id=None)


def _tell(report: Report, name: str, viewer: Viewer) -> None:
    asked = {"sites": lambda: find_portfolio(viewer, Scope()), "entering": lambda: entering(viewer)}
    taken = interleaved(asked, 15)
    report.times(f"all sites, {name}", taken["sites"])
    report.ratio(f"all sites, {name}: against entering", taken["sites"], taken["entering"])


if __name__ == "__main__":
    main()
