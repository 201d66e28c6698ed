"""Speed: what is settled stands with the invoice, indexes for what is open, for words and for months."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0004_speed.sql"


def upgrade() -> None:
    """Add the column with its triggers, the view without sums, the indexes."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
