"""Records out of the JSON with which one statement answers many questions: types are taken from the record's fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

R = TypeVar("R")
Reader = Callable[[Any], Any]


def read(cls: type[R], value: Mapping[str, Any]) -> R:
    """A record from a JSON object: dates, moments and decimals come as text, lists become tuples, extra keys fall away.

    A missing key takes the field's default; KeyError without one.
    """
    found: R = _record(cls)(value)  # type: ignore[arg-type]  # types are hashable
    return found


@cache
def _record(cls: type[Any]) -> Reader:
    hints = get_type_hints(cls)
    readers = {f.name: _reader(hints[f.name]) for f in fields(cls)}

    def build(value: Mapping[str, Any]) -> Any:
        return cls(**{name: reader(value[name]) for name, reader in readers.items() if name in value})

    return build


def _reader(kind: Any) -> Reader:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        inner = _reader(next(one for one in args if one is not NoneType))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        one = _reader(args[0])
        return lambda value: tuple(one(item) for item in value)
    if origin is frozenset:
        one = _reader(args[0])
        return lambda value: frozenset(one(item) for item in value)
    if isinstance(kind, type):
        if is_dataclass(kind):
            return _record(kind)
        if issubclass(kind, datetime):
            return datetime.fromisoformat
        if issubclass(kind, date):
            return date.fromisoformat
        if issubclass(kind, Decimal):
            return _decimal
        if issubclass(kind, str) and kind is not str:  # a StrEnum
            return kind
    return lambda value: value


def _decimal(value: Any) -> Decimal:
    if not isinstance(value, str):
        raise TypeError("amounts travel as text")  # a JSON number would have been a float
    return Decimal(value)
