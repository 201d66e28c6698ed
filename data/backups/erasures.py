"""The list of erasures outside of the database: a restored backup does not know what was erased after it was made.

Each erasure is a small file of its own in the file store, so nothing is ever written over another; every backup carries
the list as one file. Nothing in it says who somebody was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, create_engine, text

from data.backups.programs import BackupError
from data.commands.erasing import ERASE, nameless
from data.database import engine, worker
from data.records.erasure import Erasure, read_line
from integrations.language import DEFAULT
from integrations.storage import Storage

FOLDER = "erasures"  # in the file store
NAME = "erasures.jsonl"  # in a backup
_EVERY = """
    select e.id, e.public_id, e.at, e.people, e.contacts, e.addresses, e.reason,
           (select p.public_id from portal.people p where p.id = e.by_person_id) as by from portal.erasures e"""
_ALL = text(f"{_EVERY} order by e.at, e.id")
_UNLISTED = text(f"{_EVERY} where e.listed_at is null order by e.id")
_LISTED = text("update portal.erasures set listed_at = portal.now() where id = :id")
_THERE = text("select to_regclass('portal.erasures') is not null")
_KNOWN = text("select public_id from portal.erasures")
_BY = text("select id from portal.people where public_id = :by")
_LANGUAGE = text("select value #>> '{}' from portal.settings where key = 'language'")


def list_erasures(storage: Storage) -> int:
    """Write what the file store does not know yet; how many. Raises StorageUnavailable."""
    with worker() as session:
        found = session.execute(_UNLISTED).all()
    for row in found:
        _put(storage, _erasure(row))
        with worker() as session:
            session.execute(_LISTED, {"id": row.id})
    return len(found)


def write_list(connection: Connection, place: Path) -> int:
    """Write the whole list of a database into a file; how many there are. An older schema has none."""
    found = [_erasure(row) for row in connection.execute(_ALL)] if connection.scalar(_THERE) else []
    place.write_text("".join(one.line() + "\n" for one in found), encoding="utf-8")
    return len(found)


def export_list(place: Path) -> int:
    """Write the whole list of this portal into a file; how many there are."""
    with engine("owner").connect() as connection:
        return write_list(connection, place)


def stored_erasures(storage: Storage) -> Iterator[Erasure]:
    """What the file store knows. Raises StorageUnavailable, BackupError."""
    for key in storage.keys(FOLDER, timedelta(seconds=-60)):  # also those of this very moment
        yield from _read(storage.get(key).decode("utf-8", "replace"), key)


def erasures_beside(folder: Path) -> Iterator[Erasure]:
    """What the backups in the same place know: this one, older and newer ones. Raises BackupError."""
    for place in sorted(folder.resolve().parent.glob(f"*/{NAME}")):
        yield from read_list(place)


def read_list(place: Path) -> Iterator[Erasure]:
    """A list in a file, or in the folder of a backup. Raises BackupError."""
    try:
        told = (place / NAME if place.is_dir() else place).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"The list of erasures {place} cannot be read: {error}") from None
    yield from _read(told, str(place))


def known_erasures(storage: Storage, folder: Path | None, lists: Iterable[Path]) -> list[Erasure]:
    """All that can be known: from the store, from backups beside a folder, from further lists. Raises as they do."""
    found = [*stored_erasures(storage), *(erasures_beside(folder) if folder else ())]
    for place in lists:
        found += read_list(place)
    return list({one.public_id: one for one in found}.values())


def count_unknown(storage: Storage) -> int:
    """How many erasures the file store knows and this database does not. Raises StorageUnavailable, BackupError."""
    with worker() as session:
        done = set(session.execute(_KNOWN).scalars())
    return sum(one.public_id not in done for one in stored_erasures(storage))


def replay(owner_url: str, known: Iterable[Erasure], storage: Storage) -> int:
    """Carry out what this database does not know, and put it on the list of this store; how many.

    All of it or nothing. Raises StorageUnavailable.
    """
    wanted = {one.public_id: one for one in known}
    own = create_engine(owner_url)
    try:
        with own.begin() as connection:
            connection.exec_driver_sql("set local search_path = portal, pg_catalog")
            done = set(connection.scalars(_KNOWN))
            again = sorted((one for one in wanted.values() if one.public_id not in done), key=lambda one: one.at)
            name = nameless(_language(connection))
            for one in again:
                _erase(connection, one, name)
    finally:
        own.dispose()
    for one in again:
        _put(storage, one)
    return len(again)


def _erase(connection: Connection, one: Erasure, name: str) -> None:
    by = connection.scalar(_BY, {"by": one.by}) if one.by else None
    connection.execute(ERASE, {
        "erasure": one.public_id, "people": list(one.people), "contacts": list(one.contacts),
        "addresses": list(one.addresses), "by": by, "at": one.at, "reason": one.reason, "name": name,
    })  # fmt: skip


def _language(connection: Connection) -> str:
    return str(connection.scalar(_LANGUAGE) or DEFAULT)


def _put(storage: Storage, one: Erasure) -> None:
    storage.keep(f"{FOLDER}/{one.public_id}.json", BytesIO((one.line() + "\n").encode()))


def _read(told: str, where: str) -> Iterator[Erasure]:
    for number, line in enumerate(told.splitlines(), start=1):
        if line.strip():
            try:
                yield read_line(line)
            except ValueError:
                raise BackupError(f"Line {number} of {where} is not an erasure: nothing was carried out.") from None


def _erasure(row: Row[Any]) -> Erasure:
    return Erasure(row.public_id, row.at, tuple(row.people), tuple(row.contacts), tuple(row.addresses), row.by,
                   row.reason)  # fmt: skip
