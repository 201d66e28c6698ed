"""One document: its file and those before it, where it belongs, who opened it, and what stands beside it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.ids import is_public_id
from data.queries.company import company
from data.queries.documents import DOCUMENTS, records_about
from data.queries.neighbours import NOBODY, beside_in_table
from data.queries.openings import openings_of
from data.queries.surroundings import RELATIONS, documents_of, history_of
from data.queries.validity import document_standing
from data.records.documents import About, Beside, Document, DocumentVersion, Neighbour
from data.records.scope import Scope
from data.records.shared import Surroundings, build
from data.records.tables import Question
from data.viewer import NotFound, Viewer

_ONE = text(f"""
select d.id, d.client_id, d.public_id, d.title, d.number, k.code as kind, k.names as kind_names, d.issued_on,
       d.valid_until, {document_standing()} as standing,
       v.media_type, v.size, v.file_name, v.version, d.published_at, coalesce(s.zone, (select portal.zone())) as zone,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from documents d
  join clients c on c.id = d.client_id
  left join sites s on s.client_id = d.client_id and s.id = d.site_id
  join kinds k on k.id = d.kind_id
  join lateral (select x.media_type, x.size, x.file_name, x.version from document_versions x
       where x.client_id = d.client_id and x.document_id = d.id and x.published_at is not null
       and x.withdrawn_at is null and x.deleted_at is null order by x.version desc limit 1) v on true
 where d.public_id = :public_id and d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null""")  # noqa: S608  (constants alone)
_EARLIER = text("""
select v.version, v.file_name, v.media_type, v.size, v.published_at from document_versions v
 where v.client_id = :client and v.document_id = :document and v.version < :newest
   and v.published_at is not null and v.withdrawn_at is null and v.deleted_at is null
 order by v.version desc""")
# a record by its address: what its documents are looked up by, and what it is called
_RECORDS = {
    relation: (noun, text(
        f"select r.id, r.client_id, {'r.code' if noun == 'equipment' else 'r.number'} as number, "  # noqa: S608
        f"{'r.kind' if noun == 'invoice' else 'null'} as kind from {relation} r "
        "where r.public_id = :public_id and r.published_at is not null and r.withdrawn_at is null"
    ))
    for noun, relation in RELATIONS.items()
}  # fmt: skip


def find_document(viewer: Viewer, public_id: str) -> Document:
    """One document with everything on its page. Raises NotFound."""
    if not is_public_id(public_id):
        raise NotFound
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id, "soon": company().expiry_days}).first()
        if row is None:
            raise NotFound
        before = session.execute(_EARLIER, {"client": row.client_id, "document": row.id, "newest": row.version})
        earlier = tuple(build(DocumentVersion, one) for one in before)
        belongs = tuple(one for _document, one in records_about(session, [public_id]))
        around = Surroundings(row.zone, history=history_of(session, viewer, "document", row, {}))
        return build(
            Document, row, around=around, earlier=earlier, belongs=belongs, about=belongs[0] if belongs else None,
            openings=openings_of(session, viewer, "document", row),
        )  # fmt: skip


def beside_document(viewer: Viewer, scope: Scope, question: Question, of: str | None, public_id: str) -> Beside:
    """The neighbours of a document in the list it was opened from, or among the documents of the record `of` names.

    `of` is the end of the record's address: `inspections/<id>`. One that leads nowhere has no neighbours in it.
    """
    if not of:
        return beside_in_table(DOCUMENTS, viewer, scope, question, public_id)
    relation, _slash, record = of.partition("/")
    if relation not in _RECORDS or not is_public_id(record):
        return NOBODY
    noun, statement = _RECORDS[relation]
    with transaction(viewer) as session:
        row = session.execute(statement, {"public_id": record}).first()
        papers = documents_of(session, noun, [row.id], row.client_id).get(row.id, []) if row else []
    at = next((place for place, one in enumerate(papers) if one.public_id == public_id), None)
    if row is None or at is None:
        return NOBODY
    return Beside(
        _neighbour(papers, at - 1) if at else None,
        _neighbour(papers, at + 1),
        About(row.kind or noun, record, row.number),
    )


def _neighbour(papers: list[Any], at: int) -> Neighbour | None:
    return Neighbour(papers[at].public_id, papers[at].title) if at < len(papers) else None
