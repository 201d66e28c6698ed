"""How alembic runs here: one transaction, one migration at a time on the whole server, rights re-applied at the end."""

from alembic import context
from sqlalchemy import text

connection = context.config.attributes["connection"]
connection.execute(text("select pg_advisory_xact_lock(4206502014)"))
# Whoever waits for a table keeps the rest waiting behind it; shorter than deadlock_timeout, so that it is us who yield.
connection.execute(text("set local lock_timeout = '700ms'"))
connection.execute(text("create schema if not exists portal"))
context.configure(connection=connection, target_metadata=None, version_table_schema="portal")
with context.begin_transaction():
    context.run_migrations()
