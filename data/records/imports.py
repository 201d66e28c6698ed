"""Imports: one in the history, one with everything its page tells, and one in the worker's hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

UNDO_FOR = timedelta(hours=24)
FORGOTTEN_AFTER = timedelta(days=7)  # an uploaded table that was never imported
SILENT_AFTER = timedelta(minutes=2)
FOLDER = "imports"  # of the file store
LARGEST_BYTES = 100_000_000

# why one failed
NO_ACCESS, NO_FILE, BROKEN = "no_access", "no_file", "broken"
MOVING = ("reading", "checking", "running", "undoing")
OPEN = ("new", "checked", "refused", "failed")  # its mapping may still be changed


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Records of one kind in an import: new, changed, the same, left alone (skipped), at fault (bad)."""

    kind: str
    new: int = 0
    changed: int = 0
    same: int = 0
    skipped: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import in the history. `by` is None for the command line; `undo_until` is set while it can be undone.

    States: reading, new (its columns are to be looked at), checking, checked, refused, running, done, undoing, undone,
    failed.
    """

    id: int
    public_id: str
    at: datetime
    by: str | None
    source: str
    file_name: str
    kind: str | None
    state: str
    counts: tuple[ImportCounts, ...]
    errors: int
    warnings: int
    rows: int | None
    undo_until: datetime | None


@dataclass(frozen=True, slots=True)
class Imports:
    """A page of the history, newest first; `following` is where the next page goes on."""

    found: tuple[ImportLine, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class ToldProblem:
    """Something an import found, by the code and parameters of its sentence."""

    level: str
    code: str
    row: int | None
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Why an import cannot be undone: a row was changed or is gone, or another (`by`) uses it."""

    noun: str
    label: str
    why: str
    by_noun: str | None
    by_label: str | None


@dataclass(frozen=True, slots=True)
class SampledRecord:
    """One of the first records as it was read: its fields and values as text."""

    kind: str
    row: int
    given: dict[str, str]


@dataclass(frozen=True, slots=True)
class ImportDetail:
    """Everything the page of an import tells. `silent`: the worker has said nothing for a while.

    `look` and `mapping` are data.imports.look.Look and data.imports.mapping.Mapping, None until the table was read.
    `kept` says whether the uploaded table is still there.
    """

    line: ImportLine
    size: int | None
    kept: bool
    look: Any
    mapping: Any
    sample: tuple[SampledRecord, ...]
    problems: tuple[ToldProblem, ...]
    problem_count: int
    in_the_way: tuple[InTheWay, ...]
    error: str | None
    row_count: int | None
    progress: int
    silent: bool
    undone_at: datetime | None
    undone_by: str | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Carried:
    """An import in the worker's hands."""

    id: int
    public_id: str
    person_id: int
    language: str
    state: str
    file_name: str
    kind: str | None
    source: str
    storage_key: str | None
    mapping: Any
    row_count: int | None
