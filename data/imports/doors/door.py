"""What a door is: how one kind of record is stored, and who says what about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from data.imports.context import Context
from data.imports.entry import Entry
from data.imports.schemas import KINDS
from data.imports.schemas.base import parents
from data.viewer import Area

Rule = Callable[[Entry, Context], None]
INTERNAL = frozenset({"internal_note", "cost", "access_note", "sha256", "storage_key"})
_RENAMED = {"bank_reference": "reference"}


@dataclass(frozen=True, slots=True)
class Lines:
    """Where a record's lines are kept: table, the column that names the record, field of the file → column."""

    table: str
    parent: str
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class Door:
    """How one kind is stored.

    `columns` are written, and no others; `defaults` stand in for missing or empty values of columns that cannot be
    null; `searched` make up the search text; `draft` says whether a record in state draft stays unpublished; `rules`
    see the entry with its merged `values`, complete what follows from others, and complain.
    """

    kind: str
    table: str
    columns: tuple[str, ...]
    searched: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    defaults: dict[str, Any] = field(default_factory=dict)
    area: Area | None = None
    noun: str | None = None
    draft: bool = False
    lines: Lines | None = None
    before: Callable[[list[Entry], Context], None] | None = None
    chunk: int = 2000

    @property
    def published(self) -> bool:
        """Whether clients see such records at all."""
        return self.area is not None

    def column(self, name: str) -> str:
        """The column a field is stored in."""
        return _column(self.kind, self.noun is not None, name)


@cache
def _column(kind: str, has_kinds: bool, name: str) -> str:
    if name in parents(KINDS[kind]) or name == "group" or (name == "kind" and has_kinds):
        return f"{name}_id"
    return _RENAMED.get(name, name)
