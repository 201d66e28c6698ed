"""Tables from files: CSV in any usual encoding and separator, and XLSX, row by row, every cell as it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from integrations.language import N_
from integrations.lettering import fold, one_line
from integrations.refusal import Refused

Cell = str | int | float | bool | date | datetime
Rows = Iterator[tuple[int, list[Cell]]]

_TITLE_ROWS = 30


class Unreadable(Refused):
    """A file that will not be read, with the reason for the person."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, packed and unpacked, and what reading a workbook may cost."""

    file_bytes: int = 200_000_000
    unpacked_bytes: int = 400_000_000
    ratio: int = 100
    entries: int = 1000
    columns: int = 500
    cell_letters: int = 32_767
    seconds: int = 120
    memory_bytes: int = 1_000_000_000


class Source(Protocol):
    """Something with rows that can be read again and again; row numbers are those a spreadsheet shows."""

    encoding: str
    separator: str
    notes: list[str]

    def rows(self) -> Rows: ...


@dataclass(slots=True)
class _Nothing:
    """A source without rows."""

    encoding: str = ""
    separator: str = ""
    notes: list[str] = field(default_factory=list)

    def rows(self) -> Rows:
        return iter(())


@dataclass(slots=True)
class Table:
    """The rows below the heading.

    `headers` are made unique and without line breaks; `repeated` lists those that occurred twice in the file.
    `encoding` and `separator` are what was recognised, empty for workbooks. `notes` are worth telling the person.
    """

    headers: tuple[str, ...]
    header_row: int
    encoding: str = ""
    separator: str = ""
    repeated: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    source: Source = field(default_factory=_Nothing)

    def rows(self) -> Rows:
        """Row number and cells, padded to the width of the heading; blank rows are left out.

        A row may be longer than the heading when it holds more cells than there are columns.
        """
        width = len(self.headers)
        for number, cells in self.source.rows():
            if number <= self.header_row:
                continue
            while len(cells) > width and cells[-1] == "":
                cells.pop()
            if any(cell != "" for cell in cells):
                cells.extend([""] * (width - len(cells)))
                yield number, cells


@contextmanager
def open_table(
    path: Path,
    *,
    expected: Collection[str] = (),
    sheet: str | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    limits: Limits | None = None,
) -> Iterator[Table]:
    """Open a CSV or XLSX file for reading; `expected` are column names that tell the heading from title rows.

    Raises Unreadable, saying why, for anything else and for files that are too large or broken.
    """
    from integrations.delimited import DelimitedText
    from integrations.workbooks import is_workbook, open_workbook

    limits = limits or Limits()
    if not path.is_file():
        raise Unreadable("no_file", N_("There is no file %(name)s."), name=path.name)
    if path.stat().st_size > limits.file_bytes:
        raise Unreadable("too_large", N_("The file is larger than %(limit)s MB."), limit=limits.file_bytes // 1_000_000)
    if is_workbook(path):
        with open_workbook(path, sheet, limits) as source:
            yield _with_heading(source, expected, limits)
    else:
        yield _with_heading(DelimitedText.recognised(path, encoding, separator, limits), expected, limits)


def heading_key(name: str) -> str:
    """What makes two column names the same: letters and digits, whatever their case, accents and spaces."""
    return fold(name).replace(" ", "_")


def _with_heading(source: Source, expected: Collection[str], limits: Limits) -> Table:
    """The table below its heading, with columns that can be told apart."""
    header_row, cells = _heading(source, {heading_key(name) for name in expected})
    names = [one_line(str(cell)) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        raise Unreadable("too_wide", N_("The file has more than %(limit)s columns."), limit=limits.columns)
    headers, repeated = _unique(names)
    return Table(headers, header_row, source.encoding, source.separator, repeated, source.notes, source)


def _heading(source: Source, wanted: set[str]) -> tuple[int, list[Cell]]:
    """The row with the column names: of the first thirty the one with most expected names, else the first full one."""
    rows: list[tuple[int, list[Cell]]] = []
    for number, cells in source.rows():
        if number > _TITLE_ROWS:
            break
        if any(cell != "" for cell in cells):
            rows.append((number, cells))
    if not rows:
        raise Unreadable("empty", N_("The file is empty."))

    def known(row: tuple[int, list[Cell]]) -> int:
        return len({heading_key(cell) for cell in row[1] if isinstance(cell, str)} & wanted)

    def filled(row: tuple[int, list[Cell]]) -> int:
        return sum(cell != "" for cell in row[1])

    best = max(rows, key=known)
    if known(best):
        return best
    fullest = max(filled(row) for row in rows)
    return next(row for row in rows if filled(row) * 2 > fullest)


def _unique(names: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Column names made unique; a column without a name is called after its place (`column 7`)."""
    seen: dict[str, int] = {}
    headers: list[str] = []
    repeated: list[str] = []
    for place, name in enumerate(names, start=1):
        name = name or f"column {place}"
        seen[name] = seen.get(name, 0) + 1
        if seen[name] == 2:
            repeated.append(name)
        headers.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(headers), tuple(repeated)
