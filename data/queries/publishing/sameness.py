"""Whether the very bytes of a file are published already where it is meant to go."""

from __future__ import annotations

from sqlalchemy import text

from data.records.publishing import NOUNS
from data.session import Session

_LINK = ", ".join(f"l.{noun}_id" for noun in NOUNS)
_ITEM = ", ".join(f"i.{noun}_id" for noun in NOUNS)
SHOWN = "{0}.published_at is not null and {0}.withdrawn_at is null and {0}.deleted_at is null"
# the public id of a document with the bytes of an item `i`, of the same record, else of the same site or client
SAME = f"""(
    select d.public_id from portal.document_versions v
      join portal.documents d on d.client_id = v.client_id and d.id = v.document_id and {SHOWN.format("d")}
      left join portal.document_links l on l.client_id = d.client_id and l.document_id = d.id and {SHOWN.format("l")}
     where v.sha256 = i.sha256 and v.client_id = i.client_id and {SHOWN.format("v")}
       and row({_LINK}) is not distinct from row({_ITEM})
       and (num_nonnulls({_ITEM}) = 1 or d.site_id is not distinct from i.site_id)
     order by d.id limit 1)"""  # noqa: S608  (constants alone)
_OF_ITEM = text(f"select {SAME} from portal.publishing_items i where i.id = :item")  # noqa: S608


def same_document(session: Session, item: int) -> str | None:
    """The public id of such a document; None without one."""
    found: str | None = session.execute(_OF_ITEM, {"item": item}).scalar()
    return found
