"""Tables of a property manager with 35,000 invoices: pages by filter and order, and taking 100,000 rows away.

Run: python -m benchmarks.tables. Prints milliseconds and how many times the cost of entering that is, and for files
seconds and how far the memory of the process grew.
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
from benchmarks.manager import entering, manager, measure, settle
from data import database as pools
from data.logins import open_database
from data.queries.invoices import INVOICES
from data.queries.tables import list_table
from data.records.scope import Scope
from data.records.tables import Question
from data.viewer import Viewer
from pages.exports import EXPORTS, write_export
from tests.cluster import running_cluster

PAGES = {
    "first page": Question(), "by amount": Question(sort="-amount"), "by number": Question(sort="number"),
    "overdue": Question(standings=("overdue",)), "free text": Question(search="no such text"),
}  # fmt: skip
_INVOICES = text("""
    insert into portal.invoices (public_id, client_id, site_id, kind, number, state, issued_on, due_on, subject,
                                 currency, payable, published_at)
    select translate(substr(md5(n || 'invoice'), 1, 16), '0189', 'abcd'), :client, (select min(id) from portal.sites
           where client_id = :client), 'invoice', 'L-' || n, 'issued', current_date - n / 100,
           current_date - n / 100 + 30, 'Quarterly maintenance ' || n, 'EUR', n, now()
      from generate_series(1, :rows) n""")
MOST_SECONDS, MOST_MEGABYTES, ROWS = 5.0, 50.0, 100_000


def main() -> int:
    """Measure on a throw-away database; 1 when taking away is slower or larger than it may be."""
    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster:
        cluster.clone()
        open_database(cluster.settings(Path(folder)))
        usual, heavy = manager("Usual", 6, 40), manager("Heavy", 304, 115)
        settle()
        for name, viewer in (("240 invoices", usual), ("35,000 invoices", heavy)):
            _pages(name, viewer)
        largest = _with_many_invoices(manager("Largest", 2, 2))
        settle()
        held = [_file(ending, largest) for ending in ("csv", "xlsx")]
        pools.dispose()
        cluster.drop()
    return 0 if held[0] else 1


def _pages(name: str, viewer: Viewer) -> None:
    least = measure(lambda: entering(viewer))
    for words, question in PAGES.items():
        taken = measure(lambda question=question: list_table(INVOICES, viewer, Scope(), None, question))
        print(f"{name}, {words}: {taken:.1f} ms, {taken / least:.0f} times entering")
    print(f"{name}, page 100 by amount: {_hundredth(viewer):.1f} ms")


def _hundredth(viewer: Viewer) -> float:
    question, after, pages = Question(sort="-amount"), None, 0
    while pages < 99:
        found = list_table(INVOICES, viewer, Scope(), after, question)
        pages += 1
        if found.next is None:
            break
        after = found.next
    return measure(lambda: list_table(INVOICES, viewer, Scope(), after, question))


def _with_many_invoices(viewer: Viewer) -> Viewer:
    """The same person, whose client has got ROWS more invoices."""
    with pools.owner() as session:
        session.execute(_INVOICES, {"client": viewer.clients[0].id, "rows": ROWS})
    return viewer


def _file(ending: str, viewer: Viewer) -> bool:
    export = next(one for one in EXPORTS if one.table is INVOICES)
    before, began = _memory(), time.perf_counter()
    with TemporaryFile() as file:
        write_export(file, export, ending, viewer, Query(""))
        size = file.tell()
    taken, grown = time.perf_counter() - began, _memory() - before
    print(f"{ROWS:,} rows as {ending}: {taken:.1f} s, {size / 1e6:.1f} MB, memory grew by {grown:.0f} MB")
    return taken < MOST_SECONDS and grown < MOST_MEGABYTES


def _memory() -> float:
    """The most memory this process has used, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    sys.exit(main())
