"""From raw fields to entries: typed, checked against the schema, rows of one record brought together, doubles found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.imports.checking import check
from data.imports.conversion import Fault, convert, loses_zeros
from data.imports.entry import Entry, Line, default_reference
from data.imports.merging import distinct
from data.imports.reading import Feed, Raw, Step, as_text
from data.imports.report import ImportReport
from data.imports.schemas.base import DETAILS, line_fields, parents
from integrations.lettering import fold
from integrations.spreadsheets import Cell, Table


class Reader:
    """Makes the entries of one step, row by row; problems go to the report with their place."""

    def __init__(self, step: Step, table: Table, report: ImportReport) -> None:
        self._step, self._table, self._report = step, table, report
        self._labels = {feed.name: feed.label for feed in step.feeds}
        self._feeds = {feed.name: feed for feed in step.feeds}
        self._parents = parents(step.model)
        self._lines = tuple(name for name in line_fields(step.model) if name in self._feeds)
        self._first_rows: dict[str, int] = {}
        self._warned: set[str] = set()
        self.rows = self.sampled = 0

    def label(self, name: str) -> str:
        """What the file calls a field, for the report."""
        return self._labels.get(name, name)

    def entries(self) -> Iterator[Entry]:
        """The file's records in order; bad ones too, marked."""
        rows = distinct(self._each(), self._feeds, self._report) if self._step.produced.distinct else self._each()
        if not self._step.model.groups:
            for row, raw, extra_cells in rows:
                entry = self._entry(row, raw, extra_cells)
                first = self._first_rows.setdefault(entry.reference, row)
                if entry.reference and first != row:
                    self._fault(entry, "reference", Fault("duplicate", earlier=first), entry.reference)
                yield entry
            return
        yield from self._grouped(rows)

    def _each(self) -> Iterator[tuple[int, Raw, bool]]:
        width = len(self._table.headers)
        for row, cells, raw in self._step.raw(self._table):
            self.rows += 1
            yield row, raw, len(cells) > width

    def _grouped(self, rows: Iterator[tuple[int, Raw, bool]]) -> Iterator[Entry]:
        """Rows that follow each other with one reference become one entry with lines."""
        current: Entry | None = None
        for row, raw, long in rows:
            reference = as_text(raw.get("reference", ""))
            if current is not None and reference in (current.reference, ""):
                self._join_row(current, row, raw, long)
                continue
            if current is not None:
                yield current
            current = self._entry(row, raw, long)
            first = self._first_rows.setdefault(current.reference, row)
            if current.reference and first != row:
                self._fault(current, "reference", Fault("apart", earlier=first), current.reference)
        if current is not None:
            yield current

    def _join_row(self, entry: Entry, row: int, raw: Raw, long: bool) -> None:
        """A further row of a record: its line, and header cells that are empty or say the same."""
        further = self._entry(row, {**raw, "reference": entry.reference}, long)
        entry.bad |= further.bad
        for name, value in further.given.items():
            if value is not None and not further.bad and name in entry.given and value != entry.given[name]:
                self._fault(entry, name, Fault("contradiction", first=str(entry.given[name])), raw.get(name, ""), row)
        if further.lines:
            entry.lines = [*(entry.lines or []), *further.lines]

    def _entry(self, row: int, raw: Raw, long: bool) -> Entry:
        entry = Entry(row, as_text(raw.get("reference", "")), {})
        if long:
            self._fault(entry, "", Fault("too_many_cells"), "")
        values: dict[str, Any] = {}
        details: dict[str, Any] = {}
        for name, feed in self._feeds.items():
            try:
                value = self._value(feed, row, raw[name])
            except Fault as fault:
                self._fault(entry, name, fault, raw[name])
                continue
            if name.startswith(DETAILS):
                details[name[len(DETAILS) :]] = value
            else:
                values[name] = value
        if details:
            values["details"] = {key: value for key, value in details.items() if value is not None}
        if "reference" in self._feeds and not values.get("reference") and not entry.bad:
            self._fault(entry, "reference", Fault("needed"), "")
        model, faults = check(self._step.model, values)
        for name, unfit in faults:
            self._fault(entry, name, unfit, raw.get(name, ""))
        if model is not None:
            self._fill(entry, {name: getattr(model, name) for name in values}, set(details))
        return entry

    def _fill(self, entry: Entry, typed: dict[str, Any], details: set[str]) -> None:
        """Part the typed values into the record's and the line's."""
        entry.reference = typed.pop("reference", None) or default_reference(self._step.kind, typed) or entry.reference
        if self._lines:
            line = {name: typed.pop(name, None) for name in self._lines}  # one at fault is not there
            stated = any(value is not None for value in line.values())
            entry.lines = [Line(entry.row, line)] if stated else []
        if details:  # a named detail with an empty cell is emptied, unnamed ones stay
            typed["details"] = {name: typed["details"].get(name) for name in sorted(details)}
        entry.given = typed

    def _value(self, feed: Feed, row: int, cell: Cell) -> Any:
        """One cell through its value table and conversion."""
        name = feed.name
        if feed.origin.values is not None:
            cell = self._looked_up(feed, cell)
        if isinstance(cell, int | float) and not isinstance(cell, bool) and name not in self._warned:
            self._warn_of_zeros(feed, row, cell)
        return convert(cell, feed.form, feed.numbers, feed.dates)

    def _warn_of_zeros(self, feed: Feed, row: int, cell: Cell) -> None:
        """Once for each column: a workbook's number where a text with leading zeros may have been."""
        if feed.form == "text" and feed.origin.template is None and loses_zeros(feed.name, feed.name in self._parents):
            self._warned.add(feed.name)
            self._report.warn("zeros", row, feed.label, as_text(cell))

    @staticmethod
    def _looked_up(feed: Feed, cell: Cell) -> Cell:
        table = feed.origin.values or {}
        text = as_text(cell)
        if text in table:
            return table[text]
        for written, value in table.items():
            if text and fold(written) == fold(text):
                return value
        if feed.origin.otherwise is not None:
            return feed.origin.otherwise
        if text == "":
            return ""
        raise Fault("no_such_value")

    def _fault(self, entry: Entry, name: str, fault: Fault, cell: Cell, row: int | None = None) -> None:
        entry.bad = True
        self._report.error(fault.code, row or entry.row, self.label(name), as_text(cell), **fault.params)
