"""A first look at a table: its headings, what its columns hold, how many rows; enough to choose a mapping from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.imports.entries import Reader
from data.imports.headings import expected_headings
from data.imports.mapping import Mapping
from data.imports.reading import as_text, plan
from data.imports.recognition import recognise
from data.imports.report import ImportReport, Sampled
from integrations.spreadsheets import Cell, Limits, Rows, Table, heading_key, open_table
from integrations.written_dates import DateOrders
from integrations.written_numbers import NumberStyles

EXAMPLES, VALUES, FIRST = 3, 40, 30
LOOKED_THROUGH = 5_000  # values of a column: enough to tell how it is written for a first view
_LONGEST = 200  # characters of an example


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: some of its values; all of them, where they are few; how numbers and dates are written.

    `numbers` and `dates` are empty where the whole column does not tell.
    """

    name: str
    examples: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    numbers: str = ""
    dates: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of a table. `first` are the first rows: row number and cells."""

    columns: tuple[Column, ...]
    rows: int
    encoding: str = ""
    separator: str = ""
    sheets: bool = False
    first: tuple[tuple[int, tuple[Cell, ...]], ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The headings, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def fingerprint(self) -> str:
        """The same for all tables with these headings, whatever their order, case and accents."""
        return hashlib.sha256("\n".join(sorted(map(heading_key, self.headers))).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """For keeping in the database."""
        columns = [[one.name, one.examples, one.values, one.numbers, one.dates] for one in self.columns]
        first = [[row, [_packed(cell) for cell in cells]] for row, cells in self.first]
        return {"columns": columns, "rows": self.rows, "encoding": self.encoding, "separator": self.separator,
                "sheets": self.sheets, "first": first}  # fmt: skip

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Look:
        """What `as_json` kept."""
        columns = tuple(Column(name, tuple(examples), tuple(values), numbers, dates)
                        for name, examples, values, numbers, dates in kept["columns"])  # fmt: skip
        first = tuple((row, tuple(_unpacked(cell) for cell in cells)) for row, cells in kept["first"])
        return cls(columns, kept["rows"], kept["encoding"], kept["separator"], kept["sheets"], first)


def _packed(cell: Cell) -> Any:
    return [cell.isoformat()] if isinstance(cell, date) else cell


def _unpacked(kept: Any) -> Cell:
    if isinstance(kept, list):
        return datetime.fromisoformat(kept[0]) if "T" in kept[0] else date.fromisoformat(kept[0])
    return kept


class _Seen:
    """What is gathered of one column."""

    def __init__(self) -> None:
        self.values: dict[str, None] = {}
        self.rows = 0
        self.numbers, self.dates = NumberStyles(), DateOrders()

    def see(self, cell: Cell) -> None:
        text = as_text(cell)
        if text == "":
            return
        if len(self.values) <= VALUES:
            self.values[text[:_LONGEST]] = None
        self.rows += 1
        if isinstance(cell, str) and not cell.startswith("=") and self.rows <= LOOKED_THROUGH:
            self.numbers.see(cell)
            self.dates.see(cell)

    def column(self, name: str) -> Column:
        values = tuple(self.values)
        dated = self.dates.decide()
        return Column(
            name,
            values[:EXAMPLES],
            values if len(values) <= VALUES else (),
            self.numbers.decide().style or "",
            dated.order if dated.order and dated.certain else "",
        )


def look_at(path: Path, limits: Limits | None = None) -> Look:
    """Read a table through once. Raises integrations.spreadsheets.Unreadable."""
    with open_table(path, expected=expected_headings(), limits=limits) as table:
        seen = [_Seen() for _ in table.headers]
        first: list[tuple[int, tuple[Cell, ...]]] = []
        rows = 0
        for number, cells in table.rows():
            rows += 1
            if len(first) < FIRST:
                first.append((number, tuple(cells[: len(seen)])))
            for column, cell in zip(seen, cells, strict=False):
                column.see(cell)
        columns = tuple(one.column(name) for one, name in zip(seen, table.headers, strict=True))
        return Look(columns, rows, table.encoding.removesuffix("-sig"), table.separator, "sheets" in table.notes,
                    tuple(first))  # fmt: skip


@dataclass(slots=True)
class _FirstRows:
    """The first rows as a table's source."""

    kept: tuple[tuple[int, tuple[Cell, ...]], ...]
    encoding: str = ""
    separator: str = ""
    notes: list[str] = field(default_factory=list)

    def rows(self) -> Rows:
        return ((number, list(cells)) for number, cells in self.kept)


def first_records(look: Look, kind: str, mapping: Mapping, most: int) -> tuple[list[Sampled], ImportReport]:
    """The first records of each kind as the mapping reads them, and what is wrong with them; asks no database."""
    report = ImportReport("", mapping.source or "")
    table = Table(look.headers, 0, source=_FirstRows(look.first))
    steps = plan(table, kind, mapping, report)
    styles = {column.name: column for column in look.columns}
    for step in steps:
        for feed in step.feeds:
            column = styles.get(feed.label)
            if column is not None:
                feed.numbers = feed.numbers or column.numbers or None  # type: ignore[assignment]
                feed.dates = feed.dates or column.dates or None  # type: ignore[assignment]
    if not report.refused:
        recognise(steps, table, report)
    found: list[Sampled] = []
    for step in steps:
        found += list(_records(Reader(step, table, report), step.kind, most))
    return found, report


def _records(reader: Reader, kind: str, most: int) -> Iterator[Sampled]:
    for place, entry in enumerate(reader.entries()):
        if place >= most:
            return
        yield Sampled(kind, entry.row, {"reference": entry.reference, **entry.given})
