"""Defects: what does not comply, how bad it is, and how far its repair is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text

from data.database import transaction
from data.queries.surroundings import documents_of, surroundings
from data.queries.table_statements import SortKey, Table
from data.queries.tables import list_table
from data.records.defects import CLOSING, SEVERITIES, STEPS, Defect, DefectRef, DefectRow, lifeline
from data.records.scope import Scope
from data.records.shared import DocumentRef, RelatedRecord, Slice, build
from data.records.tables import NOTHING_ASKED, Question
from data.search import sql_folded
from data.session import Session
from data.viewer import NotFound, Viewer

_STANDING = """portal.defect_standing({d}.quoted_on, {d}.approved_on, {d}.scheduled_on, {d}.fixed_on, {d}.proven_on,
       {d}.cancelled_on)"""
_AGE = "(coalesce({d}.fixed_on, {d}.proven_on, {d}.cancelled_on, (select portal.today())) - {d}.found_on)"
_SHOWN = f"""d.id, d.public_id, d.number, d.title, d.severity, {_STANDING.format(d="d")} as standing,
       {_AGE.format(d="d")} as age, e.public_id as equipment, e.code, coalesce(d.location, e.location) as location,
       d.action, d.found_on, d.quoted_on, d.approved_on, d.scheduled_on, d.fixed_on, d.proven_on, d.cancelled_on,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name,
       c.number as client_number, s.code as site_code"""
_JOINED = """
  join clients c on c.id = d.client_id
  left join sites s on s.client_id = d.client_id and s.id = d.site_id
  left join equipment e on e.client_id = d.client_id and e.id = d.equipment_id
   and e.published_at is not null and e.withdrawn_at is null"""
_ROWS = f"""
select {_SHOWN}, page.list_order::text as list_key
  from page
  join defects d on d.client_id = page.client_id and d.id = page.id{_JOINED}"""  # noqa: S608  (constants alone)
DEFECTS = Table(
    "defect", DefectRow, "defects", _ROWS, usual="-found",
    standing=_STANDING.format(d="t"), standings=(*STEPS, "cancelled"), kind="t.severity", kinds=SEVERITIES,
    day="t.found_on", number="t.number", subject="t.title",
    sorts={
        "found": SortKey("t.found_on", "date"), "number": SortKey("t.number"), "title": SortKey(sql_folded("t.title")),
        "severity": SortKey("array_position(array['minor', 'major', 'critical'], t.severity)", "numeric"),
        "age": SortKey(_AGE.format(d="t"), "numeric"),
    },
)  # fmt: skip
_ONE = text(f"""
select {_SHOWN}, d.client_id, d.description, d.inspection_id, d.equipment_id, d.quote_id, d.job_id, e.name as
       equipment_name, k.names as kind_names, coalesce(s.zone, (select portal.zone())) as zone, d.published_at,
       (select portal.today()) as today
  from defects d{_JOINED}
  left join kinds k on k.id = e.kind_id
 where d.public_id = :public_id and d.published_at is not null and d.withdrawn_at is null""")  # noqa: S608
_PROOF = text("""
select 'inspection' as noun, i.public_id, i.number, null as title, i.done_on as on,
       portal.inspection_standing(i.state, i.result) as standing
  from inspection_lines l
  join inspections i on i.client_id = l.client_id and i.id = l.inspection_id and i.state = 'done'
   and i.published_at is not null and i.withdrawn_at is null
 where l.client_id = :client and l.equipment_id = :equipment and i.done_on = :day and l.result = 'compliant'
   and l.published_at is not null and l.withdrawn_at is null
 order by i.id limit 1""")
_BESIDE = text(f"""
select d.id, d.public_id, d.number, d.title, d.severity, {_STANDING.format(d="d")} as standing, d.scheduled_on,
       d.equipment_id
  from defects d
 where d.client_id = :client and d.inspection_id = :inspection
   and d.published_at is not null and d.withdrawn_at is null
 order by d.id limit 500""")  # noqa: S608


def list_defects(
    viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[DefectRow]:
    """Defects, the newest first, fifty at a time. Raises Invalid for a malformed `after`."""
    return list_table(DEFECTS, viewer, scope, after, question)


def find_defect(viewer: Viewer, public_id: str) -> Defect:
    """One defect with everything on its page. Raises NotFound."""
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id}).first()
        if row is None:
            raise NotFound
        days: dict[str, date | None] = {name: getattr(row, f"{name}_on") for name in (*STEPS, "cancelled")}
        past = {name: on for name, on in days.items() if on is None or on <= row.today}
        around = surroundings(
            session, viewer, "defect", row, days=past, inspection=row.inspection_id, equipment=row.equipment_id,
            quote=row.quote_id, job=row.job_id,
        )  # fmt: skip
        papers = list(around.documents)
        if row.job_id is not None:
            papers += documents_of(session, "job", [row.job_id], row.client_id).get(row.job_id, [])
        proof = None
        if row.proven_on and row.equipment_id:
            found = {"client": row.client_id, "equipment": row.equipment_id, "day": row.proven_on}
            proof = session.execute(_PROOF, found).first()
    return build(
        Defect, row, around=around, steps=lifeline(days), proof=build(RelatedRecord, proof) if proof else None,
        photos=_photos(papers),
        proofs=tuple(one for one in papers if one.kind in CLOSING) if row.proven_on else (),
    )  # fmt: skip


def defects_of_inspection(session: Session, client: int, inspection: int) -> list[tuple[int | None, DefectRef]]:
    """The defects an inspection found, each with the inner id of its equipment, and their photographs."""
    rows = session.execute(_BESIDE, {"client": client, "inspection": inspection}).all()
    papers = documents_of(session, "defect", [row.id for row in rows], client) if rows else {}
    return [(row.equipment_id, build(DefectRef, row, photos=_photos(papers.get(row.id, ())))) for row in rows]


def _photos(papers: Sequence[DocumentRef]) -> tuple[DocumentRef, ...]:
    """What can be shown as a picture, in the order in which it was taken."""
    found = [one for one in papers if one.media_type.startswith("image/")]
    return tuple(sorted(found, key=lambda one: str(one.issued_on or "9")))
