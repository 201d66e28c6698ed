"""CSV and its relatives: the separator is found by trying, quoted line breaks and separators are respected."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from integrations.language import N_
from integrations.lettering import recognise_encoding, tidy
from integrations.spreadsheets import Limits, Rows, Unreadable

_SEPARATORS = ";\t,|"
_TRIED_ROWS = 60


@dataclass(slots=True)
class DelimitedText:
    """A text file with separated cells."""

    path: Path
    encoding: str
    separator: str
    limits: Limits
    notes: list[str] = field(default_factory=list)

    @classmethod
    def recognised(cls, path: Path, encoding: str | None, separator: str | None, limits: Limits) -> DelimitedText:
        """Recognise what is not given. Raises Unreadable for files that hold no text."""
        _refuse_other_formats(path)
        encoding = encoding or recognise_encoding(path)
        text = cls(path, encoding, separator or ",", limits)
        try:
            codecs.lookup(encoding)
            text.separator = separator or text._best_separator()
        except (UnicodeError, LookupError):
            raise _wrong_encoding(encoding) from None
        return text

    def rows(self) -> Rows:
        """Record number, counting from 1 as a spreadsheet does, and its cells."""
        csv.field_size_limit(1_000_000)
        with self.path.open("r", encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.separator)
            number = 0
            try:
                for number, cells in enumerate(reader, start=1):
                    if cells and max(map(len, cells)) > self.limits.cell_letters:
                        raise _too_long(number, self.limits.cell_letters)
                    yield number, [tidy(cell) for cell in cells]
            except csv.Error:
                raise _too_long(number + 1, self.limits.cell_letters) from None
            except UnicodeError:
                raise _wrong_encoding(self.encoding) from None

    def _best_separator(self) -> str:
        """The separator that splits the first rows most evenly into most cells."""
        with self.path.open("r", encoding=self.encoding, newline="") as file:
            sample = file.read(200_000)
        best, best_score = ",", 0.0
        for separator in _SEPARATORS:
            try:
                widths = [len(row) for row in islice(csv.reader(io.StringIO(sample), delimiter=separator), _TRIED_ROWS)]
            except csv.Error:
                continue
            width, rows = Counter(width for width in widths if width).most_common(1)[0] if any(widths) else (1, 0)
            score = (rows / len(widths)) * min(width, 8) if width > 1 else 0.0
            if score > best_score:
                best, best_score = separator, score
        return best


def _refuse_other_formats(path: Path) -> None:
    """Say politely what to do with files that are no text."""
    with path.open("rb") as file:
        head = file.read(4096)
    known = head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf"))
    if known or b"<html" in head[:512].lower():
        raise Unreadable("format", N_("This is neither CSV nor XLSX. Open it and save it as XLSX or CSV."))
    if head[:2] not in (b"\xff\xfe", b"\xfe\xff") and head.count(b"\0") > len(head) // 2 + 8:
        raise Unreadable("format", N_("This is neither CSV nor XLSX. Open it and save it as XLSX or CSV."))


def _too_long(number: int, limit: int) -> Unreadable:
    return Unreadable(
        "cell_too_long",
        N_("A cell in row %(row)s is longer than %(limit)s characters; perhaps a quotation mark is never closed."),
        row=number,
        limit=limit,
    )


def _wrong_encoding(encoding: str) -> Unreadable:
    return Unreadable("encoding", N_("The file cannot be read as %(encoding)s text."), encoding=encoding)
