"""Documents: the list, and the file behind one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import text

from data.database import transaction
from data.ids import is_public_id
from data.queries.slices import narrowed
from data.queries.table_statements import SortKey, Table
from data.queries.tables import list_table
from data.queries.validity import document_standing
from data.records.documents import About, DocumentFile, DocumentRow
from data.records.scope import Scope
from data.records.shared import Slice, build
from data.records.tables import NOTHING_ASKED, Question
from data.search import sql_folded
from data.session import Session
from data.viewer import NotFound, Viewer

_ROWS = f"""
select d.id, d.public_id, d.title, d.number, k.code as kind, k.names as kind_names, d.issued_on, d.valid_until,
       {document_standing()} as standing, v.media_type, v.size,
       d.published_at, null as about, page.list_order::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name,
       c.number as client_number, s.code as site_code
  from page
  join documents d on d.client_id = page.client_id and d.id = page.id
  join clients c on c.id = d.client_id
  left join sites s on s.client_id = d.client_id and s.id = d.site_id
  join kinds k on k.id = d.kind_id
  left join lateral (select x.media_type, x.size from document_versions x where x.client_id = d.client_id
       and x.document_id = d.id and x.published_at is not null and x.withdrawn_at is null and x.deleted_at is null
       order by x.version desc limit 1) v on true"""  # noqa: S608  (constants alone)
# one whose every version was withdrawn has nothing to open
OPENS = (
    "t.deleted_at is null and exists (select 1 from document_versions x where x.client_id = t.client_id "
    "and x.document_id = t.id and x.published_at is not null and x.withdrawn_at is null and x.deleted_at is null)"
)
DOCUMENTS = Table(
    "document", DocumentRow, "documents", _ROWS, usual="-issued", document=False, alike=False, shown=OPENS,
    standing=document_standing("t"), standings=("valid", "expiring", "expired", "replaced"),
    kind="(select x.code from kinds x where x.id = t.kind_id)", day="t.listed_on", due="t.valid_until",
    number="t.number", subject="t.title",
    sorts={
        "issued": SortKey("t.listed_on", "date"), "title": SortKey(sql_folded("t.title")),
        "valid": SortKey("t.valid_until", "date", nullable=True),
    },
)  # fmt: skip
ABOUT = text("""
select d.public_id as document, a.noun, a.public_id, a.number
  from documents d
  join document_links l on l.client_id = d.client_id and l.document_id = d.id
   and l.published_at is not null and l.withdrawn_at is null and l.deleted_at is null
  cross join lateral (
    select 'inspection' as noun, r.public_id, r.number from inspections r where r.client_id = l.client_id
       and r.id = l.inspection_id and r.published_at is not null and r.withdrawn_at is null
    union all select 'equipment', r.public_id, r.code from equipment r where r.client_id = l.client_id
       and r.id = l.equipment_id and r.published_at is not null and r.withdrawn_at is null
    union all select 'defect', r.public_id, r.number from defects r where r.client_id = l.client_id
       and r.id = l.defect_id and r.published_at is not null and r.withdrawn_at is null
    union all select 'job', r.public_id, r.number from jobs r where r.client_id = l.client_id
       and r.id = l.job_id and r.published_at is not null and r.withdrawn_at is null
    union all select r.kind, r.public_id, r.number from invoices r where r.client_id = l.client_id
       and r.id = l.invoice_id and r.published_at is not null and r.withdrawn_at is null
    union all select 'payment', r.public_id, r.number from payments r where r.client_id = l.client_id
       and r.id = l.payment_id and r.published_at is not null and r.withdrawn_at is null
    union all select 'quote', r.public_id, r.number from quotes r where r.client_id = l.client_id
       and r.id = l.quote_id and r.published_at is not null and r.withdrawn_at is null
    union all select 'contract', r.public_id, r.number from contracts r where r.client_id = l.client_id
       and r.id = l.contract_id and r.published_at is not null and r.withdrawn_at is null
    union all select 'order', r.public_id, r.number from orders r where r.client_id = l.client_id
       and r.id = l.order_id and r.published_at is not null and r.withdrawn_at is null
    union all select 'booking', r.public_id, r.number from bookings r where r.client_id = l.client_id
       and r.id = l.booking_id and r.published_at is not null and r.withdrawn_at is null) a
 where d.public_id = any(cast(:documents as text[]))
 order by l.id""")
_FILE = text("""
select d.id, d.client_id, d.public_id, d.title, v.storage_key, v.file_name, v.media_type, v.size, v.sha256
  from documents d
  join document_versions v on v.client_id = d.client_id and v.document_id = d.id
   and v.published_at is not null and v.withdrawn_at is null and v.deleted_at is null
 where d.public_id = :public_id and d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null
   and (cast(:version as int) is null or v.version = cast(:version as int))
 order by v.version desc limit 1""")


def list_documents(
    viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[DocumentRow]:
    """Documents with the record each is about, newest first, fifty at a time. Raises Invalid as all lists do."""
    found = list_table(DOCUMENTS, viewer, scope, after, question)
    if not found.records:
        return found
    about: dict[str, About] = {}
    with transaction(narrowed(viewer, scope)) as session:
        for document, one in records_about(session, [one.public_id for one in found.records]):
            about.setdefault(document, one)
    return replace(found, records=tuple(replace(one, about=about.get(one.public_id)) for one in found.records))


def records_about(session: Session, documents: Sequence[str]) -> Iterator[tuple[str, About]]:
    """Each document's public id with a record it belongs to; one of several records comes several times."""
    for row in session.execute(ABOUT, {"documents": list(documents)}):
        yield row.document, About(row.noun, row.public_id, row.number)


def find_document_file(viewer: Viewer, public_id: str, version: int | None = None) -> DocumentFile:
    """The file to send for a document: its newest, or the one of a version. Raises NotFound."""
    if not is_public_id(public_id):
        raise NotFound
    with transaction(viewer) as session:
        row = session.execute(_FILE, {"public_id": public_id, "version": version}).first()
    if row is None:
        raise NotFound
    return build(DocumentFile, row)
