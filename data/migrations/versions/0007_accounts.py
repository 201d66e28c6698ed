"""Accounts: the right to see amounts, and grants that staff set."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0007_accounts.sql"


def upgrade() -> None:
    """Add the columns and functions; rights follow in data/policies.py."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
