"""The first schema: data model, functions of the row security, job queue."""

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    """Create everything; roles and rights follow in data/policies.py."""
    connection = op.get_bind()
    connection.exec_driver_sql("create schema jobs")
    connection.exec_driver_sql("set local search_path = jobs")
    connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    for name in ("0001_schema.sql", "0001_functions.sql", "0001_standing.sql", "0001_kinds.sql"):
        connection.exec_driver_sql((_SQL / name).read_text(encoding="utf-8").replace("%", "%%"))
