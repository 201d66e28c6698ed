"""Jobs: work other than inspections."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.slices import read_slice
from data.queries.surroundings import surroundings
from data.records.jobs import Job, JobRow
from data.records.scope import Scope
from data.records.shared import Slice, build
from data.viewer import NotFound, Viewer

_ROWS = text("""
select j.id, j.public_id, j.number, j.title, k.names as kind_names, j.state as standing, j.scheduled_from,
       j.scheduled_until, j.done_on, j.technician, coalesce(s.zone, (select portal.zone())) as zone,
       j.listed_on::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from jobs j
  join clients c on c.id = j.client_id
  left join sites s on s.client_id = j.client_id and s.id = j.site_id
  left join kinds k on k.id = j.kind_id
 where (cast(:client as bigint) is null or j.client_id = cast(:client as bigint))
   and (cast(:site as bigint) is null or j.site_id = cast(:site as bigint))
   and j.published_at is not null and j.withdrawn_at is null
   and (cast(:after_key as date) is null or (j.listed_on, j.id) < (cast(:after_key as date),
        coalesce((select x.id from jobs x where x.public_id = :after_id), 9223372036854775807)))
 order by j.listed_on desc, j.id desc limit :limit""")
_COUNT = text("""
select count(*) from (
    select 1 from jobs j
     where (cast(:client as bigint) is null or j.client_id = cast(:client as bigint))
       and (cast(:site as bigint) is null or j.site_id = cast(:site as bigint))
       and j.published_at is not null and j.withdrawn_at is null limit :counted) counted""")
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


def list_jobs(viewer: Viewer, scope: Scope, after: str | None = None) -> Slice[JobRow]:
    """Jobs, the coming ones on top, fifty at a time. Raises Invalid for a malformed `after`."""
    return read_slice(viewer, scope, after, JobRow, _ROWS, _COUNT, document_noun="job")


def find_job(viewer: Viewer, public_id: str) -> Job:
    """One job with everything on its page. Raises NotFound."""
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id}).first()
        if row is None:
            raise NotFound
        around = surroundings(session, viewer, "job", row, quote=row.quote_id, order=row.order_id, of_job=row.id)
        return build(Job, row, around=around)
