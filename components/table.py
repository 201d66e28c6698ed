"""The table of all lists: a plain HTML table on a desktop, the same rows as cards on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, Literal, TypeVar

from components.html import (
    A,
    Caption,
    Col,
    Colgroup,
    Div,
    Node,
    Table,
    Tbody,
    Td,
    Th,
    Thead,
    Tr,
    Tree,
    icon,
    sr,
)
from components.kept import kept
from components.shapes import Filled, Shape, fixed
from integrations.language import _

R = TypeVar("R")
# where a cell stands on a phone's card; "" leaves it out there, and the column where a window is narrow
Part = Literal["title", "value", "text", "badge", "meta", "action", ""]
ROOM, WIDTH = 130, 8  # shares that fit side by side; what one share then measures, in pixels


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: its heading (an English text, translated when shown), what a record shows in it, its share of the
    width, and its part of a phone's card. The first column names the row. `sort` is the table's key of this column;
    `href` leads to the rows in its order, `sorted` says how they are in order now. What stands in a `steady` column
    keeps its width, others give way."""

    key: str
    heading: str
    cell: Callable[[R], Node]
    part: Part = "meta"
    share: int = 10
    figures: bool = False
    hidden_heading: bool = False
    steady: bool = False
    sort: str = ""
    latest_first: bool = False  # what a first press on the heading asks for
    extra: bool = False  # only for those who choose it
    wanted: bool = False  # somebody chose it
    off: bool = False  # somebody left it out: only cards show it
    href: str | None = None
    sorted: Literal["ascending", "descending"] | None = None


def data_table(caption: str, columns: Sequence[Column[Any]], records: Iterable[Any], className: str = "") -> Tree:  # noqa: N803
    """The table; `caption` says to screen readers what it holds."""
    shown = [column for column in columns if not column.off]
    whole, own = sum(column.share for column in shown), any(column.wanted for column in shown)
    widths = [
        Col(style=None if column.off else {"width": f"{100 * column.share / whole:.2f}%"}, className=_width(column))
        for column in columns
    ]
    heads = Tr(*[_heading(column) for column in columns], role="row")
    found = list(records)
    cells = [_cells(column, found, first=index == 0) for index, column in enumerate(columns)]
    row = _row(len(cells))
    rows = [Filled(row, inside) for inside in zip(*cells, strict=True)]
    table = Table(
        Caption(caption, className="sr"), kept(Colgroup(*widths)), kept(Thead(heads, role="rowgroup")),
        Tbody(*rows, role="rowgroup"), className=f"table records {className}".strip(), role="table",
        style={"--wide": f"{whole * WIDTH}px"} if own and whole > ROOM else None,
    )  # fmt: skip
    return Div(table, className="table-box broad" if own else "table-box")


def _width(column: Column[Any]) -> str | None:
    """The class that takes a column away where there is no room for it, or where it is not wanted."""
    if column.off:
        return "col-off"
    return None if column.part or column.wanted else "col-wide"


def _heading(column: Column[Any]) -> Tree:
    words: list[Node] = [_(column.heading)]
    if column.sorted:
        words.append(icon("arrow-down" if column.sorted == "descending" else "arrow-up", "sorted"))
    classes = [name for name in ("num" if column.figures else None, _width(column)) if name]
    if column.href:
        words = [A(*words, href=column.href, id=f"sort-{column.sort}", className="sort-link")]
    return Th(
        *([sr(*words)] if column.hidden_heading else words), scope="col", role="columnheader", aria_sort=column.sorted,
        className=" ".join(classes) or None,
    )  # fmt: skip


def _cells(column: Column[R], records: Sequence[R], *, first: bool) -> list[Node]:
    """The cells of a column, from above; what is the same in all of them is made once."""
    marks = (("num", column.figures), ("steady", column.steady), ("col-off", column.off))
    part = column.part or ("more" if column.wanted else "wide")
    classes = " ".join([f"cell-{part}", *(name for name, on in marks if on)])
    label = _(column.heading) if column.part == "meta" else ""
    filled = _cell(first, classes, label)
    empty = _empty_cell(first, f"{classes} is-empty" + (" blank" if column.hidden_heading else ""), _("none"))
    return [empty if shown is None or shown == "" else filled(shown) for shown in map(column.cell, records)]


@lru_cache(maxsize=64)
def _row(cells: int) -> Shape:
    return Shape(lambda *inside: Tr(*inside, role="row"), cells)


@lru_cache(maxsize=2048)
def _cell(first: bool, classes: str, label: str) -> Shape:
    said = {"data_label": label} if label else {}
    if first:
        return Shape(lambda shown: Th(shown, scope="row", role="rowheader", className=classes, **said))
    return Shape(lambda shown: Td(shown, role="cell", className=classes, **said))


@lru_cache(maxsize=2048)
def _empty_cell(first: bool, classes: str, words: str) -> Filled:
    if first:
        return fixed(Th(sr(words), scope="row", role="rowheader", className=classes))
    return fixed(Td(sr(words), role="cell", className=classes))
