"""How the portal is used: activity rolled up by day."""

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0013_usage.sql"


def upgrade() -> None:
    """Add the roll-ups and what makes them; rights follow in data/policies.py."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
