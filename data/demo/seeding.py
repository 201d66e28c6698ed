"""Putting the demo company in: the files of the repository with real dates, through the importers, papers and all."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from data.database import transaction
from data.demo.afterwards import FIRST_TIMERS, SOURCE, settle_afterwards
from data.demo.company import found_company
from data.demo.papers import draw_papers
from data.demo.relative import write_resolved
from data.demo.usage import make_use
from data.imports.report import Counts, ImportReport
from data.imports.run import run_import
from data.imports.schemas import KINDS
from data.queries.company import company
from data.viewer import Viewer
from integrations.storage import Storage

FILES = Path(__file__).resolve().parent / "files"
_TODAY = text("select portal.today()")
_KINDS = text("select code, names from portal.kinds where noun = 'equipment'")


class SeedingFailed(Exception):
    """A file of the demo company was refused; the text is the import's report."""


@dataclass(slots=True)
class SeedReport:
    """What was put in: counts by kind, papers drawn, seconds by step."""

    counts: dict[str, Counts] = field(default_factory=dict)
    papers: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def total_seconds(self) -> float:
        """All steps together."""
        return sum(self.seconds.values())


def seed(viewer: Viewer, storage: Storage, password_hash: str) -> SeedReport:
    """Fill the database; `password_hash` becomes everybody's. Doing it again completes an interrupted attempt.

    `viewer` may import records and change settings. Raises SeedingFailed, Forbidden, Unavailable.
    """
    report = SeedReport()
    found_company(viewer, password_hash)
    with TemporaryDirectory(prefix="atrio-demo-") as name, ThreadPoolExecutor(1) as aside:
        folder = Path(name)
        today, kinds = _circumstances(viewer)
        write_resolved(FILES, folder, today)
        # the papers come into being while the tables go in; only the documents need them
        drawing = aside.submit(draw_papers, folder, company(), kinds)
        for kind in KINDS:
            started = time.monotonic()
            if kind == "documents":
                report.papers = drawing.result()
            report.counts[kind] = _import(viewer, kind, folder, storage)
            report.seconds[kind] = time.monotonic() - started
    started = time.monotonic()
    settle_afterwards(password_hash)
    make_use(FIRST_TIMERS)
    report.seconds["afterwards"] = time.monotonic() - started
    return report


def _circumstances(viewer: Viewer) -> tuple[date, dict[str, dict[str, str]]]:
    """The company's day, and the kinds of equipment in words."""
    with transaction(viewer) as session:
        today: date = session.execute(_TODAY).scalar_one()
        return today, {row.code: row.names for row in session.execute(_KINDS)}


def _import(viewer: Viewer, kind: str, folder: Path, storage: Storage) -> Counts:
    done: ImportReport = run_import(viewer, kind, folder / f"{kind}.csv", source=SOURCE, storage=storage,
                                    undoable=False)  # fmt: skip
    if done.refused:
        raise SeedingFailed(done.text())
    return done.counts[kind]
