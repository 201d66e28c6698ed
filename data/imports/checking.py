"""Values against the schema of their kind: a typed row, or the columns that do not fit and why."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from data.imports.conversion import Fault, allowed_values
from data.imports.schemas.base import Row
from data.viewer import Area

_SCHEMA_FAULTS = {
    "string_too_long": ("too_long", "max_length"),
    "greater_than_equal": ("too_small", "ge"),
    "greater_than": ("not_positive", "gt"),
    "less_than_equal": ("too_large_number", "le"),
    "decimal_max_places": ("places", "decimal_places"),
    "decimal_max_digits": ("digits", ""),
    "decimal_whole_digits": ("digits", ""),
    "string_pattern_mismatch": ("code", ""),
}


def check(model: type[Row], values: dict[str, Any]) -> tuple[Row | None, list[tuple[str, Fault]]]:
    """The values as the schema's row, or the columns that do not fit it."""
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        return None, [_schema_fault(model, fault) for fault in error.errors(include_url=False)]


def _schema_fault(model: type[Row], error: Any) -> tuple[str, Fault]:
    name = str(error["loc"][0])
    kind, context = error["type"], error.get("ctx", {})
    if kind in _SCHEMA_FAULTS:
        code, limit = _SCHEMA_FAULTS[kind]
        return name, Fault(code, limit=context.get(limit, "")) if limit else Fault(code)
    if name == "areas":
        return name, Fault("areas", allowed=", ".join(Area))
    if kind == "literal_error":
        return name, Fault("choice", allowed=", ".join(allowed_values(model, name)))
    if kind == "value_error":
        return name, Fault(str(context["error"]))
    return name, Fault("value")
