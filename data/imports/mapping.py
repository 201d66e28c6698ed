"""Mapping files: how somebody else's table becomes ours. A small TOML file; docs/importing.md explains it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from data.imports.schemas import KINDS
from data.imports.schemas.base import DETAILS
from integrations.language import N_
from integrations.refusal import Refused
from integrations.written_dates import Order
from integrations.written_numbers import Style

PLACEHOLDER = re.compile(r"\{([^{}|]+)(?:\|([^{}]+))?\}")
_FILTER = re.compile(r"fold|slug|upper|lower|title|pad\d{1,2}")


class MappingRefused(Refused):
    """A mapping file that cannot be used."""


def _short_form(value: object) -> object:
    """`name = "Denumire"` is short for `name = { column = "Denumire" }`."""
    return {"column": value} if isinstance(value, str) else value


class Origin(BaseModel):
    """Where one of our fields comes from: a column of theirs, a constant, or a template over several columns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str | None = None
    constant: str | None = None
    template: str | None = None
    values: dict[str, str] | None = None
    otherwise: str | None = None
    part: Literal["date"] | None = None
    numbers: Style | None = None
    dates: Order | None = None
    join: str | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Origin:
        if sum(origin is not None for origin in (self.column, self.constant, self.template)) != 1:
            raise ValueError("give one of column, constant and template")
        if self.otherwise is not None and self.values is None:
            raise ValueError("otherwise belongs to values")
        for _, change in PLACEHOLDER.findall(self.template or ""):
            if change and not _FILTER.fullmatch(change):
                raise ValueError(f"unknown change {change!r} in a template")
        return self

    def columns(self) -> list[str]:
        """Their columns it reads."""
        if self.column is not None:
            return [self.column]
        return [name for name, _ in PLACEHOLDER.findall(self.template or "")]


class Produced(BaseModel):
    """One kind of record made from the rows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    fields: dict[str, Annotated[Origin, BeforeValidator(_short_form)]]
    distinct: bool = False
    existing: Literal["update", "keep"] = "update"
    only: dict[str, list[str]] = Field(default_factory=dict)
    filled: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _known_fields(self) -> Produced:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind {self.kind!r}; kinds are {', '.join(KINDS)}")
        known = KINDS[self.kind].model_fields
        details = "details" in known
        unknown = [
            name
            for name in self.fields
            if (name not in known or name == "details") and not (details and name.startswith(DETAILS))
        ]
        if unknown:
            raise ValueError(f"{self.kind} have no {', '.join(unknown)}")
        return self

    def columns(self) -> list[str]:
        """Their columns it reads, for values or to choose rows."""
        read = [name for origin in self.fields.values() for name in origin.columns()]
        return [*read, *self.only, *self.filled]


class Mapping(BaseModel):
    """A whole mapping file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str = ""
    source: str | None = Field(default=None, min_length=1, max_length=60)
    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = Field(default=None, min_length=1, max_length=1)
    numbers: Style | None = None
    dates: Order | None = None
    fill_down: list[str] = Field(default_factory=list)
    report: list[str] = Field(default_factory=list)
    ignore: list[str] = Field(default_factory=list)
    produce: list[Produced] = Field(min_length=1)

    def columns(self) -> set[str]:
        """Their columns it reads or reports; those it ignores may be absent."""
        return {*self.fill_down, *self.report, *(name for made in self.produce for name in made.columns())}


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file. Raises MappingRefused saying what is wrong with it and where."""
    try:
        written = path.read_text(encoding="utf-8")
    except OSError:
        raise MappingRefused("no_mapping", N_("There is no mapping file %(name)s."), name=path.name) from None
    except UnicodeDecodeError as error:
        raise _not_toml(path.name, error) from None
    return parse_mapping(written, path.name)


def _not_toml(name: str, error: Exception) -> MappingRefused:
    text = N_("The mapping file %(name)s is not TOML: %(reason)s.")
    return MappingRefused("mapping_toml", text, name=name, reason=str(error))


def parse_mapping(written: str, name: str) -> Mapping:
    """The mapping that a text in TOML says; `name` is what the text is called. Raises MappingRefused."""
    try:
        data: dict[str, Any] = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(name, error) from None
    return checked_mapping(data, name)


def checked_mapping(data: dict[str, Any], name: str) -> Mapping:
    """The mapping in a file's content. Raises MappingRefused saying what is wrong with it and where."""
    try:
        return Mapping.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        reason = str(first.get("ctx", {}).get("error") or first["msg"])
        raise MappingRefused(
            "mapping", N_("The mapping file %(name)s is not right at %(place)s: %(reason)s."),
            name=name, place=place or "the top", reason=reason,
        ) from None  # fmt: skip


def write_mapping(mapping: Mapping) -> str:
    """The mapping as a file says it: what `read_mapping` reads back as the same."""
    data = mapping.model_dump(exclude_defaults=True)
    lines = [f"{key} = {_toml(value)}" for key, value in data.items() if key != "produce"]
    for made in data["produce"]:
        lines += ["", "[[produce]]"]
        lines += [f"{key} = {_toml(value)}" for key, value in made.items() if key != "fields"]
        lines.append("[produce.fields]")
        for name, origin in made["fields"].items():
            only_column = set(origin) == {"column"}
            lines.append(f"{_toml_key(name)} = {_toml(origin['column'] if only_column else origin)}")
    return "\n".join(lines) + "\n"


def _toml_key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _toml(name)


def _toml(value: Any) -> str:
    """A value in TOML, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(_toml(one) for one in value)}]"
    if isinstance(value, dict):
        inside = ", ".join(f"{_toml_key(key)} = {_toml(one)}" for key, one in value.items())
        return f"{{ {inside} }}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def plain_mapping(kind: str, headers: tuple[str, ...]) -> Produced:
    """The mapping of a file whose columns already have our names."""
    return Produced.model_construct(
        kind=kind, fields={name: Origin.model_construct(column=name) for name in headers}, distinct=False,
        existing="update", only={}, filled=[],
    )  # fmt: skip
