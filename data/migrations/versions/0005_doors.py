"""The doors: links, second factors, passkeys, devices, rules of entering, templates of messages."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0005_doors.sql"


def upgrade() -> None:
    """Add the tables and columns; rights follow in data/policies.py."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
