"""Equipment: what there is, how it did at its inspections, and what is due."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.company import company
from data.queries.surroundings import surroundings
from data.queries.table_statements import SortKey, Table
from data.queries.tables import list_table
from data.records.equipment import Equipment, EquipmentResult, EquipmentRow
from data.records.scope import Scope
from data.records.shared import RelatedRecord, Slice, build
from data.records.tables import NOTHING_ASKED, Question
from data.search import sql_folded
from data.viewer import NotFound, Viewer

_ROWS = """
select e.id, e.public_id, e.code, e.name, k.names as kind_names, k.icon, e.location, e.state as standing, e.retest_on,
       e.serial, e.maker, e.model, e.installed_on, e.end_of_life_on,
       case when e.state <> 'retired' then portal.validity_standing(e.retest_on, (select portal.today()), :soon)
       end as retest_standing, r.result as last_result, r.done_on as last_checked_on,
       page.list_order::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name,
       c.number as client_number, s.code as site_code
  from page
  join equipment e on e.client_id = page.client_id and e.id = page.id
  join clients c on c.id = e.client_id
  left join sites s on s.client_id = e.client_id and s.id = e.site_id
  join kinds k on k.id = e.kind_id
  left join lateral (
    select l.result, i.done_on
      from inspection_lines l
      join inspections i on i.client_id = l.client_id and i.id = l.inspection_id and i.state = 'done'
       and i.published_at is not null and i.withdrawn_at is null
     where l.client_id = e.client_id and l.equipment_id = e.id and l.published_at is not null and l.withdrawn_at is null
     order by i.done_on desc, i.id desc, l.result = 'compliant' limit 1) r on true  -- the worst of one visit counts"""
EQUIPMENT = Table(
    "equipment", EquipmentRow, "equipment", _ROWS, usual="code", document=False,
    standing="t.state", standings=("in_service", "out_of_service", "retired"),
    kind="(select x.code from kinds x where x.id = t.kind_id)", day="t.installed_on", due="t.retest_on",
    number="t.code", subject="t.name",
    sorts={
        "code": SortKey("t.code"), "name": SortKey(sql_folded("t.name"), nullable=True),
        "location": SortKey(sql_folded("t.location"), nullable=True),
        "retest": SortKey("t.retest_on", "date", nullable=True),
        "installed": SortKey("t.installed_on", "date", nullable=True),
        "end_of_life": SortKey("t.end_of_life_on", "date", nullable=True),
    },
)  # fmt: skip
_ONE = text("""
select e.id, e.client_id, e.public_id, e.code, e.name, k.names as kind_names, k.icon, e.location, e.serial, e.maker,
       e.model, e.installed_on, e.retest_on, e.end_of_life_on, e.state as standing, e.details,
       case when e.state <> 'retired' then portal.validity_standing(e.retest_on, (select portal.today()), :soon)
       end as retest_standing,
       case when e.state <> 'retired' then portal.validity_standing(e.end_of_life_on, (select portal.today()), :soon)
       end as end_of_life_standing, coalesce(s.zone, (select portal.zone())) as zone, e.published_at,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from equipment e
  join kinds k on k.id = e.kind_id
  join clients c on c.id = e.client_id
  left join sites s on s.client_id = e.client_id and s.id = e.site_id
 where e.public_id = :public_id and e.published_at is not null and e.withdrawn_at is null""")
_RESULTS = text("""
select i.public_id as inspection, i.number, k.names as kind_names, i.done_on, l.result, l.remark, l.action
  from inspection_lines l
  join inspections i on i.client_id = l.client_id and i.id = l.inspection_id and i.state = 'done'
   and i.published_at is not null and i.withdrawn_at is null
  left join kinds k on k.id = i.kind_id
 where l.client_id = :client and l.equipment_id = :id and l.published_at is not null and l.withdrawn_at is null
 order by i.done_on desc, i.id desc, l.result = 'compliant' limit 200""")

_LIFE = text("""
select 'defect' as noun, d.public_id, d.number, d.title, d.found_on as on,
       portal.defect_standing(d.quoted_on, d.approved_on, d.scheduled_on, d.fixed_on, d.proven_on, d.cancelled_on)
       as standing
  from defects d
 where d.client_id = :client and d.equipment_id = :id and d.published_at is not null and d.withdrawn_at is null
union
select 'job', j.public_id, j.number, j.title, nullif(j.listed_on, '9999-12-31'), j.state
  from defects d
  join jobs j on j.client_id = d.client_id and j.id = d.job_id and j.published_at is not null and j.withdrawn_at is null
 where d.client_id = :client and d.equipment_id = :id and d.published_at is not null and d.withdrawn_at is null
 order by 5 desc nulls first, 3 limit 200""")


def list_equipment(
    viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[EquipmentRow]:
    """Equipment by code, fifty at a time. Raises Invalid for a malformed `after`."""
    return list_table(EQUIPMENT, viewer, scope, after, question)


def find_equipment(viewer: Viewer, public_id: str) -> Equipment:
    """One piece of equipment with everything on its page. Raises NotFound."""
    soon = company().expiry_days
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id, "soon": soon}).first()
        if row is None:
            raise NotFound
        which = {"client": row.client_id, "id": row.id}
        results = tuple(build(EquipmentResult, one) for one in session.execute(_RESULTS, which))
        life = tuple(build(RelatedRecord, one) for one in session.execute(_LIFE, which))
        return build(
            Equipment, row, results=results, life=life, around=surroundings(session, viewer, "equipment", row),
            last_result=results[0].result if results else None,
            last_checked_on=results[0].done_on if results else None,
        )  # fmt: skip
