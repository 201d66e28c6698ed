"""From a table and a mapping to raw fields: which cell feeds which field, filled down, filtered, combined."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from data.imports.conversion import Form, form_of
from data.imports.mapping import PLACEHOLDER, Mapping, Origin, Produced, plain_mapping
from data.imports.report import ImportReport
from data.imports.schemas import KINDS
from data.imports.schemas.base import DETAILS, Row
from integrations.lettering import fold, one_line
from integrations.spreadsheets import Cell, Table, heading_key
from integrations.written_dates import Order, date_part
from integrations.written_numbers import Style

Raw = dict[str, Cell]


@dataclass(slots=True)
class Feed:
    """How one field is filled: `take` gives its cell from a row; `label` names its origin in the report."""

    name: str
    label: str
    form: Form
    origin: Origin
    take: Callable[[list[Cell]], Cell]
    numbers: Style | None = None
    dates: Order | None = None


@dataclass(slots=True)
class Step:
    """One kind of record made from the file."""

    produced: Produced
    model: type[Row]
    feeds: list[Feed]
    wanted: Callable[[list[Cell]], bool]
    fill: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        return self.produced.kind

    def raw(self, table: Table) -> Iterator[tuple[int, list[Cell], Raw]]:
        """Row number, the row itself and its cells by field, for the rows this step wants."""
        last: dict[int, Cell] = {}
        for row, cells in table.rows():
            for place in self.fill:
                if cells[place] == "":
                    cells[place] = last.get(place, "")
                last[place] = cells[place]
            if self.wanted(cells):
                yield row, cells, {feed.name: feed.take(cells) for feed in self.feeds}


@dataclass(slots=True)
class _Columns:
    """Their columns by name, forgiving about case, accents and spaces."""

    headers: tuple[str, ...]
    keys: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, name in enumerate(self.headers):
            self.keys.setdefault(heading_key(name), place)

    def find(self, name: str) -> int | None:
        if name in self.headers:
            return self.headers.index(name)
        return self.keys.get(heading_key(name))


def plan(table: Table, kind: str, mapping: Mapping | None, report: ImportReport) -> list[Step]:
    """The steps that turn the table into records; columns that fit nowhere are errors in the report."""
    columns = _Columns(table.headers)
    if mapping is None:
        produced = _own_names(table, kind, report)
        return [_step(produced, columns, (), None)] if produced else []
    missing = sorted(name for name in mapping.columns() if columns.find(name) is None)
    if missing:
        report.error("missing_columns", names=", ".join(missing))
        return []
    if any("reference" not in made.fields and made.kind != "grants" for made in mapping.produce):
        report.error("no_reference")
        return []
    used = {columns.find(name) for name in mapping.columns()}
    for name in table.repeated:
        if columns.find(name) in used:
            report.error("repeated_columns", name=name)
    ignored = {columns.find(name) for name in mapping.ignore}
    if "*" not in mapping.ignore:
        left = [name for place, name in enumerate(table.headers)
                if place not in used | ignored and not re.fullmatch(r"column \d+", name)]  # fmt: skip
        if left:
            report.error("unmapped_columns", names=", ".join(left))
    for name in mapping.report:
        report.note("not_imported", column=name)
    fill = tuple(place for name in mapping.fill_down if (place := columns.find(name)) is not None)
    return [_step(produced, columns, fill, mapping) for produced in mapping.produce]


def _own_names(table: Table, kind: str, report: ImportReport) -> Produced | None:
    """The plain case: the columns have our names. Anything else is refused and listed."""
    model = KINDS[kind]
    details = "details" in model.model_fields
    names: dict[str, str] = {}
    unknown: list[str] = []
    for header in table.headers:
        key = heading_key(header)
        if details and header.lower().startswith(DETAILS) and len(header) > len(DETAILS):
            names[DETAILS + header[len(DETAILS) :].strip()] = header
        elif key in model.model_fields and key != "details" and key not in names:
            names[key] = header
        elif not _is_blank(table, header):
            unknown.append(header)
    if unknown:
        repeated = [name for name in unknown if heading_key(re.sub(r" \(\d+\)$", "", name)) in names]
        for name in repeated:
            report.error("repeated_columns", name=re.sub(r" \(\d+\)$", "", name))
        if others := [name for name in unknown if name not in repeated]:
            report.error("unknown_columns", kind=kind, names=", ".join(others))
        return None
    if "reference" not in names and kind != "grants":
        report.error("no_reference")
        return None
    plain = plain_mapping(kind, tuple(names))
    for name, header in names.items():
        plain.fields[name] = Origin.model_construct(
            column=header, constant=None, template=None, values=None, otherwise=None, part=None, numbers=None,
            dates=None, join=None,
        )  # fmt: skip
    return plain


def _is_blank(table: Table, header: str) -> bool:
    """Whether a column has neither name nor values."""
    place = table.headers.index(header)
    return re.fullmatch(r"column \d+", header) is not None and all(cells[place] == "" for _, cells in table.rows())


def _step(produced: Produced, columns: _Columns, fill: tuple[int, ...], mapping: Mapping | None) -> Step:
    model = KINDS[produced.kind]
    feeds = []
    for name, origin in produced.fields.items():
        label = origin.column or name
        feed = Feed(name, label, form_of(model, name), origin, _taker(origin, columns), origin.numbers, origin.dates)
        if mapping is not None and feed.form != "detail":
            feed.numbers = feed.numbers or mapping.numbers
            feed.dates = feed.dates or mapping.dates
        if origin.constant is not None:
            feed.numbers, feed.dates = "us", "ymd"
        feeds.append(feed)
    only = [(columns.find(name), set(values)) for name, values in produced.only.items()]
    filled = [columns.find(name) for name in produced.filled]

    def wanted(cells: list[Cell]) -> bool:
        return all(str(cells[place]) in values for place, values in only if place is not None) and all(
            cells[place] != "" for place in filled if place is not None
        )

    return Step(produced, model, feeds, wanted, fill)


def _taker(origin: Origin, columns: _Columns) -> Callable[[list[Cell]], Cell]:
    """A function from a row's cells to the field's cell."""
    if origin.constant is not None:
        constant = origin.constant
        return lambda cells: constant
    if origin.template is not None:
        return _template(origin.template, columns)
    place = columns.find(origin.column or "") or 0  # plan() has made sure that it is there
    if origin.part == "date":
        return lambda cells: _day_of(cells[place])
    return lambda cells: cells[place]


def _day_of(cell: Cell) -> Cell:
    """A moment without its time of day."""
    if isinstance(cell, str):
        return date_part(cell)
    return cell.date() if isinstance(cell, datetime) else cell


def _template(template: str, columns: _Columns) -> Callable[[list[Cell]], Cell]:
    """A text put together from several cells; empty when all of them are."""
    parts = [(columns.find(name), change) for name, change in PLACEHOLDER.findall(template)]
    frame = PLACEHOLDER.split(template)[::3]

    def take(cells: list[Cell]) -> Cell:
        texts = [_changed(as_text(cells[place]) if place is not None else "", change) for place, change in parts]
        if parts and not any(texts):
            return ""
        pieces = [frame[0]]
        for text, after in zip(texts, frame[1:], strict=True):
            pieces += [text, after]
        return one_line("".join(pieces)).strip(" ,;-/")

    return take


def as_text(cell: Cell) -> str:
    """A cell as it reads in a sentence."""
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _changed(text: str, change: str) -> str:
    if change in ("fold", "slug"):
        return fold(text).replace(" ", "-" if change == "slug" else " ")
    if change.startswith("pad"):
        return text.zfill(int(change[3:])) if text else text
    return {"upper": text.upper, "lower": text.lower, "title": text.title}.get(change, lambda: text)()
