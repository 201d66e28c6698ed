"""What an import found and did: problems with row, column and value, counts per kind, all of it as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, TextIO

from data.imports.messages import sentence
from integrations.language import _, gettext, ngettext

Level = Literal["error", "warning", "note"]
SHOWN = 50
KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to tell about the file. `row` is the row a spreadsheet shows, None for the file as a whole."""

    level: Level
    code: str
    row: int | None = None
    column: str = ""
    value: str = ""
    params: tuple[tuple[str, object], ...] = ()
    text: str = ""

    @property
    def message(self) -> str:
        """The sentence in the current language."""
        params = {"value": self.value, **dict(self.params)}
        return gettext(self.text) % params if self.text else sentence(self.code, params)


@dataclass(slots=True)
class Counts:
    """Records of one kind: new, changed, the same as before, left as they are on purpose (skipped), at fault (bad)."""

    new: int = 0
    changed: int = 0
    same: int = 0
    skipped: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class Sampled:
    """One record as it was read: its kind, its first row in the file, what the file states of it by field."""

    kind: str
    row: int
    given: dict[str, Any]


@dataclass(slots=True)
class ImportReport:
    """The outcome of one import. Nothing was written when `refused` or `dry_run` is true."""

    file_name: str
    source: str
    dry_run: bool = False
    rows: int = 0
    counts: dict[str, Counts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=lambda: {"error": 0, "warning": 0, "note": 0})
    import_id: int | None = None
    sample: list[Sampled] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether an error stopped the import."""
        return self.totals["error"] > 0

    def of(self, kind: str) -> Counts:
        """The counts of a kind, begun at zero."""
        return self.counts.setdefault(kind, Counts())

    def add(self, level: Level, code: str, row: int | None = None, column: str = "", value: object = "",
            text: str = "", **params: Any) -> None:  # fmt: skip
        """Take note of a problem; beyond a hundred thousand only their number is kept."""
        self.totals[level] += 1
        if len(self.problems) < KEPT:
            self.problems.append(Problem(level, code, row, column, str(value)[:500], tuple(params.items()), text))

    def error(self, code: str, row: int | None = None, column: str = "", value: object = "", **params: Any) -> None:
        """Something that stops the import."""
        self.add("error", code, row, column, value, **params)

    def warn(self, code: str, row: int | None = None, column: str = "", value: object = "", **params: Any) -> None:
        """Something to look at that stops nothing."""
        self.add("warning", code, row, column, value, **params)

    def note(self, code: str, row: int | None = None, column: str = "", value: object = "", **params: Any) -> None:
        """Something worth knowing."""
        self.add("note", code, row, column, value, **params)

    def text(self, shown: int = SHOWN) -> str:
        """The report for people, in the current language: outcome, counts, then the first problems, errors first."""
        lines = [self._outcome()]
        for kind, counts in self.counts.items():
            text = _("%(new)s new, %(changed)s changed, %(same)s unchanged, %(skipped)s left alone")
            lines.append(f"  {kind}: {text % asdict(counts)}")
        order = {"error": 0, "warning": 1, "note": 2}
        ordered = sorted(self.problems, key=lambda problem: order[problem.level])
        lines += [_line(problem) for problem in ordered[:shown]]
        more = sum(self.totals.values()) - min(shown, len(ordered))
        if more > 0:
            lines.append(ngettext("… and %(n)s more", "… and %(n)s more", more) % {"n": more})
        return "\n".join(lines)

    def _outcome(self) -> str:
        errors = self.totals["error"]
        if errors:
            text = ngettext("%(file)s: refused, %(n)s error; nothing was imported.",
                            "%(file)s: refused, %(n)s errors; nothing was imported.", errors)  # fmt: skip
            return text % {"file": self.file_name, "n": errors}
        if self.dry_run:
            return _("%(file)s: would be imported; this was a trial, nothing was written.") % {"file": self.file_name}
        return _("%(file)s: imported.") % {"file": self.file_name}

    def write(self, path: Path) -> None:
        """All problems as CSV (row, column, value, level, code, message), safe to open in a spreadsheet."""
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            write_problems(file, self.problems)


def write_problems(file: TextIO, problems: Iterable[Problem]) -> None:
    """Problems as CSV in the current language, no cell of which a spreadsheet takes for a formula."""
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(["row", "column", "value", "level", "code", "message"])
    for p in problems:
        cells = ["" if p.row is None else str(p.row), p.column, p.value, p.level, p.code, p.message]
        writer.writerow([_harmless(cell) for cell in cells])


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠") else cell


def _line(problem: Problem) -> str:
    words = {"error": _("error"), "warning": _("warning"), "note": _("note")}
    place = ""
    if problem.row is not None:
        place = _("row %(row)s") % {"row": problem.row} + ", "
    if problem.column:
        place += f"{problem.column}, "
    value = f" [{problem.value}]" if problem.value else ""
    return f"  {words[problem.level]}: {place.rstrip(', ')}{': ' if place else ''}{problem.message}{value}"
