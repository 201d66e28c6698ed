"""The table of all lists: a plain HTML table on a desktop, the same rows as cards on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from components.html import A, Caption, Col, Colgroup, Div, Node, Span, Table, Tbody, Td, Th, Thead, Tr, Tree, icon, sr
from integrations.language import _

R = TypeVar("R")
# where a cell stands on a phone's card; "" leaves it out there, and the column where a window is narrow
Part = Literal["title", "value", "text", "badge", "meta", "action", ""]


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
    href: str | None = None
    sorted: Literal["ascending", "descending"] | None = None


def data_table(caption: str, columns: Sequence[Column[Any]], records: Iterable[Any], className: str = "") -> Tree:  # noqa: N803
    """The table; `caption` says to screen readers what it holds."""
    whole = sum(column.share for column in columns)
    widths = [
        Col(style={"width": f"{100 * column.share / whole:.2f}%"}, className=None if column.part else "col-wide")
        for column in columns
    ]
    heads = Tr(*[_heading(column) for column in columns], role="row")
    cells = [_cell_of(column, first=index == 0) for index, column in enumerate(columns)]
    rows = [Tr(*[cell(record) for cell in cells], role="row") for record in records]
    table = Table(
        Caption(caption, className="sr"), Colgroup(*widths), Thead(heads, role="rowgroup"),
        Tbody(*rows, role="rowgroup"), className=f"table records {className}".strip(), role="table",
    )  # fmt: skip
    return Div(table, className="table-box")


def _heading(column: Column[Any]) -> Tree:
    words: list[Node] = [_(column.heading)]
    if column.sorted:
        words.append(icon("arrow-down" if column.sorted == "descending" else "arrow-up", "sorted"))
    classes = [name for name, on in (("num", column.figures), ("col-wide", not column.part)) if on]
    if column.href:
        words = [A(*words, href=column.href, id=f"sort-{column.sort}", className="sort-link")]
    return Th(
        *([sr(*words)] if column.hidden_heading else words), scope="col", role="columnheader", aria_sort=column.sorted,
        className=" ".join(classes) or None,
    )  # fmt: skip


def _cell_of(column: Column[R], *, first: bool) -> Callable[[R], Tree]:
    """How a column writes its cells; what is the same in all of them is made once."""
    marks = (("num", column.figures), ("steady", column.steady))
    classes = " ".join([f"cell-{column.part or 'wide'}", *(name for name, on in marks if on)])
    label = Span(_(column.heading), className="cell-label", aria_hidden="true") if column.part == "meta" else None
    nothing = (None if column.hidden_heading else Span("–", aria_hidden="true"), sr(_("none")))

    def cell(record: R) -> Tree:
        shown = column.cell(record)
        empty = shown is None or shown == ""
        inside = nothing if empty else (label, shown)
        named = f"{classes} is-empty" if empty else classes
        if first:
            return Th(*inside, scope="row", role="rowheader", className=named)
        return Td(*inside, role="cell", className=named)

    return cell
