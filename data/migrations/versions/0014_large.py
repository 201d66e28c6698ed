"""What very large installations need: usage rolled up quickly, and indexes, built while everybody goes on."""

from pathlib import Path

from alembic import op

from data.indexes import Index

revision = "0014"
down_revision = "0013"

_MARKED = "áàâãäåăąçćčďéèêëęěíìîïłľñńňóòôõöőøřśšșşťțţúùûüůűýÿžźżÁÀÂÃÄÅĂĄÇĆČĎÉÈÊËĘĚÍÌÎÏŁĽÑŃŇÓÒÔÕÖŐØŘŚŠȘŞŤȚŢÚÙÛÜŮŰÝŸŽŹŻ"
_PLAIN = "aaaaaaaacccdeeeeeeiiiillnnnooooooorsssstttuuuuuuyyzzz"
_FOLDED = (
    "case when octet_length({0}) = length({0}) then lower({0})"
    f" else translate(lower({{0}}), '{_MARKED}', '{_PLAIN + _PLAIN}') end"
)

INDEXES = (
    # what was done with a document: one action in ten
    Index("activity_of_documents", "activity", "(document_id, at desc) where document_id is not null"),
    # all invoices in the order of what they say (data/search.py, sql_folded) and of the day they are due
    Index("invoices_by_subject", "invoices", f"(({_FOLDED.format('subject')}), id)"),
    Index("invoices_by_due", "invoices", "(due_on, id)"),
    # the order of tables by client and by site, along which a page of their records is found
    Index("clients_by_words", "clients", "(left(search_text, 200))"),
    Index("sites_by_words", "sites", "(left(search_text, 200))"),
)
DROPPED = ("activity_document_id_at_idx",)


_SQL = Path(__file__).resolve().parent.parent / "sql" / "0014_large.sql"


def upgrade() -> None:
    """Put the functions of usage in the place of the slower ones; their rights stay."""
    connection = op.get_bind()
    connection.exec_driver_sql("set local search_path = portal, pg_catalog")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))
