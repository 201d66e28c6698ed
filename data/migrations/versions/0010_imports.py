"""Imports on the page: uploaded tables, remembered mappings, and what an import did, to be undone for a day."""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0010_imports.sql"


def upgrade() -> None:
    """Add the tables, columns and functions; rights follow in data/policies.py."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
