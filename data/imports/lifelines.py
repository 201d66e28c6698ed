"""Defects follow what is known elsewhere: the days of their lifeline that nobody gave, from quotes, jobs and papers.

docs/model.md tells the rule in words.
"""

from __future__ import annotations

from typing import Any

from psycopg import Cursor
from psycopg.sql import SQL, Identifier

from data.imports.context import Context

# which defects an import of each kind may concern
_OF_RECORDS = """
select d.id from {staged} s join portal.{table} x on x.source = {source} and x.external_ref = s.external_ref
  join portal.defects d on d.client_id = x.client_id and d.{column} = x.id"""
_TOUCHED = {
    "defects": "select x.id from {staged} s join portal.defects x on x.source = {source}"
               " and x.external_ref = s.external_ref",
    "quotes": _OF_RECORDS.replace("{table}", "quotes").replace("{column}", "quote_id"),
    "jobs": _OF_RECORDS.replace("{table}", "jobs").replace("{column}", "job_id"),
    "inspections": """
select d.id from {staged} s join portal.inspections x on x.source = {source} and x.external_ref = s.external_ref
  join portal.inspection_lines l on l.client_id = x.client_id and l.inspection_id = x.id
  join portal.defects d on d.client_id = x.client_id and d.equipment_id = l.equipment_id""",
    "documents": """
select d.id from {staged} s join portal.documents x on x.source = {source} and x.external_ref = s.external_ref
  join portal.document_links l on l.client_id = x.client_id and l.document_id = x.id
  join portal.defects d on d.client_id = x.client_id and d.id = l.defect_id
union all
select d.id from {staged} s join portal.documents x on x.source = {source} and x.external_ref = s.external_ref
  join portal.document_links l on l.client_id = x.client_id and l.document_id = x.id
  join portal.defects d on d.client_id = x.client_id and d.job_id = l.job_id""",
}  # fmt: skip
# Only published records speak, and only of days on or after the one the defect was found on. Days that are there stay;
# an agreed day that followed from the job goes on following it until the work is done.
_ADVANCE = """
with touched as materialized (select distinct t.id from ({touched}) t),
known as (
    select d.id, d.quoted_on as quoted_before, d.approved_on as approved_before, d.scheduled_on as scheduled_before,
           d.fixed_on as fixed_before, d.proven_on as proven_before, f.fixed_on,
           coalesce(d.quoted_on, q.issued_on) as quoted_on,
           coalesce(d.approved_on, case when q.state = 'accepted' then coalesce(q.answered_on, q.issued_on) end)
               as approved_on,
           case when d.scheduled_on is null or f.fixed_on is null and j.scheduled_on is not null and exists (
                select from portal.events e where e.client_id = d.client_id and e.defect_id = d.id
                   and e.verb = 'scheduled' and e.details ? 'from'
                   and e.changes -> 'scheduled_on' ->> 1 = d.scheduled_on::text)
                then j.scheduled_on else d.scheduled_on end as scheduled_on,
           coalesce(d.proven_on, p.on_day) as proven_on, p.told as proven_by
      from touched t
      join portal.defects d on d.id = t.id and d.cancelled_on is null
      left join portal.quotes q on q.client_id = d.client_id and q.id = d.quote_id and q.issued_on >= d.found_on
       and q.state in ('sent', 'accepted', 'declined') and q.published_at is not null and q.withdrawn_at is null
      left join lateral (
           select x.id, case when x.state = 'done' then x.done_on end as done_on, day.scheduled_on
             from portal.jobs x left join portal.sites s on s.id = x.site_id
            cross join lateral (
                  select (x.scheduled_from at time zone coalesce(s.zone, portal.zone()))::date as on_day) agreed
            cross join lateral (
                  select case when agreed.on_day >= d.found_on then agreed.on_day end as scheduled_on) day
            where x.client_id = d.client_id and x.id = d.job_id and x.state in ('scheduled', 'in_progress', 'done')
              and x.published_at is not null and x.withdrawn_at is null
              and coalesce(case when x.state = 'done' then x.done_on end, day.scheduled_on) >= d.found_on) j on true
     cross join lateral (select coalesce(d.fixed_on, j.done_on) as fixed_on) f
      left join lateral (
           select e.on_day, e.told from (
               select coalesce(x.issued_on, (x.published_at at time zone portal.zone())::date) as on_day,
                      'document' as told
                 from portal.document_links l
                 join portal.documents x on x.client_id = l.client_id and x.id = l.document_id
                  and x.published_at is not null and x.withdrawn_at is null and x.deleted_at is null
                 join portal.kinds k on k.id = x.kind_id and k.code in ('certificate', 'job_certificate')
                where l.client_id = d.client_id and (l.defect_id = d.id or l.job_id = j.id and f.fixed_on is not null)
               union all
               select i.done_on, 'inspection'
                 from portal.inspection_lines l
                 join portal.inspections i on i.client_id = l.client_id and i.id = l.inspection_id and i.state = 'done'
                  and i.id is distinct from d.inspection_id and i.published_at is not null and i.withdrawn_at is null
                where l.client_id = d.client_id and l.equipment_id = d.equipment_id and i.done_on > d.found_on
                group by i.id having bool_and(l.result = 'compliant')) e
            where e.on_day >= coalesce(f.fixed_on, d.found_on) order by e.on_day, e.told limit 1) p on true
),
advanced as (
    update portal.defects d
       set (quoted_on, approved_on, scheduled_on, fixed_on, proven_on, updated_at)
           = row(k.quoted_on, k.approved_on, k.scheduled_on, k.fixed_on, k.proven_on, now())
      from known k
     where d.id = k.id and (d.quoted_on, d.approved_on, d.scheduled_on, d.fixed_on, d.proven_on)
           is distinct from (k.quoted_on, k.approved_on, k.scheduled_on, k.fixed_on, k.proven_on)
    returning d.client_id, d.site_id, d.published_at is not null and d.withdrawn_at is null as public, k.*
)
insert into portal.events (verb, audience, client_id, site_id, area, person_id, import_id, defect_id, changes, details)
select v.verb, case when a.public then 'client' else 'staff' end, a.client_id, a.site_id, 'inspections', {person},
       {run}, a.id, jsonb_build_object(v.verb || '_on', jsonb_build_array(v.before, v.after)),
       jsonb_build_object('from', v.told)
  from advanced a
 cross join lateral (values
       (1, 'quoted', a.quoted_before, a.quoted_on, 'quote'), (2, 'approved', a.approved_before, a.approved_on, 'quote'),
       (3, 'scheduled', a.scheduled_before, a.scheduled_on, 'job'), (4, 'fixed', a.fixed_before, a.fixed_on, 'job'),
       (5, 'proven', a.proven_before, a.proven_on, a.proven_by)) v (place, verb, before, after, told)
 where v.before is distinct from v.after
 order by a.id, v.place"""

