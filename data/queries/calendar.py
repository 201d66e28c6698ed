"""The calendar: one month of inspections, jobs, appointments, due days and last days of validity."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import text

from data.database import transaction
from data.queries.company import company
from data.queries.slices import narrowed
from data.queries.surroundings import PLAN_FOR_THESE_VALUES
from data.queries.validity import FOLLOWED
from data.records.calendar import SHOWS, CalendarEntry, Month
from data.records.scope import Scope
from data.records.shared import build
from data.viewer import Invalid, Viewer
from integrations.language import _

MOST = 500  # entries of one month
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_YEARS = range(2000, 2200)
_TODAY = text("select portal.today()")

# The day of an appointment is the day where its site is; two days more on either side find it by an index. What is done
# is listed on the day it was done. Row security leaves only what the viewer's areas open; the conditions on publication
# hold for staff too. A certificate whose place a later one took is no date any more.
_ENTRIES = text(
    """
with found as (
    select 'inspection' as noun, 1 as rank, i.client_id, i.site_id, i.public_id, i.number, null as title, i.kind_id,
           case when i.state = 'done' then i.done_on when i.state = 'scheduled' then w.day end as "on",
           case when i.state = 'scheduled' then i.scheduled_from end as starts_at,
           case when i.state = 'scheduled' then i.scheduled_until end as ends_at, null::date as until,
           portal.inspection_standing(i.state, i.result) as standing
      from inspections i
      left join sites s on s.client_id = i.client_id and s.id = i.site_id
     cross join lateral (
        select (i.scheduled_from at time zone coalesce(s.zone, (select portal.zone())))::date as day) w
     where i.published_at is not null and i.withdrawn_at is null
       and (i.state = 'done' and i.listed_on >= :first and i.listed_on < :next
            or i.state = 'scheduled' and i.scheduled_from between cast(:first as date) - 2 and cast(:next as date) + 2
               and w.day >= :first and w.day < :next
            or i.state = 'planned' and i.due_month = :first)
    union all
    select 'job', 2, j.client_id, j.site_id, j.public_id, j.number, j.title, null,
           case when j.state = 'done' then j.done_on else w.day end,
           case when j.state <> 'done' then j.scheduled_from end,
           case when j.state <> 'done' then j.scheduled_until end, null, j.state
      from jobs j
      left join sites s on s.client_id = j.client_id and s.id = j.site_id
     cross join lateral (
        select (j.scheduled_from at time zone coalesce(s.zone, (select portal.zone())))::date as day) w
     where j.published_at is not null and j.withdrawn_at is null and j.state <> 'cancelled'
       and (j.state = 'done' and j.listed_on >= :first and j.listed_on < :next
            or j.state <> 'done' and j.scheduled_from between cast(:first as date) - 2 and cast(:next as date) + 2
               and w.day >= :first and w.day < :next)
    union all
    select 'booking', 3, b.client_id, b.site_id, b.public_id, b.number, b.service, null,
           greatest(w.day, case when b.starts_at is null then cast(:first as date) end), b.starts_at, b.ends_at,
           case when b.starts_at is null then b.wished_until end, b.state
      from bookings b
      left join sites s on s.client_id = b.client_id and s.id = b.site_id
     cross join lateral (
        select coalesce((b.starts_at at time zone coalesce(s.zone, (select portal.zone())))::date,
                        b.wished_from) as day) w
     where b.published_at is not null and b.withdrawn_at is null and b.state <> 'cancelled'
       and w.day < :next
       and (w.day >= :first or b.starts_at is null and b.wished_until >= :first)
    union all
    select 'invoice', 4, i.client_id, i.site_id, i.public_id, i.number, i.subject, null, i.due_on, null, null, null,
           i.standing
      from invoice_balances i
     where i.due_on >= :first and i.due_on < :next and i.kind = 'invoice' and i.state = 'issued' and i.balance > 0
    union all
    select 'quote', 5, q.client_id, q.site_id, q.public_id, q.number, q.subject, null, q.valid_until, null, null, null,
           portal.quote_standing(q.state, q.valid_until, (select portal.today()))
      from quotes q
     where q.valid_until >= :first and q.valid_until < :next and q.state = 'sent'
       and q.published_at is not null and q.withdrawn_at is null
    union all
    select 'document', 6, d.client_id, d.site_id, d.public_id, coalesce(d.number, ''), d.title, null, d.valid_until,
           null, null, null, portal.validity_standing(d.valid_until, (select portal.today()), :soon)
      from documents d
     where d.valid_until >= :first and d.valid_until < :next
       and d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null
       and exists (select 1 from document_versions v where v.client_id = d.client_id and v.document_id = d.id
                      and v.published_at is not null and v.withdrawn_at is null and v.deleted_at is null)
       and not {followed}
)
select f.noun, f.public_id, f.number, f.title, k.names as kind_names, f."on", f.starts_at, f.ends_at, f.until,
       coalesce(s.zone, (select portal.zone())) as zone, f.standing,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from found f
  join clients c on c.id = f.client_id
  left join sites s on s.client_id = f.client_id and s.id = f.site_id
  left join kinds k on k.id = f.kind_id
 where (cast(:client as bigint) is null or f.client_id = cast(:client as bigint))
   and (cast(:site as bigint) is null or f.site_id = cast(:site as bigint))
   and (cast(:nouns as text[]) is null or f.noun = any (cast(:nouns as text[])))
 order by f."on" nulls first, f.starts_at nulls last, f.rank, f.number, f.public_id limit :limit""".replace(
        "{followed}", FOLLOWED
    )
)


def find_month(viewer: Viewer, scope: Scope, month: str | None = None, show: str = "") -> Month:
    """The month written like 2026-11, else this one, narrowed to the scope and to one of SHOWS.

    Raises Invalid for anything else.
    """
    if show and show not in SHOWS:
        raise Invalid(_("The calendar shows visits, due days or days of expiry."), "show")
    values = {
        "client": scope.client.id if scope.client else viewer.client_id,  # so the planner knows how much is theirs
        "site": scope.site.id if scope.site and not scope.alone else None,
        "soon": company().expiry_days, "limit": MOST + 1, "nouns": list(SHOWS[show][0]) if show else None,
    }  # fmt: skip
    with transaction(narrowed(viewer, scope)) as session:
        today: date = session.execute(_TODAY).scalar_one()
        first = today.replace(day=1) if month is None else _first_day(month)
        session.execute(PLAN_FOR_THESE_VALUES)
        rows = session.execute(_ENTRIES, values | {"first": first, "next": _moved(first, 1)}).all()
    entries = tuple(build(CalendarEntry, row) for row in rows[:MOST])
    before, after = _moved(first, -1), _moved(first, 1)
    return Month(
        first, today, entries, len(rows) > MOST, before if before.year in _YEARS else None,
        after if after.year in _YEARS else None, show,
    )  # fmt: skip


def _first_day(month: str) -> date:
    found = _MONTH.fullmatch(month)
    if found is None or int(found[1]) not in _YEARS:
        raise Invalid(_("A month is written like 2026-11."), "month")
    return date(int(found[1]), int(found[2]), 1)


def _moved(first: date, months: int) -> date:
    """The first day of the month so many months away."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
