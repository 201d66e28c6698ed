"""What a migration leaves for afterwards, while people work: values filled in by portions, what depends on them.

A migration is one transaction, and what it has locked stays locked until its end: adding a column takes a moment,
filling it does not. A version's module names such statements as `AFTERWARDS`; indexes that stay have data/indexes.py.
Each runs by itself outside of any transaction, each time the database is brought up to date, so it has to be harmless
when it was done before: `create index concurrently if not exists …`, `update … where id in (select … limit 5000)`.
What changes rows is repeated until no row is left.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

logger = logging.getLogger(__name__)
TRIES = 60  # to get hold of a table that is in use, half a second apart
IN_USE = ("55P03", "40P01")
_ALONE = text("select pg_try_advisory_lock(4206502015)")
_CHANGES_ROWS = re.compile(r"\s*(?:update|delete|insert|with)\b", re.IGNORECASE)
_BESIDE = re.compile(r"\bconcurrently\b", re.IGNORECASE)
# A build that was broken off leaves an index that costs and serves nobody.
_BROKEN = text("""
    select format('drop index concurrently %I.%I', n.nspname, c.relname) from pg_index i
      join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'portal' and not i.indisvalid and c.relkind = 'i'
""")


def finish(engine: Engine, statements: Iterable[str]) -> None:
    """Carry the statements out, one process at a time.

    Raises OperationalError when a table cannot be got hold of for half a minute; what was done stays done.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Asked again and again: whoever waits inside a statement is waited for by an index that is being built.
        while not connection.scalar(_ALONE):
            time.sleep(0.5)
        connection.exec_driver_sql("set search_path = portal, pg_catalog")
        for broken in connection.scalars(_BROKEN).all():
            _carry_out(connection, broken)
        for statement in statements:
            while _carry_out(connection, statement) and _CHANGES_ROWS.match(statement):
                pass


def _carry_out(connection: Connection, statement: str) -> int:
    """How many rows it changed. What works beside everybody else may wait for them; the rest gives up soon."""
    patience = "0" if _BESIDE.search(statement) else "700ms"
    connection.exec_driver_sql(f"set lock_timeout = '{patience}'")
    for left in reversed(range(TRIES)):
        try:
            return connection.exec_driver_sql(statement.replace("%", "%%")).rowcount
        except OperationalError as error:
            if not left or getattr(error.orig, "sqlstate", None) not in IN_USE:
                raise
            logger.warning("a table is in use; what a migration left for afterwards is tried again")
            time.sleep(0.5)
    raise AssertionError("unreachable")
