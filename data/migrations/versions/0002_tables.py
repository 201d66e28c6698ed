"""Tables: searching invoices by how they stand, orders that follow an index, exports as activity."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0002_tables.sql"


def upgrade() -> None:
    """Widen the view of invoices, add the indexes of the tables' orders, allow the kind of activity."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
