"""Taking 100,000 rows away as CSV and XLSX: how long it takes and how far the memory of the process grows.

Run: python -m benchmarks.tables
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy import text

from auth.registry import Query
from benchmarks.manager import manager, settle
from benchmarks.report import Report
from data import database as pools
from data.logins import open_database
from data.queries.invoices import INVOICES
from data.viewer import Viewer
from pages.exports import EXPORTS, write_export
from tests.cluster import running_cluster

_INVOICES = text("""
    insert into portal.invoices (public_id, client_id, site_id, kind, number, state, issued_on, due_on, subject,
                                 currency, payable, published_at)
    select translate(substr(md5(n || 'invoice'), 1, 16), '0189', 'abcd'), :client, (select min(id) from portal.sites
           where client_id = :client), 'invoice', 'L-' || n, 'issued', current_date - n / 100,
           current_date - n / 100 + 30, 'Quarterly maintenance ' || n, 'EUR', n, now()
      from generate_series(1, :rows) n""")
MOST_SECONDS, MOST_MEGABYTES, ROWS = 5.0, 50.0, 100_000


def main() -> None:
    """Measure on a throw-away database."""
    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster, Report("tables") as report:
        cluster.clone()
        open_database(cluster.settings(Path(folder)))
        largest = _with_many_invoices(manager("Largest", 2, 2))
        settle()
        for ending in ("csv", "xlsx"):
            _file(report, ending, largest)
        pools.dispose()
        cluster.drop()


def _with_many_invoices(viewer: Viewer) -> Viewer:
    """The same person, whose client has got ROWS more invoices."""
    with pools.owner() as session:
        session.execute(_INVOICES, {"client": viewer.clients[0].id, "rows": ROWS})
    return viewer


def _file(report: Report, ending: str, viewer: Viewer) -> None:
    export = next(one for one in EXPORTS if one.table is INVOICES)
    before, began = _memory(), time.perf_counter()
    with TemporaryFile() as file:
        write_export(file, export, ending, viewer, Query(""))
        size = file.tell()
    taken = time.perf_counter() - began
    limits = (MOST_SECONDS, MOST_MEGABYTES) if ending == "csv" else (None, None)
    report.value(f"{ROWS:,} rows as {ending}", taken, "s", limits[0])
    report.value(f"{ROWS:,} rows as {ending}: memory grew by", _memory() - before, "MB", limits[1])
    report.value(f"{ROWS:,} rows as {ending}: size", size / 1e6, "MB")


def _memory() -> float:
    """The most memory this process has used, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    main()
