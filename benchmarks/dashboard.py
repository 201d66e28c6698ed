"""The dashboard of one site of a property manager: the first time, prepared, and for a person of several clients.

Run: python -m benchmarks.dashboard. Milliseconds, and how many times the cost of entering that is.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.manager import entering, manager, settle
from benchmarks.report import Report, interleaved
from data import database as pools
from data.logins import open_database
from data.queries.dashboard import find_dashboard
from data.queries.scope import list_sites
from data.viewer import Viewer
from tests.cluster import running_cluster


def main() -> None:
    """Measure on a throw-away database."""
    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster, Report("dashboard") as report:
        cluster.clone()
        settings = cluster.settings(Path(folder))
        open_database(settings)
        many, few = manager("Many", 304, 115), manager("Few", 5, 36)
        settle()
        pools.dispose()
        open_database(settings)
        _tell(report, "5 sites", few)
        _tell(report, "304 sites", many)
        _tell(report, "304 sites, several clients", replace(many, client_id=None))
        pools.dispose()
        cluster.drop()


def _tell(report: Report, name: str, viewer: Viewer) -> None:
    site = list_sites(viewer).sites[0].public_id
    asked = {"first": lambda: find_dashboard(viewer, site)}
    report.times(f"dashboard, {name}, the first time", interleaved(asked, 1, warm=0)["first"])
    taken = interleaved({"board": asked["first"], "entering": lambda: entering(viewer)}, 30, warm=6)
    report.times(f"dashboard, {name}", taken["board"])
    report.ratio(f"dashboard, {name}: against entering", taken["board"], taken["entering"])


if __name__ == "__main__":
    main()
