"""Rows in bulk: COPY into tables without their indexes and foreign keys, which are made again over the whole.

Everything is one transaction of the schema's owner; if it ends badly, nothing has happened.
"""

from __future__ import annotations

import random
import time
from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from data.generated.world import World
from data.imports.doors import DOORS
from data.search import folded

SOURCE = "generated"
MEMORY = "set local maintenance_work_mem = '512MB'"
Told = Callable[[str, int, float], None]  # a step that is done, its rows (0 for none), its seconds
_PIECE = 1 << 18
_SEARCHED = {"defects": ("number", "title"), "files": ("description", "file_name")} | {
    door.table: door.searched for door in DOORS.values()
}
_UNIQUE = """
select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
 where contype = 'u' and conrelid = any (%s::regclass[])"""
# of these tables and to them: a unique index that others refer to cannot be dropped
_FOREIGN = """
select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
 where contype = 'f' and %s::regclass[] && array[conrelid::regclass, confrelid::regclass]"""
_FORCED = "select oid::regclass::text from pg_class where relforcerowsecurity and oid = any (%s::regclass[])"
_NEXT = "select setval(pg_get_serial_sequence(%s, 'id'), %s)"
_INDEXES = """
select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
 where i.indrelid = any (%s::regclass[])
   and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))"""


class Loader:
    """Writes rows of one table after the other over an open connection, into tables made or emptied in its transaction.

    `told` hears of every table that is full.
    """

    def __init__(self, connection: Connection[Any], world: World, told: Told) -> None:
        self.connection, self.world, self.told = connection, world, told
        self.long_ago = f"{world.today - timedelta(days=40)} 08:00+00"  # when everything was published
        self.counts: dict[str, int] = {}

    def plain(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Rows as they are; an id is put before each, counted from 1."""
        numbered = ((place, *row) for place, row in enumerate(rows, start=1))
        self.counted(table, self.written(table, ("id", *columns), _pieces(numbered)))

    def named(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Rows with public id and reference, and the text to be searched in the same words as the import door's."""
        at = [columns.index(name) for name in _SEARCHED[table] if name in columns]
        ids = public_ids(random.Random(f"{self.world.seed}/{table}/ids"))  # noqa: S311
        prefix = table[:2]

        def whole() -> Iterator[tuple[Any, ...]]:
            for place, row in enumerate(rows, start=1):
                yield place, next(ids), SOURCE, f"{prefix}{place}", folded(*[row[n] for n in at]), *row

        names = ("id", "public_id", "source", "external_ref", "search_text", *columns)
        self.counted(table, self.written(table, names, _pieces(whole())))

    def published(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """As `named`, all of them published long ago."""
        self.named(table, (*columns, "published_at"), ((*row, self.long_ago) for row in rows))

    def lines(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """As `plain`, published like the records they belong to."""
        self.plain(table, (*columns, "published_at"), ((*row, self.long_ago) for row in rows))

    def written(self, table: str, columns: Sequence[str], pieces: Iterable[tuple[int, str]]) -> int:
        """Pieces of COPY's text, each with the number of its lines; how many lines it was.

        Frozen: nobody has to read and write the table once more to find that all may see it.
        """
        began, count = time.monotonic(), 0
        names = SQL(", ").join(map(Identifier, columns))
        statement = SQL("copy {} ({}) from stdin with (freeze)").format(Identifier("portal", table), names)
        with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for lines, text in pieces:
                copy.write(text)
                count += lines
        self.told(table, count, time.monotonic() - began)
        return count

    def counted(self, table: str, count: int) -> None:
        """The ids of a table have been given up to a count."""
        self.connection.execute(_NEXT, (f"portal.{table}", max(count, 1)))
        self.counts[table] = count


def _pieces(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, str]]:
    """Rows as COPY reads them, many at a time."""
    held, size = list[str](), 0
    for row in rows:
        line = "\t".join(["\\N" if value is None else str(value) for value in row])
        held.append(line)
        size += len(line)
        if size > _PIECE:
            yield len(held), "\n".join(held) + "\n"
            held, size = [], 0
    if held:
        yield len(held), "\n".join(held) + "\n"


def public_ids(chance: random.Random) -> Iterator[str]:
    """Public ids, without end."""
    while True:
        many = b32encode(chance.randbytes(10_000)).decode("ascii").lower()
        yield from (many[start : start + 16] for start in range(0, 16_000, 16))


@contextmanager
def bare(connection: Connection[Any], tables: Sequence[str], told: Told) -> Iterator[None]:
    """The tables without row security, triggers, indexes and foreign keys inside; everything stands again after.

    They are empty and emptied, so that what is copied in is frozen at once.
    """
    names = [f"portal.{table}" for table in tables]
    connection.execute(MEMORY)
    foreign = connection.execute(_FOREIGN, [names]).fetchall()
    unique = connection.execute(_UNIQUE, [names]).fetchall()
    indexes = connection.execute(_INDEXES, [names]).fetchall()
    forced = [table for (table,) in connection.execute(_FORCED, [names])]
    for table in names:
        connection.execute(said(f"alter table {table} disable trigger user"))
    for table in forced:
        connection.execute(said(f"alter table {table} no force row level security"))
    for table, name, _definition in (*foreign, *unique):
        connection.execute(said(f'alter table {table} drop constraint "{name}"'))
    for name, _definition in indexes:
        connection.execute(said(f"drop index {name}"))
    connection.execute(said(f"truncate {', '.join(names)}"))
    yield
    began = time.monotonic()
    for _name, definition in indexes:
        connection.execute(said(definition))
    for table, name, definition in unique:
        connection.execute(said(f'alter table {table} add constraint "{name}" {definition}'))
    told("indexes", 0, time.monotonic() - began)
    began = time.monotonic()
    for table, name, definition in foreign:
        connection.execute(said(f'alter table {table} add constraint "{name}" {definition}'))
    for table in forced:
        connection.execute(said(f"alter table {table} force row level security"))
    for table in names:
        connection.execute(said(f"alter table {table} enable trigger user"))
    told("foreign keys", 0, time.monotonic() - began)


def said(statement: str) -> SQL:
    """A statement made of what the catalogue itself says."""
    return SQL(statement)
