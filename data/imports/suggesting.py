"""From a table's headings to a mapping worth looking at: which kind it is, which column feeds which field."""

from __future__ import annotations

from pathlib import PurePath

from data.imports.conversion import allowed_values, form_of
from data.imports.headings import common_words, kind_names, own_words, value_meant
from data.imports.look import Column, Look
from data.imports.mapping import Mapping, Origin, Produced
from data.imports.schemas import KINDS
from data.imports.schemas.base import needed
from integrations.spreadsheets import heading_key

# kinds whose records come with files beside the table
WITH_FILES = ("documents", "files")
ON_PAGE = tuple(kind for kind in KINDS if kind not in WITH_FILES)
_OWN_NAME, _OWN_WORD, _COMMON_WORD, _FILE_NAME = 4, 3, 1, 4


def recognise_kind(look: Look, file_name: str) -> str:
    """The kind whose fields the headings name best; where nothing is known at all, clients."""
    named = set(heading_key(PurePath(file_name).stem).split("_"))
    scores = {kind: _score(kind, look) + _FILE_NAME * bool(named & kind_names(kind)) for kind in KINDS}
    best = max(scores.values())
    return next(kind for kind in KINDS if scores[kind] == best)


def _score(kind: str, look: Look) -> float:
    """Every heading counts once; what a kind needs counts double, so that an invoice is not taken for a client."""
    score = 0.0
    must = needed(KINDS[kind])
    for name, (_, weight) in _found(kind, look).items():
        score += weight * (2 if name in must else 1)
    missing = [name for name in must if name not in _found(kind, look)]
    return score - len(missing)


def _found(kind: str, look: Look) -> dict[str, tuple[Column, int]]:
    """Field → the column that seems to feed it, and how sure that is; a column feeds one field, its best."""
    keys: dict[str, Column] = {}
    for column in look.columns:
        if "%" not in column.name:  # a rate is no amount
            keys.setdefault(heading_key(column.name), column)
    claims: list[tuple[int, int, str, Column]] = []
    for place, name in enumerate(KINDS[kind].model_fields):
        if name == "details":
            continue
        words = [(_OWN_NAME, (name,)), (_OWN_WORD, own_words(kind).get(name, ())),
                 (_COMMON_WORD, common_words().get(name, ()))]  # fmt: skip
        for weight, known in words:
            if word := next((word for word in known if word in keys), None):
                claims.append((-weight, place, name, keys[word]))
    found: dict[str, tuple[Column, int]] = {}
    taken: set[str] = set()
    for weight, _, name, column in sorted(claims, key=lambda claim: claim[:2]):
        if name not in found and column.name not in taken:
            found[name] = (column, -weight)
            taken.add(column.name)
    return found


def suggest(look: Look, kind: str, source: str | None = None) -> Mapping:
    """A mapping for this table, as far as its headings say; the rest is left out until somebody chooses."""
    fields = {name: origin_of(kind, name, column) for name, (column, _) in _found(kind, look).items()}
    if "reference" not in fields and "number" in fields:
        fields = {"reference": fields["number"], **fields}
    produced = Produced(kind=kind, fields=fields)
    return Mapping(source=source, ignore=list(unused(look, (produced,))), produce=[produced])


def origin_of(kind: str, name: str, column: Column) -> Origin:
    """A field fed from a column; where it has a few allowed values, with a table of what the column's values mean."""
    if name.startswith("details.") or form_of(KINDS[kind], name) != "choice":
        return Origin(column=column.name)
    allowed = allowed_values(KINDS[kind], name)
    if all(value in allowed for value in column.values):
        return Origin(column=column.name)
    meant = {value: value_meant(value, allowed) for value in column.values}
    return Origin(column=column.name, values={value: ours for value, ours in meant.items() if ours})


def unused(look: Look, produce: tuple[Produced, ...]) -> tuple[str, ...]:
    """The columns that feed nothing."""
    read = {heading_key(name) for made in produce for name in made.columns()}
    return tuple(name for name in look.headers if heading_key(name) not in read)


def adapted(mapping: Mapping, look: Look) -> Mapping | None:
    """A remembered mapping for this table; None when it reads columns that are not there."""
    there = {heading_key(name) for name in look.headers}
    if any(heading_key(name) not in there for name in mapping.columns()):
        return None
    return mapping
