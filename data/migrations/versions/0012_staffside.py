"""The pages of staff: indexes for what waits, who was here, what happened."""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0012_staffside.sql"


def upgrade() -> None:
    """Add the indexes; rights stand in data/policies.py."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
