"""The documents that go into an archive: chosen by a question or by name, read as they may be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import text

from data.database import transaction
from data.ids import is_public_id
from data.queries.documents import ABOUT, DOCUMENTS, OPENS
from data.queries.surroundings import PLAN_FOR_THESE_VALUES
from data.queries.tables import EXPORT_SECONDS, select_first
from data.records.documents import About
from data.records.downloads import MOST, Chosen, PackedDocument
from data.records.scope import Scope
from data.records.shared import build
from data.records.tables import Question
from data.viewer import Viewer

_NEWEST = """
  join lateral (select x.file_name, x.media_type, x.size, x.sha256, x.storage_key, x.version from document_versions x
       where x.client_id = d.client_id and x.document_id = d.id
       and x.published_at is not null and x.withdrawn_at is null and x.deleted_at is null
       order by x.version desc limit 1) v on true"""
_BY_QUESTION = replace(
    DOCUMENTS,
    rows=f"""
select d.public_id, v.size
  from page
  join documents d on d.client_id = page.client_id and d.id = page.id{_NEWEST}""",  # noqa: S608  (constant text, as below)
    _made={},
)
_NAMED = f"""
  from documents t where t.public_id = any (cast(:documents as text[]))
   and t.published_at is not null and t.withdrawn_at is null and {OPENS}"""
_SIZES = text(f"""
with page as materialized (select t.id, t.client_id, t.listed_on as list_order {_NAMED})
{_BY_QUESTION.rows}
 order by page.list_order desc, page.id desc""")
_PACKED = text(f"""
with page as materialized (select t.id, t.client_id, t.listed_on as list_order {_NAMED})
select d.id, d.client_id, d.public_id, d.title, d.number, k.names as kind_names, d.issued_on, d.valid_until,
       v.file_name, v.media_type, v.size, v.sha256, v.storage_key, v.version,
       c.public_id as client_public_id, c.name as client_name, c.number as client_number,
       s.public_id as site_public_id, s.name as site_name, s.code as site_code
  from page
  join documents d on d.client_id = page.client_id and d.id = page.id
  join clients c on c.id = d.client_id
  left join sites s on s.client_id = d.client_id and s.id = d.site_id
  join kinds k on k.id = d.kind_id{_NEWEST}
 order by page.list_order desc, page.id desc""")  # noqa: S608
_STILL = text(f"""
with page as materialized (select t.id, t.client_id, t.public_id {_NAMED})
select page.public_id || ':' || x.version from page
  join document_versions x on x.client_id = page.client_id and x.document_id = page.id
   and x.published_at is not null and x.withdrawn_at is null and x.deleted_at is null""")  # noqa: S608


def choose_documents(viewer: Viewer, scope: Scope, question: Question) -> tuple[Chosen, ...]:
    """What the question finds that may be taken away; at most one more than MOST. Raises Forbidden, Invalid."""
    found = select_first(_BY_QUESTION, viewer, scope, question, MOST + 1)
    return tuple(Chosen(row.public_id, row.size) for row in found)


def choose_named(viewer: Viewer, documents: Sequence[str]) -> tuple[Chosen, ...]:
    """Those of the documents that may be taken away; what is none or somebody else's is left out. Raises Forbidden."""
    with transaction(viewer, seconds=EXPORT_SECONDS, exporting=True) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        return tuple(Chosen(*row) for row in session.execute(_SIZES, _named(documents)))


def list_packed(viewer: Viewer, documents: Sequence[str]) -> tuple[PackedDocument, ...]:
    """The documents as they go into an archive, newest first, with the record each is about. Raises Forbidden."""
    with transaction(viewer, seconds=EXPORT_SECONDS, exporting=True) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        named = _named(documents)
        about: dict[str, About] = {}
        for row in session.execute(ABOUT, named):
            about.setdefault(row.document, About(row.noun, row.public_id, row.number))
        rows = session.execute(_PACKED, named).all()
    return tuple(build(PackedDocument, row, about=about.get(row.public_id)) for row in rows)


def still_there(viewer: Viewer, files: Sequence[str]) -> frozenset[str]:
    """Which of these files (`very_file`) may still be taken away, and others of their documents. Raises Forbidden.

    A document that has another file by now does not open an archive that holds the one that was withdrawn.
    """
    with transaction(viewer, seconds=EXPORT_SECONDS, exporting=True) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        return frozenset(session.execute(_STILL, _named([one.partition(":")[0] for one in files])).scalars())


def _named(documents: Sequence[str]) -> dict[str, list[str]]:
    return {"documents": [one for one in dict.fromkeys(documents) if is_public_id(one)]}
