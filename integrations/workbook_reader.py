"""The child process that opens a workbook: writes a sheet's rows as JSON lines and says on standard output how it went.

Run as a script with: workbook, target file, sheet name or "", bytes of memory, seconds, bytes the sheet may unpack to.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

_FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?f[\s/>]')
_SHEET = re.compile(r'<(?:\w+:)?sheet\s[^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_CHUNK = 1 << 20
_TAIL = 4096


def main() -> dict[str, Any]:
    """Read, write, and return what to tell the parent."""
    path, target, wanted, memory, seconds, unpacked = sys.argv[1:7]
    _limit(int(memory), int(seconds), int(unpacked) * 4)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        if not sheets or (wanted and wanted not in sheets):
            return {"error": "sheet", "names": sheets}
        name = wanted or sheets[0]
        formulas = _formulas(path, name, int(unpacked))
        sheet = book.get_sheet_by_name(name)
        with open(target, "w", encoding="utf-8") as file:
            for number, cells in _rows(sheet, formulas):
                file.write(json.dumps([number, *cells], ensure_ascii=False) + "\n")
    except PasswordError:
        return {"error": "password"}
    except MemoryError:
        return {"error": "costly"}
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, KeyError):
        return {"error": "broken"}
    return {"others": [other for other in sheets if other != name]}


def _limit(memory: int, seconds: int, written: int) -> None:
    """Bound what a hostile workbook can cost; systems without such limits rely on the parent's time limit."""
    try:
        import resource
    except ImportError:
        return
    for kind, amount in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (amount, amount))


def _rows(sheet: Any, formulas: set[tuple[int, int]]) -> Iterator[tuple[int, list[Any]]]:
    """Row numbers from 1 and JSON values; a cell with a formula becomes the text `=`."""
    if sheet.start is None:
        return
    first_row, first_column = sheet.start
    with_formula = {row for row, _ in formulas}
    for number, cells in enumerate(sheet.to_python(skip_empty_area=True), start=first_row + 1):
        values = [None] * first_column + [_json(cell) for cell in cells]
        if number in with_formula:
            values = ["=" if (number, column) in formulas else value for column, value in enumerate(values, start=1)]
        while values and values[-1] is None:
            values.pop()
        yield number, values


def _json(cell: Any) -> Any:
    if cell == "":
        return None
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell if isinstance(cell, (str, int, float, bool)) else str(cell)


def _formulas(path: str, sheet: str, unpacked: int) -> set[tuple[int, int]]:
    """Row and column, from 1, of the cells that hold a formula; such a file's figures depend on who opened it last."""
    found: set[tuple[int, int]] = set()
    with zipfile.ZipFile(path) as archive, archive.open(_part(archive, sheet)) as file:
        tail, read = b"", 0
        while chunk := file.read(_CHUNK):
            read += len(chunk)
            if read > unpacked:
                raise MemoryError
            text = tail + chunk
            for letters, row in _FORMULA.findall(text):
                found.add((int(row), _column(letters)))
            tail = text[-_TAIL:]
    return found


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The archive member that holds a sheet."""
    from html import unescape

    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    ids = {unescape(name): link for name, link in _SHEET.findall(book)}
    for relation in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", links):
        fields = dict(re.findall(r'(\w+)="([^"]*)"', relation))
        if fields.get("Id") == ids.get(sheet):
            target = fields["Target"]
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
