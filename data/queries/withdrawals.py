"""For staff: a publication that is to be withdrawn, who opened it, and everything that was withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text

from data.database import transaction
from data.ids import is_public_id
from data.records.withdrawals import NOUNS, Opened, OwnDocument, Publication, Withdrawal, Withdrawals
from data.session import Session
from data.viewer import Forbidden, NotFound, Permission, Viewer

PAGE = 50
_OPENED = text("""
select p.id, p.name, greatest(count(*) filter (where a.result is null), 1) as times, max(a.at) as last
  from portal.activity a join portal.people p on p.id = a.person_id
 where a.person_id in (select g.person_id from portal.grants g left join portal.clients c on c.group_id = g.group_id
                        where coalesce(g.client_id, c.id) = :client)
   and a.at >= :since and not a.is_staff and coalesce(a.result, 'part') = 'part'
   and ((a.kind in ('page', 'document_opened', 'document_downloaded') and a.path = any (cast(:paths as text[])))
        or (a.kind in ('document_opened', 'document_downloaded') and a.document_id = any (cast(:documents as bigint[])))
        or (a.kind in ('document_opened', 'document_downloaded') and a.file_id = cast(:file as bigint)))
 group by p.id, p.name order by last desc, p.id""")
_RECORDS = " union all ".join(
    f"select '{noun}', r.public_id, r.withdrawn_at from portal.{kept.table} r where r.id = e.{noun}_id"  # noqa: S608
    for noun, kept in NOUNS.items()
)
_LIST = text(f"""
select e.id, r.noun, r.public_id, e.details ->> 'name' as name, c.name as client_name, s.name as site_name, e.at,
       p.name as by, e.details ->> 'reason' as reason,
       jsonb_array_length(coalesce(e.details -> 'documents', '[]')) as documents,
       array(select jsonb_build_array(x.name, o -> 1, o -> 2)
               from jsonb_array_elements(coalesce(e.details -> 'opened', '[]')) o
               join portal.people x on x.id = (o ->> 0)::bigint) as opened,
       coalesce(r.withdrawn_at = e.at, false) as gone
  from portal.events e
  join portal.clients c on c.id = e.client_id
  left join portal.sites s on s.id = e.site_id
  left join portal.people p on p.id = e.person_id
 cross join lateral ({_RECORDS}) r (noun, public_id, withdrawn_at)
 where e.verb = 'withdrawn' and not e.details ? 'with' and (cast(:after as bigint) is null or e.id < :after)
 order by e.id desc limit :most""")  # noqa: S608  (constant text)


@cache
def _one(noun: str) -> TextClause:
    kept = NOUNS[noun]
    lines = f"(select count(*) from portal.{kept.lines} l where l.{noun}_id = r.id)" if kept.lines else "0"  # noqa: S608
    return text(f"""
select r.id, r.client_id, r.{kept.name} as name, r.published_at, c.name as client_name, s.name as site_name,
       {lines} as lines
  from portal.{kept.table} r
  join portal.clients c on c.id = r.client_id
  left join portal.sites s on s.id = r.site_id
 where r.public_id = :public_id and r.published_at is not null and r.withdrawn_at is null""")  # noqa: S608


@cache
def _documents(noun: str) -> TextClause:
    return text(f"""
select d.id, d.public_id, d.title,
       exists (select from portal.document_links o where o.client_id = d.client_id and o.document_id = d.id
                  and o.{noun}_id is distinct from :id) as shared
  from portal.documents d
 where d.client_id = :client and d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null
   and exists (select from portal.document_links l where l.client_id = d.client_id and l.document_id = d.id
                  and l.{noun}_id = :id)
 order by d.listed_on desc, d.id desc""")  # noqa: S608


def find_publication(viewer: Viewer, noun: str, public_id: str) -> Publication:
    """A published record, what hangs on it, and who opened it. Raises Forbidden, NotFound (also once withdrawn)."""
    if not viewer.may(Permission.PUBLISH):
        raise Forbidden
    if noun not in NOUNS or not is_public_id(public_id):
        raise NotFound
    with transaction(viewer) as session:
        row = session.execute(_one(noun), {"public_id": public_id}).one_or_none()
        if row is None:
            raise NotFound
        documents = own_documents(session, noun, row)
        opened = who_opened(session, noun, row, public_id, [one.id for one in documents])
    return Publication(
        noun, public_id, row.name, row.client_name, row.site_name, row.published_at, row.lines,
        tuple(OwnDocument(one.public_id, one.title, one.shared) for one in documents),
        tuple(Opened(one.name, one.times, one.last) for one in opened),
    )  # fmt: skip


def own_documents(session: Session, noun: str, row: Any) -> Sequence[Any]:
    """The published documents of a record (`row`: id, client_id); a document and a file have none."""
    if noun in ("document", "file"):
        return ()
    return session.execute(_documents(noun), {"client": row.client_id, "id": row.id}).all()


def who_opened(session: Session, noun: str, row: Any, public_id: str, documents: Sequence[int]) -> Sequence[Any]:
    """People of the client's who saw the page, the paper or one of the documents, since it was published."""
    path = f"{NOUNS[noun].path}/{public_id}"
    values = {"client": row.client_id, "since": row.published_at, "paths": [path, f"{path}/pdf"],
              "documents": [row.id] if noun == "document" else list(documents),
              "file": row.id if noun == "file" else None}  # fmt: skip
    return session.execute(_OPENED, values).all()


def list_withdrawals(viewer: Viewer, after: int | None = None) -> Withdrawals:
    """What was withdrawn, newest first, going on after an id. Raises Forbidden for anybody but staff."""
    if not viewer.may(Permission.SEE_CLIENTS):
        raise Forbidden
    with transaction(viewer) as session:
        rows = session.execute(_LIST, {"after": after, "most": PAGE + 1}).all()
    found = tuple(_withdrawal(row) for row in rows[:PAGE])
    return Withdrawals(found, found[-1].id if len(rows) > PAGE else None)


def _withdrawal(row: Any) -> Withdrawal:
    values: dict[str, Any] = dict(row._mapping)
    opened = tuple(Opened(name, times, datetime.fromisoformat(last)) for name, times, last in values.pop("opened"))
    return Withdrawal(**values, opened=opened)
