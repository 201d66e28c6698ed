"""Jobs: work other than inspections."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.surroundings import surroundings
from data.queries.table_statements import SortKey, Table
from data.queries.tables import list_table
from data.records.jobs import Job, JobRow
from data.records.scope import Scope
from data.records.shared import Slice, build
from data.records.tables import NOTHING_ASKED, Question
from data.search import sql_folded
from data.viewer import NotFound, Viewer

_ROWS = """
select j.id, j.public_id, j.number, j.title, k.names as kind_names, j.state as standing, j.scheduled_from,
       j.scheduled_until, j.done_on, j.technician, q.number as quote, o.number as order_number,
       coalesce(s.zone, (select portal.zone())) as zone,
       page.list_order::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name,
       c.number as client_number, s.code as site_code
  from page
  join jobs j on j.client_id = page.client_id and j.id = page.id
  join clients c on c.id = j.client_id
  left join sites s on s.client_id = j.client_id and s.id = j.site_id
  left join kinds k on k.id = j.kind_id
  left join quotes q on q.client_id = j.client_id and q.id = j.quote_id and q.state <> 'draft'
   and q.published_at is not null and q.withdrawn_at is null
  left join orders o on o.client_id = j.client_id and o.id = j.order_id
   and o.published_at is not null and o.withdrawn_at is null"""
JOBS = Table(
    "job", JobRow, "jobs", _ROWS, usual="-when",
    standing="t.state", standings=("planned", "scheduled", "in_progress", "done", "cancelled"),
    kind="(select x.code from kinds x where x.id = t.kind_id)", day="t.listed_on",
    number="t.number", subject="t.title",
    sorts={
        "when": SortKey("t.listed_on", "date"), "number": SortKey("t.number"), "title": SortKey(sql_folded("t.title")),
        "technician": SortKey(sql_folded("t.technician"), nullable=True),
    },
)  # fmt: skip
_ONE = text("""
select j.id, j.client_id, j.public_id, j.number, j.title, k.names as kind_names, j.state as standing, j.scheduled_from,
       j.scheduled_until, j.done_on, j.technician, j.summary, j.quote_id, j.order_id,
       coalesce(s.zone, (select portal.zone())) as zone, j.published_at,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from jobs j
  join clients c on c.id = j.client_id
  left join sites s on s.client_id = j.client_id and s.id = j.site_id
  left join kinds k on k.id = j.kind_id
 where j.public_id = :public_id and j.published_at is not null and j.withdrawn_at is null""")


def list_jobs(
    viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[JobRow]:
    """Jobs, the coming ones on top, fifty at a time. Raises Invalid for a malformed `after`."""
    return list_table(JOBS, viewer, scope, after, question)


def find_job(viewer: Viewer, public_id: str) -> Job:
    """One job with everything on its page. Raises NotFound."""
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id}).first()
        if row is None:
            raise NotFound
        around = surroundings(
            session,
            viewer,
            "job",
            row,
            days={"done": row.done_on},
            quote=row.quote_id,
            order=row.order_id,
            of_job=row.id,
        )
        return build(Job, row, around=around)
