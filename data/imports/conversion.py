"""From cells to values: how each column is read, and what is wrong with a cell that cannot be."""

from __future__ import annotations

import re
import types
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from data.imports.schemas.base import DETAILS, Row
from integrations.spreadsheets import Cell
from integrations.table_files import as_it_was
from integrations.written_dates import Order, excel_day, month_start, read_date, read_moment
from integrations.written_numbers import Style, read_number

Form = Literal["text", "number", "whole", "date", "moment", "month", "choice", "areas", "detail"]
_ZERO_KEEPER = re.compile(r'="([^"=]*)"')
_ZERO_LOSERS = frozenset({"reference", "number", "code", "serial", "tax_id", "postcode", "phone", "technician_phone"})


class Fault(Exception):
    """A cell that cannot be taken: code and parameters of its message."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@cache
def form_of(model: type[Row], name: str) -> Form:
    """How a column's text is to be read."""
    if name.startswith(DETAILS):
        return "detail"
    inner = _bare(model.model_fields[name].annotation)
    if inner is Decimal:
        return "number"
    if inner is int:
        return "whole"
    if inner is datetime:
        return "moment"
    if inner is date:
        return "month" if name.endswith("_month") else "date"
    if get_origin(inner) is Literal:
        return "choice"
    return "areas" if get_origin(inner) is list else "text"


def _bare(annotation: Any) -> Any:
    """The type inside `Annotated[X, …] | None`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            annotation = next(arg for arg in get_args(annotation) if arg is not type(None))
        else:
            return annotation


@cache
def number_fits(model: type[Row], name: str) -> Callable[[Decimal], bool]:
    """Whether a number may stand in a column at all; settles most doubts about thousands and decimals."""
    adapter: TypeAdapter[Any] = TypeAdapter(Any if (found := model.model_fields[name].annotation) is None else found)

    def fits(value: Decimal) -> bool:
        try:
            adapter.validate_python(value)
        except ValidationError:
            return False
        return True

    return fits


@cache
def allowed_values(model: type[Row], name: str) -> tuple[str, ...]:
    """The words a choice column takes."""
    return tuple(str(word) for word in get_args(_bare(model.model_fields[name].annotation)))


def loses_zeros(name: str, parent: bool) -> bool:
    """Whether a number in this column of a workbook may once have had leading zeros."""
    return parent or name in _ZERO_LOSERS


def convert(cell: Cell, form: Form, numbers: Style | None = None, dates: Order | None = None) -> Any:
    """One cell as the value its column wants, None for an empty one. Raises Fault."""
    if isinstance(cell, str):
        if not cell:
            return None
        if cell.startswith("="):
            kept = _ZERO_KEEPER.fullmatch(cell)
            if not kept:
                raise Fault("formula")
            cell = kept[1]
        elif "'" in cell and form in ("text", "detail"):
            cell = as_it_was(cell)  # exports write apostrophes into texts that a spreadsheet would compute
    return _CONVERSIONS[form](cell, numbers, dates)


def _text(cell: Cell, _numbers: Style | None, _dates: Order | None) -> str:
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != time(0) else cell.date().isoformat()
    return str(cell)


def _number(cell: Cell, numbers: Style | None, _dates: Order | None) -> Decimal:
    if isinstance(cell, bool | date):
        raise Fault("number")
    if isinstance(cell, int | float):
        return Decimal(f"{cell:.15g}")  # a workbook's 0.30000000000000004 was typed as 0.3
    try:
        return read_number(cell, numbers or "us")
    except ValueError:
        raise Fault("number") from None


def _whole(cell: Cell, numbers: Style | None, dates: Order | None) -> int:
    value = _number(cell, numbers, dates)
    if value != value.to_integral_value():
        raise Fault("whole")
    return int(value)


def _date(cell: Cell, _numbers: Style | None, dates: Order | None) -> date:
    try:
        if isinstance(cell, datetime):
            if cell.time() != time(0):
                raise Fault("date_with_time")
            return cell.date()
        if isinstance(cell, date):
            return cell
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return excel_day(cell)
        return read_date(str(cell), dates or "ymd")
    except ValueError:
        pass
    try:
        read_moment(str(cell), dates or "ymd")
    except ValueError:
        raise Fault("date") from None
    raise Fault("date_with_time")


def _moment(cell: Cell, _numbers: Style | None, dates: Order | None) -> datetime:
    try:
        if isinstance(cell, datetime):
            return cell
        if isinstance(cell, date):
            return datetime.combine(cell, time(0))
        return read_moment(str(cell), dates or "ymd")
    except ValueError:
        raise Fault("moment") from None


def _month(cell: Cell, _numbers: Style | None, dates: Order | None) -> Any:
    try:
        return month_start(cell if isinstance(cell, date) else str(cell))
    except ValueError:
        pass
    try:
        return read_date(str(cell), dates or "ymd").replace(day=1)
    except ValueError:
        raise Fault("month") from None


def _choice(cell: Cell, _numbers: Style | None, _dates: Order | None) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(cell).strip().lower().replace(" ", "_").replace("-", "_")


def _detail(cell: Cell, numbers: Style | None, dates: Order | None) -> Any:
    if numbers is None:
        return _text(cell, numbers, dates)
    value = _number(cell, numbers, dates)
    return int(value) if value == value.to_integral_value() else round(float(value), 6)


_CONVERSIONS: dict[Form, Callable[[Any, Style | None, Order | None], Any]] = {
    "text": _text,
    "number": _number,
    "whole": _whole,
    "date": _date,
    "moment": _moment,
    "month": _month,
    "choice": _choice,
    "areas": _text,
    "detail": _detail,
}
