"""What a running import carries from row to row: the report, the lookups, what was refused before, where files go."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.imports.entries import Reader
from data.imports.entry import Entry
from data.imports.lookups import Lookups, Parent
from data.imports.report import ImportReport
from integrations.files import CleanFile
from integrations.storage import StagedFile, Storage, StorageUnavailable, key_of


@dataclass(slots=True)
class Context:
    """One import. `refused` holds, per kind, the references that had errors: their children are not blamed again.

    For a record that passes by itself, out of a form: `verb` is what its event says, and a `draft` that no client
    has seen yet stays unseen.
    """

    report: ImportReport
    lookups: Lookups
    source: str
    folder: Path
    storage: Storage | None
    dry_run: bool
    person_id: int | None
    import_id: int | None
    reader: Reader
    refused: dict[str, set[str]] = field(default_factory=dict)
    own_references: frozenset[str] = frozenset()
    staged: list[StagedFile] = field(default_factory=list)
    verb: str | None = None
    draft: bool = False

    def fail(self, entry: Entry, name: str, code: str, row: int | None = None, /, **params: Any) -> None:
        """An error at a field of an entry."""
        entry.bad = True
        self.report.error(code, row or entry.row, self.reader.label(name), _shown(entry, name), **params)

    def warn(self, entry: Entry, name: str, code: str, /, **params: Any) -> None:
        """A warning at a field of an entry."""
        self.report.warn(code, entry.row, self.reader.label(name), _shown(entry, name), **params)

    def parent(self, entry: Entry, name: str, kind: str, reference: str, row: int | None = None) -> Parent | None:
        """The parent a field refers to; an error when there is none, unless it had errors itself."""
        found = self.lookups.parent(kind, reference)
        if found is None:
            entry.bad = True
            if reference not in self.refused.get(kind, ()):
                self.report.error("unknown_parent", row or entry.row, self.reader.label(name), reference, kind=kind)
        return found

    def keep(self, clean: CleanFile) -> str:
        """Put a file aside in the store, and say under which key it will be kept."""
        if self.storage is None or self.dry_run:
            return key_of(clean.sha256)
        staged = self.storage.stage(clean.content)
        self.staged.append(staged)
        return staged.key

    def publish_files(self) -> None:
        """Give the staged files their final keys, before their rows are committed: a row never lacks its file."""
        while self.staged and self.storage is not None:
            self.storage.publish(self.staged[-1])
            self.staged.pop()

    def discard_files(self) -> None:
        """Forget staged files that were not published."""
        while self.staged and self.storage is not None:
            with suppress(StorageUnavailable):
                self.storage.discard(self.staged[-1])
            self.staged.pop()


def _shown(entry: Entry, name: str) -> object:
    value = entry.given.get(name)
    if value is None and name == "reference":
        value = entry.reference
    return "" if value is None else value
