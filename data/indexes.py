"""Indexes that are built while everybody reads and writes, after the migration that names them.

Outside of transactions. A migration names them in `INDEXES`, and those that are not needed any more in `DROPPED`; what
is there already, and whole, is left alone. Building one needs no lock that keeps anybody waiting, and waits itself for
whoever is in the middle of something. What is interrupted leaves a broken index behind, which is made anew the next
time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

logger = logging.getLogger(__name__)
TRIES = 60
_IN_USE = "55P03"
_LOCK = text("select pg_try_advisory_lock(4206502015)")
_UNLOCK = text("select pg_advisory_unlock(4206502015)")
_WHOLE = text("""
    select c.relname as name, i.indisvalid as whole from pg_index i join pg_class c on c.oid = i.indexrelid
     where c.relnamespace = 'portal'::regnamespace
""")
_PARTS = text("""
    select relid::regclass::text as name, relid::regclass::oid as id from pg_partition_tree('portal.' || :table)
     where isleaf and parentrelid is not null
""")


@dataclass(frozen=True, slots=True)
class Index:
    """An index of the schema's: `on` is what follows the table's name, as in `(client_id, id) where is_open`."""

    name: str
    table: str
    on: str


def in_force(migrations: Iterable[Any]) -> tuple[Mapping[str, Index], frozenset[str]]:
    """What there is to be after these migrations, oldest first, by name, and what is not to be any more."""
    wanted: dict[str, Index] = {}
    gone: set[str] = set()
    for migration in migrations:
        for index in getattr(migration, "INDEXES", ()):
            wanted[index.name] = index
            gone.discard(index.name)
        for name in getattr(migration, "DROPPED", ()):
            wanted.pop(name, None)
            gone.add(name)
    return wanted, frozenset(gone)


def build(connection: Connection, wanted: Mapping[str, Index], gone: frozenset[str]) -> None:
    """Build what is missing, then drop what is not needed. The connection is the owner's and commits by itself.

    One process at a time does it, the others wait until it is done. Raises OperationalError for a table that stays
    locked.
    """
    if not _left_to_do(connection, wanted, gone):
        return
    while not connection.scalar(_LOCK):  # asked again and again: whoever waits in a statement is waited for
        time.sleep(0.2)
    try:
        connection.execute(text("set statement_timeout = 0"))
        connection.execute(text("set search_path = portal, pg_catalog"))
        for index in wanted.values():
            _build(connection, index)
        for name in sorted(gone & _there(connection).keys()):
            _at_once(connection, f"drop index portal.{name}")
    finally:
        connection.execute(_UNLOCK)


def _left_to_do(connection: Connection, wanted: Mapping[str, Index], gone: frozenset[str]) -> bool:
    there = _there(connection)
    return bool(gone & there.keys()) or any(not there.get(name) for name in wanted)


def _there(connection: Connection) -> Mapping[str, bool]:
    """The indexes of the schema, and whether each is whole."""
    return {row.name: row.whole for row in connection.execute(_WHOLE)}


def _build(connection: Connection, index: Index) -> None:
    if _there(connection).get(index.name):
        return
    parts = connection.execute(_PARTS, {"table": index.table}).all()
    logger.info("building the index %s", index.name)
    if not parts:
        _concurrently(connection, index.name, f"portal.{index.table}", index.on)
        return
    for part in parts:
        _concurrently(connection, f"{index.name}_{part.id}", part.name, index.on)
    _at_once(connection, f"create index {index.name} on portal.{index.table} {index.on}")  # of those of its partitions


def _concurrently(connection: Connection, name: str, table: str, on: str) -> None:
    whole = _there(connection).get(name)
    if whole:
        return
    connection.execute(text("set lock_timeout = 0"))
    if whole is False:  # what an interruption has left
        connection.exec_driver_sql(f"drop index concurrently portal.{name}")
    connection.exec_driver_sql(f"create index concurrently {name} on {table} {on}".replace("%", "%%"))


def _at_once(connection: Connection, statement: str) -> None:
    """What takes a moment and needs the table for itself: nobody is kept waiting behind it for long."""
    connection.execute(text("set lock_timeout = '700ms'"))
    for left in reversed(range(TRIES)):
        try:
            connection.exec_driver_sql(statement.replace("%", "%%"))
            return
        except OperationalError as error:
            if not left or getattr(error.orig, "sqlstate", None) != _IN_USE:
                raise
            time.sleep(0.5)
