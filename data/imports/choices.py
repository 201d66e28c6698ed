"""A mapping chosen in a form: the names of its fields, and the way from what was sent to a mapping and back.

A section is one kind of record made from the rows, named by its kind. In it `c` holds the column of a field (its
place, `=` for a text of one's own), `t` that text, `d` and `s` how dates and numbers are written, `v` what a value
means, `o` any other.
"""

from __future__ import annotations

from collections.abc import Mapping as Sent
from collections.abc import Sequence

from data.imports.conversion import form_of
from data.imports.look import Look
from data.imports.mapping import PLACEHOLDER, Mapping, Origin, Produced, checked_mapping
from data.imports.schemas import KINDS
from data.imports.schemas.base import DETAILS
from data.imports.suggesting import ON_PAGE, origin_of, unused
from integrations.lettering import fold
from integrations.spreadsheets import heading_key

OWN_TEXT = "="
THE_DAY = "part"


def control(what: str, kind: str, field: str, place: int | None = None) -> str:
    """What a field of the form is called."""
    return f"{what}.{kind}.{field}" + ("" if place is None else f".{place}")


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields a column may feed, those of lines last."""
    names = [name for name in KINDS[kind].model_fields if name != "details"]
    return tuple(sorted(names, key=lambda name: name.startswith("line_")))


def has_values(kind: str, field: str) -> bool:
    """Whether what a column says there stands for something of ours: states and the like, codes of kinds."""
    return form_of(KINDS[kind], field) == "choice" or (field == "kind" and "kind_name" in KINDS[kind].model_fields)


def place_of(look: Look, column: str | None) -> int | None:
    """Where a column of that name stands."""
    key = heading_key(column or "")
    return next((place for place, name in enumerate(look.headers) if heading_key(name) == key), None)


def chosen(sent: Sent[str, str], several: Sent[str, Sequence[str]], look: Look, base: Mapping) -> Mapping:
    """The mapping a form says. What it has no field for stays as in `base`. Raises MappingRefused."""
    kinds = [kind for kind in ON_PAGE if kind in several.get("kind", ())]
    before = {made.kind: made for made in base.produce}
    produce = [_produced(kind, sent, several, look, before.get(kind)) for kind in kinds]
    data = base.model_dump(exclude_defaults=True)
    data |= {"source": sent.get("source", "").strip() or "files",
             "produce": [made.model_dump(exclude_defaults=True) for made in produce]}  # fmt: skip
    mapping = checked_mapping(data, "")
    told = {heading_key(name) for name in mapping.report}
    ignored = [name for name in unused(look, tuple(mapping.produce)) if heading_key(name) not in told]
    return mapping.model_copy(
        update={
            "ignore": ["*"] if "*" in base.ignore else ignored,
            "report": [name for name in mapping.report if place_of(look, name) is not None],
        }
    )


def _produced(
    kind: str, sent: Sent[str, str], several: Sent[str, Sequence[str]], look: Look, before: Produced | None
) -> Produced:
    fields: dict[str, Origin] = {}
    for name in fields_of(kind):
        known = before.fields.get(name) if before else None
        if (origin := _origin(kind, name, sent, look, known)) is not None:
            fields[name] = origin
    if "details" in KINDS[kind].model_fields:
        fields |= _facts(sent, several, look, before, kind)
    only: dict[str, list[str]] = {}
    column = _column(sent.get(control("f", kind, "only"), ""), look)
    values = [one.strip() for one in sent.get(control("t", kind, "only"), "").split(";") if one.strip()]
    if column and values:
        only[column] = values
    return Produced.model_construct(
        kind=kind, fields=fields, distinct=control("u", kind, "rows") in sent,
        existing="keep" if control("e", kind, "rows") in sent else "update", only=only,
        filled=before.filled if before else [],
    )  # fmt: skip


def _facts(
    sent: Sent[str, str], several: Sent[str, Sequence[str]], look: Look, before: Produced | None, kind: str
) -> dict[str, Origin]:
    """Columns that are kept as further facts, under the name they had before or one made of the heading."""
    old = {origin.column: (name, origin) for name, origin in (before.fields if before else {}).items()
           if name.startswith(DETAILS)}  # fmt: skip
    found = {}
    for place in several.get(control("x", kind, "facts"), ()):
        if (column := _column(place, look)) is not None:
            name, origin = old.get(column, (DETAILS + fold(column).replace(" ", "_")[:60], Origin(column=column)))
            found[name] = origin
    return found


def _column(place: str, look: Look) -> str | None:
    return look.headers[int(place)] if place.isascii() and place.isdigit() and int(place) < len(look.columns) else None


def _origin(kind: str, name: str, sent: Sent[str, str], look: Look, known: Origin | None) -> Origin | None:
    """Where a field comes from, None when nothing feeds it."""
    wanted = sent.get(control("c", kind, name), "")
    if wanted in (OWN_TEXT, ""):  # whoever types a text means it
        words = sent.get(control("t", kind, name), "").strip()
        if not words:
            return None
        return _made({"template" if PLACEHOLDER.search(words) else "constant": words})
    column = _column(wanted, look)
    if column is None:
        return None
    data: dict[str, object] = {"column": column}
    asked = has_values(kind, name) and bool(look.columns[int(wanted)].values)
    if known and known.column and heading_key(known.column) == heading_key(column):
        kept = ("join",) if asked else ("join", "values", "otherwise")
        data |= {key: value for key, value in known.model_dump(exclude_defaults=True).items() if key in kept}
    dates, numbers = sent.get(control("d", kind, name), ""), sent.get(control("s", kind, name), "")
    if dates == THE_DAY:
        data["part"] = "date"
    elif dates:
        data["dates"] = dates
    if numbers:
        data["numbers"] = numbers
    if not asked:
        return _made(data)
    return _made(data | _values(kind, name, sent, look, wanted))


def _values(kind: str, name: str, sent: Sent[str, str], look: Look, wanted: str) -> dict[str, object]:
    """What the column's values mean: as said in the form, if it was about this column, else as far as they tell."""
    column = look.columns[int(wanted)]
    if sent.get(control("w", kind, name)) != wanted:
        suggested = origin_of(kind, name, column)
        return {} if suggested.values is None else {"values": suggested.values}
    said = {value: meant for place, value in enumerate(column.values)
            if (meant := sent.get(control("v", kind, name, place), "").strip())}  # fmt: skip
    other = sent.get(control("o", kind, name), "").strip()
    if all(value == meant for value, meant in said.items()) and len(said) == len(column.values) and not other:
        return {}
    return {"values": said, **({"otherwise": other} if other else {})}


def _made(data: dict[str, object]) -> Origin:
    """Checked as a whole later, so that what is wrong with it is told with its place."""
    return Origin.model_construct(**{name: data.get(name) for name in Origin.model_fields})  # type: ignore[arg-type]


def with_kind(mapping: Mapping, made: Produced) -> Mapping:
    """The mapping with one more kind, in the order in which kinds are imported."""
    order = list(KINDS)
    produce = sorted([*mapping.produce, made], key=lambda one: order.index(one.kind))
    return mapping.model_copy(update={"produce": produce})


def without_kind(mapping: Mapping, kind: str) -> Mapping:
    """The mapping without a kind; the last one stays."""
    left = [made for made in mapping.produce if made.kind != kind]
    return mapping.model_copy(update={"produce": left}) if left else mapping
