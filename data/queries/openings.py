"""Which of the client's people opened something, and when first: documents and files by what was sent, records by the
page or paper that was shown. For staff alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from data.records.shared import Opening
from data.records.withdrawals import NOUNS
from data.viewer import Viewer

MOST_OPENINGS = 50
_FIRST = """
select p.name, a.at
  from (select person_id, min(at) as at from activity where {0} and not is_staff and person_id is not null
           and coalesce(result, 'part') = 'part' and kind in ({1})
         group by person_id order by 2 desc limit :limit) a
  join people p on p.id = a.person_id
 order by a.at desc"""
_SENT = "'document_opened', 'document_downloaded'"
_FILED = {noun: text(_FIRST.format(f"{noun}_id = :id", _SENT)) for noun in ("document", "file")}
# the second condition is that of the index (0012_staffside.sql)
_SHOWN = text(_FIRST.format(
    "path = any (cast(:paths as text[])) and path ~ '^/[a-z]+/[a-z2-7]{16}'", f"'page', {_SENT}"
))  # fmt: skip


def openings_of(session: Session, viewer: Viewer, noun: str, record_id: int, public_id: str) -> tuple[Opening, ...]:
    """Who opened a record, document or file, and when first; the latest on top. Nothing for anybody but staff."""
    if not viewer.is_staff:
        return ()
    values: Mapping[str, Any]
    if noun in _FILED:
        statement, values = _FILED[noun], {"id": record_id}
    else:
        path = f"{NOUNS[noun].path}/{public_id}"
        statement, values = _SHOWN, {"paths": [path, f"{path}/pdf"]}
    rows = session.execute(statement, {**values, "limit": MOST_OPENINGS})
    return tuple(Opening(row.name, row.at) for row in rows)
