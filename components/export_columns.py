"""What exports are made of: columns that give a record's values as they are, and those all exports have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from components.states import state_words
from integrations.language import N_, _, language
from integrations.table_files import Value

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ExportColumn(Generic[R]):
    """A column of an export: its heading (an English text, translated when written) and a record's value."""

    heading: str
    value: Callable[[R], Value]


def headings(columns: Sequence[ExportColumn[Any]]) -> list[str]:
    """The headings in the person's language."""
    return [_(column.heading) for column in columns]


def plain(name: str, heading: str) -> ExportColumn[Any]:
    """A field of the record as it is."""
    return ExportColumn(heading, attrgetter(name))


def standing(noun: str, heading: str = N_("State")) -> ExportColumn[Any]:
    """The words of a record's standing."""
    return ExportColumn(heading, lambda one: one.standing and _standing_words(noun, one.standing, language()))


@cache
def _standing_words(noun: str, code: str, _language: str) -> str:
    return state_words(noun, code)


def local_moment(name: str, heading: str) -> ExportColumn[Any]:
    """A moment in the zone of the record's site."""

    def value(one: Any) -> datetime | None:
        at: datetime | None = getattr(one, name)
        return None if at is None else at.astimezone(ZoneInfo(one.zone))

    return ExportColumn(heading, value)


def place() -> tuple[ExportColumn[Any], ...]:
    """Client and site of a record, by number or code and by name."""
    return (
        ExportColumn(N_("Client number"), attrgetter("place.client_number")),
        ExportColumn(N_("Client"), attrgetter("place.client_name")),
        ExportColumn(N_("Site code"), attrgetter("place.site_code")),
        ExportColumn(N_("Site"), attrgetter("place.site_name")),
    )
