"""What very large installations need: indexes, built while everybody goes on."""

from data.indexes import Index

revision = "0014"
down_revision = "0013"

INDEXES = (
    # what was done with a document: one action in ten
    Index("activity_of_documents", "activity", "(document_id, at desc) where document_id is not null"),
)
DROPPED = ("activity_document_id_at_idx",)


def upgrade() -> None:
    """Nothing in the transaction."""
