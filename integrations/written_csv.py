"""CSV that spreadsheets open as it is meant: BOM, ISO dates, plain decimals, and no text taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

Value = str | int | Decimal | date | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_file(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """The whole file in UTF-8. Texts that a spreadsheet would run get an apostrophe in front; figures stay figures."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_cell(heading) for heading in headings])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) or value.startswith(_FORMULA) else value
