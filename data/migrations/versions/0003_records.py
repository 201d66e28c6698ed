"""Defects, files, ZIP downloads, chosen columns, and the right to take data away."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0003_records.sql"


def upgrade() -> None:
    """Add the tables and the columns that name them; every grant so far may export."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
