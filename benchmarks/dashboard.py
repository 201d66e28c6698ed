"""The dashboard of one site of a property manager: the first time, prepared, and for a person of several clients.

Run: python -m benchmarks.dashboard. Prints milliseconds and how many times the cost of entering that is.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.manager import entering, manager, measure, settle
from data import database as pools
from data.logins import open_database
from data.queries.dashboard import find_dashboard
from data.queries.scope import list_sites
from data.viewer import Viewer
from tests.cluster import running_cluster


def main() -> None:
    """Measure on a throw-away database."""
    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster:
        cluster.clone()
        settings = cluster.settings(Path(folder))
        open_database(settings)
        many, few = manager("Many", 304, 115), manager("Few", 5, 36)
        settle()
        pools.dispose()
        open_database(settings)
        _report("5 sites", few)
        _report("304 sites", many)
        _report("304 sites, several clients", replace(many, client_id=None))
        pools.dispose()
        cluster.drop()


def _report(name: str, viewer: Viewer) -> None:
    least = measure(lambda: entering(viewer))
    site = list_sites(viewer).sites[0].public_id
    start = time.perf_counter()
    find_dashboard(viewer, site)
    first = (time.perf_counter() - start) * 1000
    taken = measure(lambda: find_dashboard(viewer, site))
    print(f"dashboard, {name}: {taken:.1f} ms, {taken / least:.1f} times entering; the first time {first:.1f} ms")


if __name__ == "__main__":
    main()
