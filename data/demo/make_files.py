"""Writes the demo company's files anew: `python -m data.demo.make_files`. The same story gives the same files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from data.demo.story import bookings, defects, documents, files, money, payments, people, places, things, visits, work

FILES = Path(__file__).resolve().parent / "files"
Rows = list[dict[str, str]]


def tables() -> dict[str, Rows]:
    """Every file's rows by the kind of record, in the order in which they are imported."""
    clients = places.clients()
    sites = places.sites(clients)
    equipment = things.things(sites)
    done = visits.visits(sites, equipment)
    contracts = visits.contracts(sites)
    planned = visits.planned(sites)
    works = work.works(sites, done)
    wrong = defects.defects(done, equipment, works)
    invoices = money.invoices(sites, done, works)
    found = {
        "clients": people.clients(clients),
        "sites": people.sites(sites),
        "contacts": people.contacts(),
        "grants": people.grants(),
        "equipment": [thing.row for thing in equipment],
        "contracts": contracts,
        "inspections": [row for visit in done for row in visit.rows] + planned + visits.withdrawn(equipment),
        "orders": works.orders,
        "quotes": works.quotes,
        "jobs": works.jobs,
        "defects": [one.row for one in wrong],
        "bookings": bookings.bookings(sites),
        "invoices": [row for invoice in invoices for row in invoice.rows],
        "payments": payments.payments(invoices),
    }
    return found | {
        "documents": documents.documents(sites, done, works, invoices, contracts, defects.photos(wrong)),
        "files": files.files(sites),
    }


def written(rows: Rows) -> str:
    """The rows as CSV."""
    columns = sorted(dict.fromkeys(column for row in rows for column in row), key=_place)
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _place(column: str) -> int:
    """The reference first, what varies from line to line last, the rest as the story tells it."""
    return 0 if column == "reference" else 2 if column.startswith("line_") else 1


def main() -> None:
    """Replace the files of the repository."""
    FILES.mkdir(exist_ok=True)
    for kind, rows in tables().items():
        (FILES / f"{kind}.csv").write_text(written(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
