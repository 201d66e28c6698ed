"""What every schema of an importable record shares: column declarations, the value types and the base row."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from integrations.identifiers import country_code, currency_code, email_address, time_zone

Reference = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000)]
KindCode = Annotated[str, StringConstraints(to_lower=True, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]
Money = Annotated[Decimal, Field(max_digits=14, decimal_places=2)]
Quantity = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=6, decimal_places=3)]
Latitude = Annotated[Decimal, Field(ge=-90, le=90), AfterValidator(lambda value: round(value, 6))]
Longitude = Annotated[Decimal, Field(ge=-180, le=180), AfterValidator(lambda value: round(value, 6))]
Country = Annotated[str, BeforeValidator(country_code)]
Currency = Annotated[str, BeforeValidator(currency_code)]
Email = Annotated[str, BeforeValidator(email_address)]
Zone = Annotated[str, BeforeValidator(time_zone)]

DETAILS = "details."


def column(
    meaning: str,
    example: str = "",
    *,
    needed: bool = False,
    unit: str = "",
    parent: str = "",
    line: bool = False,
    default: str = "",
) -> Any:
    """Declare one column of a file.

    `needed`: a new record cannot be without it. `parent`: the kind whose reference the cell holds.
    `line`: it belongs to a line of the record, so it may differ between rows of one reference.
    `default`: in words, what a new record gets when the column is missing or its cell is empty.
    """
    extra: dict[str, Any] = {"needed": needed, "unit": unit, "parent": parent, "line": line, "default_text": default}
    return Field(default=None, description=meaning, examples=[example] if example else None, json_schema_extra=extra)


class Row(BaseModel):
    """One row of a file, typed. A field that the file does not name stays unset and is never written.

    `about` tells what one record is; `groups` says that rows following each other with the same reference are one
    record with several lines.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    about: ClassVar[str] = ""
    groups: ClassVar[bool] = False

    reference: Reference | None = column(
        "The record's number in your system; importing it again changes the same record.", "C-1001", needed=True
    )


def extra(model: type[Row], field: str, key: str) -> Any:
    """One declared property of a column, see `column`."""
    declared = model.model_fields[field].json_schema_extra
    return declared.get(key) if isinstance(declared, dict) else None


@cache
def line_fields(model: type[Row]) -> tuple[str, ...]:
    """The columns that describe a line rather than the record."""
    return tuple(name for name in model.model_fields if extra(model, name, "line"))


@cache
def parents(model: type[Row]) -> dict[str, str]:
    """Column → kind, for the columns that hold another record's reference."""
    return {name: str(kind) for name in model.model_fields if (kind := extra(model, name, "parent"))}


@cache
def needed(model: type[Row]) -> tuple[str, ...]:
    """The columns a new record cannot be without."""
    return tuple(name for name in model.model_fields if extra(model, name, "needed"))
