"""Rows in bulk: COPY into tables without their indexes and foreign keys, which are made again over the whole.

Everything is one transaction of the schema's owner; if it ends badly, nothing has happened.
"""

from __future__ import annotations

import random
from base64 import b32encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from data.imports.doors import DOORS
from data.search import folded

SOURCE = "generated"
_PIECE = 1 << 18
_SEARCHED = {"defects": ("number", "title"), "files": ("description", "file_name")} | {
    door.table: door.searched for door in DOORS.values()
}
_UNIQUE = """
select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint c
 where contype = 'u' and conrelid = any (%s::regclass[])
   and not exists (select from pg_constraint f where f.contype = 'f' and f.conindid = c.conindid)"""
_FOREIGN = """
select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
 where contype = 'f' and conrelid = any (%s::regclass[])"""
_FORCED = "select oid::regclass::text from pg_class where relforcerowsecurity and oid = any (%s::regclass[])"
_NEXT = "select setval(pg_get_serial_sequence(%s, 'id'), %s)"
_INDEXES = """
select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
 where i.indrelid = any (%s::regclass[])
   and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))"""


class Loader:
    """Writes rows of one table after the other over an open connection."""

    def __init__(self, connection: Connection[Any], seed: int, long_ago: str) -> None:
        self._connection, self.seed = connection, seed
        self.long_ago = long_ago  # when everything was published
        self.counts: dict[str, int] = {}

    def plain(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Rows as they are; an id is put before each, counted from 1."""
        self._copy(table, ("id", *columns), ((place, *row) for place, row in enumerate(rows, start=1)))

    def unnumbered(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Rows of a table without an id."""
        self._copy(table, columns, (tuple(row) for row in rows))

    def named(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Rows with public id and reference, and the text to be searched in the same words as the import door's."""
        at = [columns.index(name) for name in _SEARCHED[table] if name in columns]
        ids = public_ids(random.Random(f"{self.seed}/{table}/ids"))  # noqa: S311

        def whole() -> Iterator[tuple[Any, ...]]:
            for place, row in enumerate(rows, start=1):
                words = folded(*[row[n] for n in at])
                yield place, next(ids), SOURCE, f"{table[:2]}{place}", words, *row

        self._copy(table, ("id", "public_id", "source", "external_ref", "search_text", *columns), whole())

    def published(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """As `named`, all of them published long ago."""
        self.named(table, (*columns, "published_at"), ((*row, self.long_ago) for row in rows))

    def lines(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """As `plain`, published like the records they belong to."""
        self.plain(table, (*columns, "published_at"), ((*row, self.long_ago) for row in rows))

    def _copy(self, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        names = SQL(", ").join(map(Identifier, columns))
        count, size, held = 0, 0, list[str]()
        with self._connection.cursor() as cursor:
            with cursor.copy(SQL("copy {} ({}) from stdin").format(Identifier("portal", table), names)) as copy:
                for row in rows:
                    line = "\t".join(["\\N" if value is None else str(value) for value in row])
                    held.append(line)
                    count, size = count + 1, size + len(line)
                    if size > _PIECE:
                        copy.write("\n".join(held) + "\n")
                        size, held = 0, []
                if held:
                    copy.write("\n".join(held) + "\n")
            if columns[0] == "id":
                cursor.execute(_NEXT, (f"portal.{table}", max(count, 1)))
        self.counts[table] = count


def public_ids(chance: random.Random) -> Iterator[str]:
    """Public ids, without end."""
    while True:
        many = b32encode(chance.randbytes(10_000)).decode("ascii").lower()
        yield from (many[start : start + 16] for start in range(0, 16_000, 16))


@contextmanager
def bare(connection: Connection[Any], tables: Sequence[str]) -> Iterator[None]:
    """The tables without row security, triggers, indexes and foreign keys inside; everything stands again after."""
    names = [f"portal.{table}" for table in tables]
    connection.execute("set local maintenance_work_mem = '512MB'")
    foreign = connection.execute(_FOREIGN, [names]).fetchall()
    unique = connection.execute(_UNIQUE, [names]).fetchall()
    indexes = connection.execute(_INDEXES, [names]).fetchall()
    forced = [table for (table,) in connection.execute(_FORCED, [names])]
    for table in names:
        connection.execute(_said(f"alter table {table} disable trigger user"))
    for table in forced:
        connection.execute(_said(f"alter table {table} no force row level security"))
    for table, name, _definition in (*foreign, *unique):
        connection.execute(_said(f'alter table {table} drop constraint "{name}"'))
    for name, _definition in indexes:
        connection.execute(_said(f"drop index {name}"))
    yield
    for _name, definition in indexes:  # of all partitions where there are some
        connection.execute(_said(definition.replace(" ON ONLY ", " ON ")))
    for table, name, definition in (*unique, *foreign):
        connection.execute(_said(f'alter table {table} add constraint "{name}" {definition}'))
    for table in forced:
        connection.execute(_said(f"alter table {table} force row level security"))
    for table in names:
        connection.execute(_said(f"alter table {table} enable trigger user"))


def _said(statement: str) -> SQL:
    """A statement made of what the catalogue itself says."""
    return SQL(statement)
