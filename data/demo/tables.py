"""The demo company's files read back: what a paper about a record shows."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """One file: the record of each reference, and its lines in order."""

    records: dict[str, Row]
    lines: dict[str, list[Row]]

    def __getitem__(self, reference: str) -> Row:
        return self.records[reference]

    def get(self, reference: str, column: str) -> str:
        """A record's cell; empty where there is no such record."""
        return self.records[reference][column] if reference else ""


def read_tables(folder: Path) -> dict[str, Table]:
    """Every CSV of the folder by its name."""
    return {file.stem: _read(file) for file in folder.glob("*.csv")}


def _read(file: Path) -> Table:
    table = Table({}, {})
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            reference = row["reference"]
            table.records.setdefault(reference, row)
            table.lines.setdefault(reference, []).append(row)
    return table
