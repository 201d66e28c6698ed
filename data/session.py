"""A transaction that statements are run in: SQLAlchemy's pool, texts, rows and exceptions around psycopg's cursor.

What lies between them there (compiling, events, dialects) costs several times what asking PostgreSQL does, and a page
asks a dozen times, always with the same texts. See docs/decisions/0015-asking.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.pq.abc import PGresult
from sqlalchemy import Engine, Row, TextClause
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection

Values = Mapping[str, Any]
_NAMED = re.compile(r"(?<![:\w\\]):(\w+)(?!:)")  # as sqlalchemy.text reads it


class Answer(IteratorResult[*tuple[Any, ...]]):
    """The rows of a statement, read already, and how many it found or changed."""

    rowcount: int = -1


class Session:
    """One transaction on a connection of a pool; `raw` is the connection. Failures are DBAPIErrors.

    With `one_moment` all its statements see what there was when the first of them began.
    """

    def __init__(self, engine: Engine, one_moment: bool = False) -> None:
        self._engine = engine
        try:
            self._held: PoolProxiedConnection = engine.raw_connection()
        except psycopg.Error as error:
            raise self._failure(error, lost=True) from error
        self.raw: psycopg.Connection[Any] = self._held.driver_connection  # type: ignore[assignment]
        self.raw.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ if one_moment else None
        self._cursor = psycopg.RawCursor(self.raw)

    def execute(self, statement: TextClause, values: Values | Sequence[Values] = ()) -> Answer:
        """Run a statement with its values bound by name; with a sequence of values, once for each."""
        cursor, written = self._cursor, statement.text
        query, names = _bound(written)
        try:
            if values and not isinstance(values, Mapping):
                cursor.executemany(query, [[one[name] for name in names] for one in values])
            else:
                cursor.execute(query, [values[name] for name in names] if names else None)  # type: ignore[call-overload]
            result = cursor.pgresult
            columns = _columns(result) if result else ()
            rows = cursor.fetchall() if columns else []
        except psycopg.Error as error:
            raise self._failure(error, written, lost=self.raw.closed) from error
        answer = Answer(_described(columns), iter(rows))
        answer.rowcount = cursor.rowcount
        return answer

    def scalar(self, statement: TextClause, values: Values | Sequence[Values] = ()) -> Any:
        """The first column of the first row; None without one."""
        return self.execute(statement, values).scalar()

    @contextmanager
    def stream(
        self, statement: TextClause, values: Values, batch: int
    ) -> Iterator[tuple[tuple[str, ...], Iterator[Row[Any]]]]:
        """The names of the columns, and the rows, of which so many are held at a time."""
        query, names = _bound(statement.text)
        try:
            with psycopg.RawServerCursor(self.raw, "stream") as cursor:
                cursor.itersize = batch
                cursor.execute(query, [values[name] for name in names])
                columns = tuple([one.name.encode() for one in cursor.description or ()])
                described = _described(columns)
                yield tuple(described.keys), iter(Answer(described, iter(cursor)))
        except psycopg.Error as error:
            raise self._failure(error, statement.text, lost=self.raw.closed) from error

    def commit(self) -> None:
        """Make what was done last."""
        try:
            self.raw.commit()
        except psycopg.Error as error:
            raise self._failure(error, lost=self.raw.closed) from error

    def close(self) -> None:
        """Give the connection back; the pool rolls back what was not committed, and throws a dead one away."""
        if self.raw.closed:
            self._held.invalidate()
        self._held.close()

    def _failure(self, error: psycopg.Error, written: str | None = None, *, lost: bool = False) -> BaseException:
        return DBAPIError.instance(
            written, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=lost,
            dialect=self._engine.dialect,
        )  # fmt: skip


def begin(engine: Engine, first: TextClause, values: Values, one_moment: bool = False) -> Session:
    """A session whose first statement was run already.

    Connections that died while they waited, because the server was started again, are found out by it and replaced: the
    first statement must be one that can be repeated.
    """
    waiting = engine.pool.size()  # type: ignore[attr-defined]
    while True:
        session = Session(engine, one_moment)
        try:
            session.execute(first, values)
        except BaseException as error:
            session.close()
            if not (isinstance(error, DBAPIError) and error.connection_invalidated and waiting):
                raise
            waiting -= 1
        else:
            return session


@lru_cache(maxsize=4000)
def _bound(written: str) -> tuple[bytes, tuple[str, ...]]:
    """A text as PostgreSQL reads it, with numbers for its names, and the names in their order."""
    names: dict[str, int] = {}
    query = _NAMED.sub(lambda found: f"${names.setdefault(found[1], len(names) + 1)}", written)
    return query.encode(), tuple(names)


def _columns(result: PGresult) -> tuple[bytes | None, ...]:
    return tuple([result.fname(number) for number in range(result.nfields)])  # a cursor's description says more, slowly


@lru_cache(maxsize=2000)
def _described(columns: tuple[bytes | None, ...]) -> SimpleResultMetaData:
    return SimpleResultMetaData([(name or b"").decode() for name in columns])
