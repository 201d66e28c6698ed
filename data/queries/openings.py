"""Which of the client's people opened something, and when first: documents and files by what was sent, records by the
page or paper that was shown. For staff alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from data.records.shared import Opening
from data.records.withdrawals import NOUNS
from data.session import Session
from data.viewer import Viewer

MOST_OPENINGS = 50
_SENT = "kind in ('document_opened', 'document_downloaded')"
_THEIRS = "not is_staff and person_id is not null and coalesce(result, 'part') = 'part'"
_FIRST = """
select p.name, a.at
  from (select person_id, min(at) as at from ({0}) x group by person_id order by 2 desc limit :limit) a
  join people p on p.id = a.person_id
 order by a.at desc"""
_FILED = {
    noun: text(_FIRST.format(f"select person_id, at from activity where {noun}_id = :id and {_THEIRS} and {_SENT}"))  # noqa: S608
    for noun in ("document", "file")
}  # fmt: skip
# A record is opened by its page, by the paper drawn of it, and by one of its documents. The condition on the path is
# that of the index (0012_staffside.sql).
_SHOWN = {
    noun: text(_FIRST.format(f"""
        select person_id, at from activity
         where path = any (cast(:paths as text[])) and path ~ '^/[a-z]+/[a-z2-7]{{16}}' and {_THEIRS}
           and (kind = 'page' or {_SENT})
        union all
        select a.person_id, a.at
          from (select document_id from document_links where client_id = :client and {noun}_id = :id
                   and published_at is not null and withdrawn_at is null and deleted_at is null) l,
               lateral (select person_id, at from activity
                         where document_id = l.document_id and {_THEIRS} and {_SENT}) a"""))  # noqa: S608
    for noun in NOUNS if noun not in _FILED
}  # fmt: skip


def openings_of(session: Session, viewer: Viewer, noun: str, record: Any) -> tuple[Opening, ...]:
    """Who opened the record, document or file in `record` (id, client_id, public_id), and when first; the latest on
    top. Nothing for anybody but staff."""
    if not viewer.is_staff:
        return ()
    values: dict[str, Any] = {"id": record.id, "limit": MOST_OPENINGS}
    if noun in _FILED:
        rows = session.execute(_FILED[noun], values)
    else:
        path = f"{NOUNS[noun].path}/{record.public_id}"
        rows = session.execute(_SHOWN[noun], values | {"client": record.client_id, "paths": [path, f"{path}/pdf"]})
    return tuple(Opening(row.name, row.at) for row in rows)
