"""Entering, on every page: what a person is granted is read once."""

from pathlib import Path

from alembic import op

revision = "0016"
down_revision = "0015"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0016_entering.sql"


def upgrade() -> None:
    """Make the functions anew; rights follow in data/policies.py."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
