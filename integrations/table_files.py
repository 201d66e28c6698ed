"""Tables as files to take away: CSV for programs and XLSX for people, row by row, in memory that does not grow."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import IO

import xlsxwriter

Value = str | int | Decimal | date | datetime | None
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A spreadsheet of a country with semicolons takes our rows apart at these, whatever stands in quotation marks: what
# follows would be computed as well.
_APART = re.compile(r"([;|\t\r\n])(?=[ ']*[=+\-@＝＋－＠])")
_MENDED = re.compile(r"([;|\t\r\n])'(?=[ ']*[=+\-@＝＋－＠])")
_KEPT_FROM_COMPUTING = re.compile(r"'[' ]*[=+\-@\t\r\n＝＋－＠]")
_LONGEST_CELL = 32_767  # what a cell of a workbook holds


def write_csv(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """UTF-8 with a mark, commas, ISO dates, plain decimals; a text that a spreadsheet would compute gets an apostrophe.

    So does what follows a line break, a tab, a semicolon or a bar inside of a text. `as_it_was` takes them off.
    The file stays open.
    """
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow([_text(heading) for heading in headings])
    writer.writerows([_plain(value) if type(value) in _UNLIKE_PYTHON else value for value in row] for row in rows)
    text.flush()
    text.detach()


def write_xlsx(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Value]], name: str) -> None:
    """A workbook of one sheet with typed dates and numbers; texts are texts, whatever they begin with."""
    book = xlsxwriter.Workbook(
        file,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    sheet = book.add_worksheet(_sheet_name(name))
    bold = book.add_format({"bold": True})
    formats = {
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "amount": book.add_format({"num_format": "0.00"}),
    }  # fmt: skip
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(headings) - 1), 16)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(place, column, value[:_LONGEST_CELL])
            elif isinstance(value, datetime):
                sheet.write_datetime(place, column, value.replace(tzinfo=None), formats["moment"])
            elif isinstance(value, date):
                sheet.write_datetime(place, column, value, formats["day"])
            elif isinstance(value, Decimal):
                sheet.write_number(place, column, float(value), formats["amount"])
            else:
                sheet.write_number(place, column, value)
    book.close()


# the others, days among them, are written by the csv module as we want them
_UNLIKE_PYTHON = frozenset({str, datetime, Decimal})


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, datetime) else value


def as_it_was(text: str) -> str:
    """A text of a CSV of ours without the apostrophes that kept it from being computed."""
    bare = text[1:] if _KEPT_FROM_COMPUTING.match(text) else text
    return _MENDED.sub(r"\1", bare)


def _text(value: str) -> str:
    if ";" in value or "\n" in value or "|" in value or "\t" in value or "\r" in value:  # few have one
        value = _APART.sub(r"\1'", value)
    if value.startswith(_FORMULA):
        return f"'{value}"
    # with blanks or apostrophes of its own before the sign it gets one as well: taking one off gives every text back
    if value[:1] in (" ", "'") and value.lstrip(" '").startswith(_FORMULA):
        return f"'{value}"
    return value


def _sheet_name(name: str) -> str:
    """At most 31 signs, none of those a sheet's name may not have."""
    return "".join(sign for sign in name if sign not in "[]:*?/\\'")[:31] or "1"
