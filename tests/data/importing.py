"""Helpers of the import tests: write a small file, import it, ask the database."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import text

from data import database as pools
from data.imports.report import ImportReport
from data.imports.run import run_import
from data.viewer import Viewer

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
MAPPINGS = SAMPLES / "mappings"


def table(path: Path, *rows: Sequence[str]) -> Path:
    """A CSV file of these rows, the first being the heading."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return path


def bring(kind: str, path: Path, **options: Any) -> ImportReport:
    """Import as the command line does."""
    return run_import(Viewer.system(), kind, path, **options)


def sample(kind: str, name: str, mapping: str) -> ImportReport:
    """Import one of the real files with its mapping."""
    return bring(kind, SAMPLES / name, mapping=MAPPINGS / f"{mapping}.toml")


def errors(report: ImportReport) -> list[tuple[str, int | None, str]]:
    """Code, row and column of every error."""
    return [(p.code, p.row, p.column) for p in report.problems if p.level == "error"]


def codes(report: ImportReport, level: str) -> Counter[str]:
    """How often each code occurs at a level."""
    return Counter(problem.code for problem in report.problems if problem.level == level)


def counted(report: ImportReport, kind: str) -> tuple[int, int, int]:
    """New, changed and unchanged records of a kind."""
    counts = report.counts[kind]
    return counts.new, counts.changed, counts.same


def ask(statement: str, **params: Any) -> list[dict[str, Any]]:
    """What is in the database, as its owner sees it."""
    with pools.owner() as session:
        return [dict(row) for row in session.execute(text(statement), params).mappings()]


def one(statement: str, **params: Any) -> dict[str, Any]:
    """The only row of an answer."""
    (row,) = ask(statement, **params)
    return row
