"""Erasure of a person: asked for, carried out, kept in a list that outlives a restore."""

from pathlib import Path

from alembic import op

revision = "0015"
down_revision = "0014"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0015_erasure.sql"


def upgrade() -> None:
    """Add requests and erasures, and what carries them out; rights follow in data/policies.py."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
