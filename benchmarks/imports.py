"""How long importing takes and how much memory: 100,000 rows as CSV and XLSX, first run and repeated, and with lines.

Run: python -m benchmarks.imports [rows]. Nothing is judged here, machines differ.
"""

from __future__ import annotations

import csv
import resource
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from benchmarks.report import Report
from data import database as pools
from data.imports.run import run_import
from data.logins import open_database
from data.viewer import Viewer
from tests.cluster import running_cluster

SITES = 2000


def main(rows: int) -> None:
    """Measure every case on a throw-away database."""
    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster, Report("imports") as report:
        cluster.clone()
        open_database(cluster.settings(Path(folder)))
        home = Path(folder)
        _measure(report, "clients", _csv(home / "clients.csv", ["reference", "name"], [["C1", "Benchmark"]]))
        sites = [[f"S{n}", "C1", f"Plaça {n}", "Iași"] for n in range(SITES)]
        _measure(report, "sites", _csv(home / "sites.csv", ["reference", "client", "name", "city"], sites))
        things = _csv(home / "equipment.csv", EQUIPMENT, _equipment(rows))
        first = _measure(report, "equipment", things)
        second = _measure(report, "equipment", things)
        report.value("equipment: a repeated run against the first", second / first, "times")
        changed = _csv(home / "changed.csv", EQUIPMENT, _equipment(rows, maker="Otro fabricante"))
        again = _measure(report, "equipment", changed)
        report.value("equipment: changing every record against the first", again / first, "times")
        _measure(report, "invoices", _csv(home / "invoices.csv", INVOICES, _invoices(rows)))
        paid = _csv(home / "payments.csv", ["reference", "client", "received_on", "amount", "currency", "invoice"],
                    _payments(rows // 4))  # fmt: skip
        each = _measure(report, "payments", paid) / (rows // 4)
        report.value("a payment and its allocation", each * 1000, "ms")
        book = _xlsx(home / "equipment.xlsx", EQUIPMENT, _equipment(rows))
        same = _measure(report, "equipment", book)
        report.value("equipment: the same as XLSX against the first CSV", same / first, "times")
        pools.dispose()
        cluster.drop()


EQUIPMENT = ["reference", "site", "kind", "code", "name", "serial", "maker", "model", "location", "installed_on",
             "retest_on", "state", "details.load_kg", "internal_note"]  # fmt: skip
INVOICES = ["reference", "site", "state", "issued_on", "due_on", "currency", "net", "gross", "line_text",
            "line_quantity", "line_unit_price", "line_net"]  # fmt: skip


def _equipment(rows: int, maker: str = "Întreținere Ștefan") -> Iterable[list[str]]:
    start = date(2010, 1, 1)
    for n in range(rows):
        day = start + timedelta(days=n % 5000)
        yield [f"E{n:06}", f"S{n % SITES}", "extinguisher", f"EXT-{n}", f"Extintor nº {n}", f"{n:08}", maker, "P6-ABC",
               f"Planta {n % 9}", day.strftime("%d/%m/%Y"), "31/03/2028", "in_service", f"{n % 900},5", ""]  # fmt: skip


def _invoices(rows: int) -> Iterable[list[str]]:
    for n in range(rows // 4):
        for line in range(4):
            head = [f"F{n}", f"S{n % SITES}", "issued", "13/02/2026", "15/03/2026", "EUR", "1.200,00", "1.452,00"]
            yield [*head, f"Línea {line}", "3", "100,00", "300,00"]


def _payments(rows: int) -> Iterable[list[str]]:
    """One for each invoice, which it pays."""
    return ([f"P{n}", "C1", "20/02/2026", "1.452,00", "EUR", f"F{n}"] for n in range(rows))


def _csv(path: Path, head: list[str], rows: Iterable[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(head)
        writer.writerows(rows)
    return path


def _xlsx(path: Path, head: list[str], rows: Iterable[list[str]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([head, *rows]):
            sheet.write_row(number, 0, row)
    return path


def _measure(report: Report, kind: str, path: Path) -> float:
    start, begun = time.perf_counter(), time.process_time()
    done = run_import(Viewer.system(), kind, path)
    seconds, cpu = time.perf_counter() - start, time.process_time() - begun
    if done.refused:
        raise SystemExit(done.text())
    name = f"{path.name}, {'first' if done.counts[kind].new else 'again'}"
    report.value(f"{name}: {done.rows:,} rows", seconds, "s")
    report.value(f"{name}: of it ours", cpu, "s")
    for who, what in ((resource.RUSAGE_SELF, "memory"), (resource.RUSAGE_CHILDREN, "memory of the reader")):
        report.value(f"{name}: {what}", resource.getrusage(who).ru_maxrss / 1024, "MB")
    return seconds


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
