"""The forms of records as their schemas state them: which fields, of which type, and what was typed into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import StringConstraints

from data.imports.conversion import Fault, Form, allowed_values, form_of
from data.imports.doors import DOORS
from data.imports.schemas import KINDS
from data.imports.schemas.base import Row, extra
from data.records.changes import RecordChange

# What has a form. Rights have pages of their own, papers and files are handed over with their file.
FORMS = tuple(kind for kind in KINDS if kind not in ("grants", "documents", "files"))
MOST_LINES = 500
BLANK_LINES = 3
_SHORT = 300  # characters that fit into one line
FACTS = "details"


@dataclass(frozen=True, slots=True)
class Locked:
    """Records in these states are corrected by another record; of themselves only these fields change."""

    states: tuple[str, ...]
    open: tuple[str, ...]


# An invoice that was issued is in the client's books: a credit note corrects it.
LOCKED: dict[str, Locked] = {
    "invoices": Locked(("issued", "cancelled"), ("due_on", "po_number", "internal_note")),
}


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form. `form` tells how its text is read; `parent` is the kind of the record it names.

    `listed`: its choices are rows of the database (kinds, client groups) rather than words of the schema.
    """

    name: str
    form: Form
    needed: bool
    long: bool
    unit: str
    parent: str
    line: bool
    choices: tuple[str, ...]
    meaning: str
    default: str
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form: the texts of its fields, of its lines row by row, and of further facts (name, value)."""

    values: Mapping[str, str]
    lines: tuple[Mapping[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen: what is sent, what it is called, and a few words more."""

    value: str
    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class EditedRecord:
    """A record with all its form needs. `public_id` is empty for a new one; `version` is what was seen of it.

    `options` are the choices by field; `more` the fields with more records to choose from than those.
    """

    kind: str
    public_id: str
    name: str
    client: str
    client_name: str
    zone: str
    typed: Typed
    version: str = ""
    state: str = ""
    published: bool = False
    withdrawn: bool = False
    source: str = ""
    options: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    more: frozenset[str] = frozenset()
    history: tuple[RecordChange, ...] = ()

    @property
    def is_new(self) -> bool:
        return not self.public_id

    @property
    def locked(self) -> bool:
        """Whether only a few of its fields may change."""
        rule = LOCKED.get(self.kind)
        return rule is not None and self.published and self.state in rule.states


# field key (`name`, or `line-<row>-<name>`) -> what is wrong with it; "" is the record as a whole
Faults = Mapping[str, Fault]


@cache
def fields_of(kind: str) -> tuple[FormField, ...]:
    """The fields of a kind's form in the schema's order. Without the reference, which nobody types, and the client,
    which is chosen before."""
    model = KINDS[kind]
    names = [name for name in model.model_fields if name not in ("reference", "client", FACTS)]
    return tuple(_field(kind, model, name) for name in names)


def _field(kind: str, model: type[Row], name: str) -> FormField:
    info, form = model.model_fields[name], form_of(model, name)
    longest = _longest(info.annotation)
    listed = (name == "kind" and DOORS[kind].noun is not None) or name == "group"
    return FormField(
        name=name, form=form, needed=bool(extra(model, name, "needed")), long=form == "text" and longest > _SHORT,
        unit=str(extra(model, name, "unit") or ""), parent=str(extra(model, name, "parent") or ""),
        line=bool(extra(model, name, "line")), choices=allowed_values(model, name) if form == "choice" else (),
        meaning=info.description or "", default=str(extra(model, name, "default_text") or ""), listed=listed,
    )  # fmt: skip


def _longest(annotation: Any) -> int:
    """The longest text a type takes, told by the constraints inside it."""
    found = 0
    for part in (*getattr(annotation, "__args__", ()), *getattr(annotation, "__metadata__", ())):
        if isinstance(part, StringConstraints):
            found = max(found, part.max_length or 0)
        found = max(found, _longest(part))
    return found


@cache
def has_facts(kind: str) -> bool:
    """Whether such records take further facts under names of one's own."""
    return FACTS in KINDS[kind].model_fields


@cache
def has_drafts(kind: str) -> bool:
    """Whether such a record can be kept without clients seeing it. Money that was received counts at once."""
    door = DOORS[kind]
    return door.published and not (door.lines is not None and door.lines.table == "allocations")


@cache
def ends_with(kind: str) -> str:
    """The field that cancels such a record: its state, a day, or none."""
    found = {one.name: one for one in fields_of(kind)}
    if "cancelled_on" in found:
        return "cancelled_on"
    return "state" if "state" in found and "cancelled" in found["state"].choices else ""


def open_fields(kind: str, locked: bool) -> tuple[FormField, ...]:
    """The fields that a form of this kind may send."""
    fields = fields_of(kind)
    if not locked:
        return fields
    return tuple(one for one in fields if one.name in LOCKED[kind].open)