# A step that a file states for a defect that was here already.
_GIVEN = """
insert into portal.events (verb, audience, client_id, site_id, area, person_id, import_id, defect_id, changes)
select split_part(c.key, '_', 1),
       case when d.published_at is not null and d.withdrawn_at is null then 'client' else 'staff' end,
       d.client_id, d.site_id, 'inspections', {person}, {run}, d.id, jsonb_build_object(c.key, c.value)
  from {staged} s
  join portal.defects d on d.source = {source} and d.external_ref = s.external_ref
 cross join lateral jsonb_each(s.changes) c
 where not s.is_new and c.value ->> 0 is null and c.value ->> 1 is not null
   and c.key in ('quoted_on', 'approved_on', 'scheduled_on', 'fixed_on', 'proven_on', 'cancelled_on')"""


def advance_defects(kind: str, cursor: Cursor[Any], context: Context, number: int) -> None:
    """Bring the defects that an import of this kind concerns to what is known by now, each step with its event."""
    touched = _TOUCHED.get(kind)
    if touched is None:
        return
    names = {"staged": Identifier(f"staged_{number}"), "source": context.source}
    who = {"person": context.person_id, "run": context.import_id}
    if kind == "defects":
        cursor.execute(SQL(_GIVEN).format(**names, **who))
    cursor.execute(SQL(_ADVANCE).format(touched=SQL(touched).format(**names), **who))
