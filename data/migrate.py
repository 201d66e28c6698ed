"""Bring a database to the current schema: server version, roles, migrations, rights, in one transaction.

What would keep a large table locked for long follows by itself: indexes (data/indexes.py), then values for new columns
(data/afterwards.py).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError

from data import afterwards, indexes, policies

logger = logging.getLogger(__name__)
OLDEST_SERVER = 150000
# A migration that waits for a table keeps everybody else waiting behind it: it gives up soon (data/migrations/env.py),
# before anybody is told of a deadlock, and begins again from nothing.
TRIES = 30
MIGRATIONS = Path(__file__).parent / "migrations"
_GROUPS = ("client", "many", "staff", "door", "worker")
_MEMBERS = {"client_login": ("client", "many"), "staff_login": ("staff",), "door_login": ("door",),
            "worker_login": ("worker",)}  # fmt: skip
# What a connection of a login starts with; kept with the login, as poolers pass no options on.
# Without a moving arm, reading here and there costs hardly more than reading on: indexes are worth following.
# A page that hangs is worse than a page that says so: the timeouts cut what would otherwise queue up behind a lock.
LOGIN_SETTINGS = {
    "search_path": "portal, pg_catalog", "jit": "off", "random_page_cost": "1.1", "statement_timeout": "10000",
    "lock_timeout": "3000", "idle_in_transaction_session_timeout": "30000",
}  # fmt: skip


class ServerTooOld(Exception):
    """The PostgreSQL server is older than 15."""


def migrate(owner_url: str, passwords: Mapping[str, str]) -> None:
    """Create or update schema, roles and rights. `passwords` holds one for each of client, staff, door and worker.

    What takes long comes last, while everybody goes on. Raises ServerTooOld before
    touching anything. Safe to repeat and to run from several processes at once.
    """
    engine = create_engine(owner_url, connect_args={"connect_timeout": 5})
    try:
        for left in reversed(range(TRIES)):
            try:
                with engine.begin() as connection:
                    _migrate(connection, passwords)
                break
            except OperationalError as error:
                if not left or getattr(error.orig, "sqlstate", None) not in afterwards.IN_USE:
                    raise
                logger.warning("tables are in use; the migration is tried again")
                time.sleep(0.5)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            indexes.build(connection, *indexes.in_force(migrations()))
        afterwards.finish(engine, _left_for_afterwards())
    finally:
        engine.dispose()


def _migrate(connection: Connection, passwords: Mapping[str, str]) -> None:
    version = int(connection.scalar(text("show server_version_num")) or 0)
    if version < OLDEST_SERVER:
        raise ServerTooOld(f"PostgreSQL 15 or later is needed, this server is {version // 10000}")
    connection.execute(text("select pg_advisory_xact_lock(4206502013)"))
    make_roles(connection, passwords)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    policies.apply(connection)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _left_for_afterwards() -> list[str]:
    """The statements of all versions, the oldest first."""
    return [statement for version in migrations() for statement in getattr(version, "AFTERWARDS", ())]


def newest_migration() -> str:
    """The revision that this code wants."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def migrations() -> list[ModuleType]:
    """The modules of all migrations, oldest first."""
    return [script.module for script in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def make_roles(connection: Connection, passwords: Mapping[str, str]) -> None:
    """Roles carry the database's name; a managed server that forbids making them may have them made beforehand."""
    database = connection.scalar(text("select current_database()"))
    literal: Any = connection.connection.driver_connection
    for name in (*_GROUPS, *_MEMBERS):
        role = f'"{database}_{name}"'
        known = connection.scalar(text("select 1 from pg_roles where rolname = :n"), {"n": f"{database}_{name}"})
        if not known:
            kind = "login noinherit" if name in _MEMBERS else "nologin"
            connection.exec_driver_sql(f"create role {role} {kind}")
        if name in _MEMBERS and (password := passwords.get(name.removesuffix("_login"))):
            from psycopg import sql

            # hashed here: as it is, it would stand in the server's log whenever statements are logged
            login = f"{database}_{name}"
            hashed = literal.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
            connection.exec_driver_sql(
                sql.SQL("alter role {} password {}").format(sql.Identifier(login), sql.Literal(hashed))
                .as_string(literal).replace("%", "%%")
            )  # fmt: skip
        if name in _MEMBERS:
            for setting, value in LOGIN_SETTINGS.items():
                connection.exec_driver_sql(f"alter role {role} set {setting} = {value}")
        for group in _MEMBERS.get(name, ()):
            connection.exec_driver_sql(f'grant "{database}_{group}" to {role}')
