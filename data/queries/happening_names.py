"""What the entries of a history were about: the names of records, looked up for a page of entries together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from data.queries.happening_statements import RECORDS
from data.records.happenings import Happening
from data.records.withdrawals import NOUNS
from data.session import Session

_OF_PATH = {kept.path: noun for noun, kept in NOUNS.items()}
_RECORD_PATH = re.compile(r"(/[a-z]+)/([a-z2-7]{16})(?:[/?].*)?")


def named(session: Session, rows: Sequence[Row[Any]]) -> tuple[Happening, ...]:
    """The rows with the names of what they were about, looked up for all of them together."""
    ids: dict[str, set[int]] = {noun: set() for noun in NOUNS}
    keys: dict[str, set[str]] = {noun: set() for noun in NOUNS}
    about: list[tuple[str | None, int | str | None]] = []
    for row in rows:
        noun, key = _about(row)
        about.append((noun, key))
        if noun is not None and isinstance(key, int):
            ids[noun].add(key)
        elif noun is not None and key is not None:
            keys[noun].add(str(key))
    names: dict[tuple[str, int | str], tuple[str, str]] = {}
    if any(ids.values()) or any(keys.values()):
        values = {f"{noun}_ids": list(found) for noun, found in ids.items()}
        for record in session.execute(RECORDS, values | {f"{noun}_keys": list(found) for noun, found in keys.items()}):
            names[record.noun, record.id] = names[record.noun, record.public_id] = (record.public_id, record.name)
    return tuple(
        _happening(row, noun, names.get((noun or "", key or ""))) for row, (noun, key) in zip(rows, about, strict=True)
    )


def _about(row: Row[Any]) -> tuple[str | None, int | str | None]:
    """The record a row is about: its noun, and its inner id, or its public id from the address."""
    if row.noun:
        return row.noun, row.record_id
    if row.document_id:
        return "document", row.document_id
    if row.file_id:
        return "file", row.file_id
    found = _RECORD_PATH.fullmatch(row.path or "")
    noun = _OF_PATH.get(found[1]) if found else None
    return (noun, found[2]) if found and noun else (None, None)


def _happening(row: Row[Any], noun: str | None, named: tuple[str, str] | None) -> Happening:
    record, name = named or (None, None)
    return Happening(
        row.source, row.id, row.at, row.what, row.person, row.staff, row.acting, row.automatic, row.client,
        row.client_name, row.site_name, noun if named else None, record, name, row.path, row.method, row.result,
        row.changes if isinstance(row.changes, dict) else {},
    )  # fmt: skip
