"""How alembic runs here: one transaction, one migration at a time on the whole server, rights re-applied at the end."""

from alembic import context
from sqlalchemy import text

connection = context.config.attributes["connection"]
connection.execute(text("set local lock_timeout = '10s'"))
connection.execute(text("select pg_advisory_xact_lock(4206502014)"))
connection.execute(text("create schema if not exists portal"))
context.configure(connection=connection, target_metadata=None, version_table_schema="portal")
with context.begin_transaction():
    context.run_migrations()
