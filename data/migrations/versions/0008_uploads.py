"""Files both ways: uploads by clients, the virus check, seen or new, deleting with a way back."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0008_uploads.sql"


def upgrade() -> None:
    """Add the tables and columns; rights follow in data/policies.py."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
