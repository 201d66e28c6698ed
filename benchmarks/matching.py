"""The demo company's own PDF files matched anew: how many land where they belong, and how long it takes.

Run: python -m benchmarks.matching
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import text

from benchmarks.generated import FOLDER
from benchmarks.report import Report
from data import database as pools
from data.database import transaction
from data.demo import seed
from data.logins import bring_up_to_date, open_database
from data.matching.lookup import match
from data.queries.company import company
from data.server import EmbeddedServer
from data.viewer import Viewer
from integrations.cleaning import CLEANER
from integrations.settings import Settings
from integrations.storage import Storage, open_storage

NOUNS = ("inspection", "job", "invoice", "quote", "contract", "equipment")
_DATABASE, _SECRET = "atrio_matching", "a secret key of the measurements, long enough"
_FILES = text(f"""
    select v.file_name, v.storage_key, d.client_id, d.site_id, k.code as kind,
           {", ".join(f"l.{noun}_id" for noun in NOUNS)}
      from portal.documents d
      join portal.document_versions v on v.client_id = d.client_id and v.document_id = d.id
      join portal.kinds k on k.id = d.kind_id
      left join portal.document_links l on l.client_id = d.client_id and l.document_id = d.id
     where v.media_type = 'application/pdf' order by d.id""")


def main() -> None:
    """Each file twice: by its name and text, and by its text alone."""
    with _demo() as storage, Report("matching") as report:
        with pools.owner() as session:
            rows = session.execute(_FILES).all()
        for named in (True, False):
            words = "by name and text" if named else "by text alone"
            found, reading, matching = _measured(rows, storage, named)
            report.value(f"{words}: certain and right", found[True, True])
            report.value(f"{words}: uncertain, rightly proposed", found[False, True])
            report.value(f"{words}: uncertain", found[False, False])
            report.value(f"{words}: certain and wrong", found[True, False], "", 0)
            report.times(f"{words}: reading", reading)
            report.times(f"{words}: matching", matching)


def _measured(
    rows: Sequence[Any], storage: Storage, named: bool
) -> tuple[Counter[tuple[bool, bool]], list[float], list[float]]:
    """How many were certain and right, and the milliseconds that each took."""
    found: Counter[tuple[bool, bool]] = Counter()
    reading, matching = [], []
    for number, row in enumerate(rows):
        start = time.perf_counter()
        told = CLEANER.words(storage.get(row.storage_key))
        read = time.perf_counter()
        with transaction(Viewer.system()) as session:
            proposal = match(session, row.file_name if named else f"scan-{number:05d}.pdf", told, company())
        reading.append((read - start) * 1000)
        matching.append((time.perf_counter() - read) * 1000)
        record = next(((noun, getattr(row, f"{noun}_id")) for noun in NOUNS if getattr(row, f"{noun}_id")), None)
        met = (proposal.hit.noun, proposal.hit.id) if proposal.hit else None
        right = (row.client_id, row.site_id, record, row.kind)
        found[proposal.certain, (proposal.client_id, proposal.site_id, met, proposal.kind) == right] += 1
    return found, reading, matching


@contextmanager
def _demo() -> Iterator[Storage]:
    """A throw-away demo company; where its files are."""
    server = EmbeddedServer(FOLDER, durable=False)
    server.start()
    name = sql.Identifier(_DATABASE)
    with (
        TemporaryDirectory() as folder,
        psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin,
    ):
        admin.execute(sql.SQL("drop database if exists {}").format(name))
        admin.execute(sql.SQL("create database {} owner atrio").format(name))
        settings = Settings(data_dir=Path(folder), secret_key=_SECRET, database_url=server.url(_DATABASE))
        try:
            bring_up_to_date(settings, None)
            open_database(settings)
            storage = open_storage(settings.files_url)
            seed(Viewer.system(), storage, "!")
            yield storage
        finally:
            pools.dispose()
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(name))
    server.release()


if __name__ == "__main__":
    main()
