"""Inspections: planned, scheduled and done, with what they found."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.company import company
from data.queries.defects import defects_of_inspection
from data.queries.surroundings import surroundings
from data.queries.table_statements import SortKey, Table
from data.queries.tables import list_table
from data.records.defects import DefectRef
from data.records.inspections import Inspection, InspectionLine, InspectionRow
from data.records.scope import Scope
from data.records.shared import Slice, build
from data.records.tables import NOTHING_ASKED, Question
from data.search import sql_folded
from data.session import Session
from data.viewer import NotFound, Viewer

_ROWS = """
select i.id, i.public_id, i.number, k.names as kind_names, portal.inspection_standing(i.state, i.result) as standing,
       i.due_month, i.scheduled_from, i.scheduled_until, i.done_on, i.inspector,
       i.certificate_due_on, o.number as contract,
       coalesce(s.zone, (select portal.zone())) as zone, n.compliant, n.non_compliant, n.not_reachable,
       page.list_order::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name,
       c.number as client_number, s.code as site_code
  from page
  join inspections i on i.client_id = page.client_id and i.id = page.id
  join clients c on c.id = i.client_id
  left join sites s on s.client_id = i.client_id and s.id = i.site_id
  left join kinds k on k.id = i.kind_id
  left join contracts o on o.client_id = i.client_id and o.id = i.contract_id and o.state <> 'draft'
   and o.published_at is not null and o.withdrawn_at is null
  cross join lateral (
    select count(*) filter (where l.result = 'compliant') as compliant,
           count(*) filter (where l.result = 'non_compliant') as non_compliant,
           count(*) filter (where l.result = 'not_reachable') as not_reachable
      from inspection_lines l where l.client_id = i.client_id and l.inspection_id = i.id
       and l.published_at is not null and l.withdrawn_at is null) n"""
INSPECTIONS = Table(
    "inspection", InspectionRow, "inspections", _ROWS, usual="-when",
    standing="portal.inspection_standing(t.state, t.result)",
    standings=("planned", "scheduled", "done", "compliant", "with_remarks", "non_compliant", "cancelled"),
    kind="(select x.code from kinds x where x.id = t.kind_id)", day="t.listed_on",
    number="t.number",
    sorts={
        "when": SortKey("t.listed_on", "date"), "number": SortKey("t.number"),
        "inspector": SortKey(sql_folded("t.inspector"), nullable=True),
    },
)  # fmt: skip
_ONE = text("""
select i.id, i.client_id, i.public_id, i.number, k.names as kind_names, i.contract_id,
       portal.inspection_standing(i.state, i.result) as standing, i.due_month, i.scheduled_from, i.scheduled_until,
       i.done_on, i.inspector, i.summary, i.preparation, i.certificate_due_on,
       coalesce(s.zone, (select portal.zone())) as zone, i.published_at, p.valid_until as certificate_until,
       case when i.state = 'done' then portal.certificate_standing(p.found is not null, p.valid_until,
            i.certificate_due_on, (select portal.today()), :soon) end as certificate_standing,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from inspections i
  join clients c on c.id = i.client_id
  left join sites s on s.client_id = i.client_id and s.id = i.site_id
  left join kinds k on k.id = i.kind_id
  left join lateral (
    select true as found, d.valid_until
      from document_links l
      join documents d on d.client_id = l.client_id and d.id = l.document_id
      join kinds dk on dk.id = d.kind_id and dk.code = 'certificate'
     where l.client_id = i.client_id and l.inspection_id = i.id
       and l.published_at is not null and l.withdrawn_at is null and l.deleted_at is null
       and d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null
     order by d.valid_until desc nulls last, d.id desc limit 1) p on true
 where i.public_id = :public_id and i.published_at is not null and i.withdrawn_at is null""")
_LINES = text("""
select l.result, l.subject, l.equipment_id, e.public_id as equipment, e.code, e.name, k.names as kind_names, e.location,
       l.remark, l.action
  from inspection_lines l
  left join equipment e on e.client_id = l.client_id and e.id = l.equipment_id
   and e.published_at is not null and e.withdrawn_at is null
  left join kinds k on k.id = e.kind_id
 where l.client_id = :client and l.inspection_id = :id and l.published_at is not null and l.withdrawn_at is null
 order by case l.result when 'non_compliant' then 0 when 'not_reachable' then 1 else 2 end, l.position""")


def list_inspections(
    viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[InspectionRow]:
    """Inspections, the coming ones on top, fifty at a time. Raises Invalid for a malformed `after`."""
    return list_table(INSPECTIONS, viewer, scope, after, question)


def find_inspection(viewer: Viewer, public_id: str) -> Inspection:
    """One inspection with everything on its page. Raises NotFound."""
    soon = company().expiry_days
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id, "soon": soon}).first()
        if row is None:
            raise NotFound
        lines, besides = _found(session, row.client_id, row.id)
        counts = {code: sum(line.result == code for line in lines)
                  for code in ("compliant", "non_compliant", "not_reachable")}  # fmt: skip
        around = surroundings(
            session, viewer, "inspection", row, days={"done": row.done_on}, contract=row.contract_id,
            of_inspection=row.id,
        )  # fmt: skip
        return build(Inspection, row, lines=lines, besides=besides, around=around, **counts)


def _found(session: Session, client: int, inspection: int) -> tuple[tuple[InspectionLine, ...], tuple[DefectRef, ...]]:
    """The lines, each with the defects of its equipment, failing before others; and the defects of no line."""
    rows = session.execute(_LINES, {"client": client, "id": inspection}).all()
    of_thing: dict[int | None, list[DefectRef]] = {}
    for thing, defect in defects_of_inspection(session, client, inspection):
        of_thing.setdefault(thing, []).append(defect)
    besides = of_thing.pop(None, [])
    lines = [build(InspectionLine, row, defects=tuple(of_thing.pop(row.equipment_id, ()))) for row in rows]
    return tuple(lines), (*besides, *(one for many in of_thing.values() for one in many))
