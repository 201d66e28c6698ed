"""XLSX files, opened in a child process with limits on memory and time, after a look at what they would unpack to."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from integrations.language import N_
from integrations.lettering import tidy
from integrations.spreadsheets import Cell, Limits, Rows, Unreadable

_READER = Path(__file__).with_name("workbook_reader.py")


def is_workbook(path: Path) -> bool:
    """Whether the file is a ZIP archive, as every XLSX is."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


@dataclass(slots=True)
class WorkbookRows:
    """The rows of one sheet, already written down by the child process."""

    path: Path
    encoding: str = ""
    separator: str = ""
    notes: list[str] = field(default_factory=list)

    def rows(self) -> Rows:
        """Row number as the spreadsheet shows it, and its cells."""
        with self.path.open("r", encoding="utf-8") as file:
            for line in file:
                number, *cells = json.loads(line)
                yield number, [_cell(cell) for cell in cells]


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, dict):
        return date.fromisoformat(value["day"]) if "day" in value else datetime.fromisoformat(value["moment"])
    return "" if value is None else value


@contextmanager
def open_workbook(path: Path, sheet: str | None, limits: Limits) -> Iterator[WorkbookRows]:
    """Have the child process write the sheet's rows to a temporary file, which lives as long as the block."""
    _refuse_bombs(path, limits)
    with TemporaryDirectory(prefix="workbook-") as folder:
        target = Path(folder) / "rows.jsonl"
        outcome = _run_reader(path, target, sheet, limits)
        if "error" in outcome:
            raise _refusal(outcome)
        rows = WorkbookRows(target)
        if outcome["others"] and sheet is None:
            rows.notes.append("sheets")
        yield rows


def _refuse_bombs(path: Path, limits: Limits) -> None:
    """Refuse archives that would unpack to more than the limits, before unpacking anything."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _broken() from None
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise Unreadable("format", N_("This is neither CSV nor XLSX. Open it and save it as XLSX or CSV."))
    unpacked = sum(entry.file_size for entry in entries)
    ratio = max(
        (entry.file_size / max(entry.compress_size, 1) for entry in entries if entry.file_size > 1_000_000), default=0
    )
    if len(entries) > limits.entries or unpacked > limits.unpacked_bytes or ratio > limits.ratio:
        raise Unreadable("bomb", N_("This workbook unpacks to far more than its size; it is not opened."))


def _run_reader(path: Path, target: Path, sheet: str | None, limits: Limits) -> dict[str, Any]:
    command = [
        sys.executable,
        "-I",
        str(_READER),
        str(path),
        str(target),
        sheet or "",
        str(limits.memory_bytes),
        str(limits.seconds),
        str(limits.unpacked_bytes),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=limits.seconds * 2, check=False)
    except subprocess.TimeoutExpired:
        return {"error": "costly"}
    try:
        outcome: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"error": "costly"}  # killed by a limit before it could say so
    return outcome


def _refusal(outcome: dict[str, Any]) -> Unreadable:
    if outcome["error"] == "sheet":
        names = ", ".join(outcome["names"])
        return Unreadable("sheet", N_("The workbook has no such sheet; it has: %(names)s."), names=names)
    if outcome["error"] == "password":
        return Unreadable("password", N_("The workbook is locked with a password."))
    if outcome["error"] == "broken":
        return _broken()
    return Unreadable("costly", N_("Opening the workbook takes too much memory or time; save it as CSV."))


def _broken() -> Unreadable:
    return Unreadable("broken", N_("The workbook is damaged and cannot be opened."))
