"""Publishing by staff: batches of files, what is known of each, who was told; numbers as files show them."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0009_publishing.sql"


def upgrade() -> None:
    """Add the tables and columns; rights follow in data/policies.py."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
