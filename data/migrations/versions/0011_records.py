"""Records written in the portal: references of their own, drafts."""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0011_records.sql"


def upgrade() -> None:
    """Add sequence and indexes; rights follow in data/policies.py."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
