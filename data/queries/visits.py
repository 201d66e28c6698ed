"""The visits agreed for today, for staff: inspections, jobs and bookings, each in the zone of its site."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.surroundings import PLAN_FOR_THESE_VALUES
from data.records.waiting import Visit, Visits
from data.viewer import Forbidden, Permission, Viewer

MOST = 40
AHEAD = 60  # days that are looked at for the next visit

# A booking for an inspection or a job is that visit, not one more.
_AGREED = """
    select 'inspection' as noun, i.public_id, i.number as title, i.scheduled_from as starts_at,
           i.scheduled_until as ends_at, i.inspector as who, i.client_id, i.site_id
      from portal.inspections i
     where i.state = 'scheduled' and i.scheduled_from between {0} and {1}
       and i.published_at is not null and i.withdrawn_at is null
    union all
    select 'job', j.public_id, j.title, j.scheduled_from, j.scheduled_until, j.technician, j.client_id, j.site_id
      from portal.jobs j
     where j.state in ('scheduled', 'in_progress') and j.state <> 'done' and j.scheduled_from between {0} and {1}
       and j.published_at is not null and j.withdrawn_at is null
    union all
    select 'booking', b.public_id, b.service, b.starts_at, b.ends_at, b.technician, b.client_id, b.site_id
      from portal.bookings b
     where b.state = 'confirmed' and b.starts_at between {0} and {1}
       and b.published_at is not null and b.withdrawn_at is null
       and not exists (select from portal.inspections i where i.client_id = b.client_id and i.id = b.inspection_id
                          and i.state = 'scheduled' and i.published_at is not null and i.withdrawn_at is null)
       and not exists (select from portal.jobs j where j.client_id = b.client_id and j.id = b.job_id
                          and j.state in ('scheduled', 'in_progress') and j.scheduled_from is not null
                          and j.published_at is not null and j.withdrawn_at is null)"""
# whichever zone the site is in, its today lies within a day of now
_TODAY = text(f"""
select v.noun, v.public_id, v.title, v.starts_at, v.ends_at, v.who, z.zone, c.public_id as client,
       c.name as client_name, s.public_id as site, s.name as site_name,
       coalesce(nullif(concat_ws(', ', s.address, s.city), ''), concat_ws(', ', c.address, c.city)) as address
  from ({_AGREED.format("portal.now() - interval '1 day'", "portal.now() + interval '1 day'")}) v
  join portal.clients c on c.id = v.client_id
  left join portal.sites s on s.client_id = v.client_id and s.id = v.site_id
 cross join lateral (select coalesce(s.zone, portal.zone()) as zone) z
 where cast(v.starts_at at time zone z.zone as date) = cast(portal.now() at time zone z.zone as date)
 order by v.starts_at, v.public_id limit :most""")  # noqa: S608  (constant text)
_DAY = text("select portal.today()")
_NEXT = text(f"""
select cast(min(v.starts_at) at time zone portal.zone() as date)
  from ({_AGREED.format("portal.now()", "portal.now() + make_interval(days => cast(:ahead as int))")}) v
""")  # noqa: S608


def find_visits(viewer: Viewer) -> Visits:
    """Today's visits of the whole company. Raises Forbidden for anybody but staff."""
    if not viewer.may(Permission.SEE_CLIENTS):
        raise Forbidden
    with transaction(viewer) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        rows = session.execute(_TODAY, {"most": MOST + 1}).all()
        today = session.execute(_DAY).scalar_one()
        following = None if rows else session.execute(_NEXT, {"ahead": AHEAD}).scalar()
    return Visits(today, tuple(Visit(*row) for row in rows[:MOST]), len(rows) > MOST, following)
