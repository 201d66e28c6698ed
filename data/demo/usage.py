"""Some weeks in which the demo company's clients used the portal, so that staff have something to look at."""

from __future__ import annotations

from sqlalchemy import text

from data.database import owner

DAYS = 70
SILENT = ("stranger@palazzo.example",)  # came at first, and no more
_MONTHS = text("""
    select portal.make_activity_month(d::date)
      from generate_series(portal.today() - :days, portal.today(), interval '1 month') d
""")
_THERE = text("select exists (select from portal.activity where path = '/sign-in' and kind = 'sign_in')")
_INVITED = text("""
    update portal.people p set invited_at = portal.now() - make_interval(days => cast(:days + 7 + p.id % 80 as int))
     where p.staff_role is null and p.invited_at is null
       and (not p.email = any (:first_timers) or p.email = :mistyped)
""")
# The days of a person follow from their address and how long ago they are. Each begins by signing in.
_ACTIVITY = text("""
    with people as (
        select p.id, p.email, (select c.id from portal.person_clients(p.id) c order by c.name limit 1) as client,
               4 + abs(hashtext(p.email)) % 30 as keen
          from portal.people p where p.staff_role is null and not p.email = any (:first_timers)),
    days as (
        select p.*, ago, portal.today() - ago as day, abs(hashtext(p.email || ago)) as dice
          from people p cross join generate_series(0, :days) ago
         where p.client is not null and (ago > 45 or not p.email = any (:silent))),
    visits as (
        select * from days where dice % 100 < case when extract(isodow from day) > 5 then keen / 4 else keen end),
    acts as (
        select v.*, n, abs(hashtext(v.email || v.ago || '/' || n)) as chance,
               (v.day + make_interval(hours => 7 + v.dice % 7 + v.dice / 7 % 7, mins => n * 3))
                   at time zone portal.zone() as at
          from visits v cross join lateral generate_series(0, 2 + v.dice % 9) n),
    told as (
        select a.*, case when n = 0 then 'sign_in' when chance % 20 < 11 then 'page' when chance % 20 < 14
                    then 'document_opened' when chance % 20 < 16 then 'document_downloaded' when chance % 20 = 16
                    then 'exported' when chance % 20 < 19 then 'searched' else 'calendar_taken' end as kind
          from acts a where a.at < portal.now() - interval '3 minutes'),
    whole as (
        select t.*, d.id as document, d.site_id, i.public_id as invoice, q.public_id as quote from told t
          left join lateral (select * from portal.documents d where t.kind like 'document%' and d.client_id = t.client
               and d.published_at is not null order by d.external_ref offset t.chance % 9 limit 1) d on true
          left join lateral (select i.public_id from portal.invoices i where t.kind = 'page' and t.chance % 5 = 0
               and i.client_id = t.client order by i.external_ref offset t.chance % 13 limit 1) i on true
          left join lateral (select q.public_id from portal.quotes q where t.kind = 'page' and t.chance % 5 = 1
               and q.client_id = t.client order by q.state <> 'sent', q.external_ref offset t.chance % 5 limit 1) q
               on true),
    noted as (
        insert into portal.activity (at, kind, person_id, client_id, site_id, document_id, path, method, result)
        select at, kind, id, case when kind <> 'sign_in' then client end, site_id, document,
               case when invoice is not null then '/invoices/' || invoice
                    when quote is not null then '/quotes/' || quote
                    when kind = 'sign_in' then '/sign-in' when kind = 'exported' then '/export/invoices.csv'
                    when kind = 'searched' then (array['/documents?q=maintenance', '/documents?q=sprinkler',
                        '/invoices?q=2031', '/documents?q=certificate', '/search?q=inspection'])[1 + chance / 20 % 5]
                    else (array['/', '/invoices', '/documents', '/inspections', '/equipment', '/quotes', '/defects',
                        '/calendar'])[1 + chance % 8] end,
               case when kind = 'sign_in' then (array['code', 'password', 'link', 'passkey'])[1 + dice % 4] end,
               case when kind = 'searched' then (array['found', 'nothing', 'found'])[1 + chance % 3] end
          from whole returning id, at, kind, person_id)
    insert into portal.activity_origins (activity_id, at, user_agent)
    select id, at, (array['Mozilla/5.0 (Windows NT 10.0) Chrome/140', 'Mozilla/5.0 (iPhone) Safari/605',
                          'Mozilla/5.0 (Macintosh) Safari/605', 'Mozilla/5.0 (Linux; Android 15; Mobile) Chrome/140'])
               [1 + person_id % 4] from noted where kind = 'sign_in'
""")
# Not counted, and said so: a link scanner, and staff who look around.
_OTHERS = text("""
    insert into portal.activity (at, kind, person_id, is_staff, acting_staff_id, path, result)
    select portal.now() - make_interval(hours => n * 5 + 1), 'page', p.id, n % 3 > 0,
           case when n % 3 = 2 then s.id end, '/documents', case when n % 3 = 0 then 'automatic' end
      from generate_series(1, 60) n
     cross join (select id from portal.people where staff_role is null order by id limit 1) p
     cross join (select id from portal.people where staff_role = 'administrator' order by id limit 1) s
""")
_ROLL = text("""
    select portal.roll_usage(d::date) from generate_series(portal.today() - :days, portal.today(), interval '1 day') d
""")


def make_use(first_timers: tuple[str, ...]) -> None:
    """Write it down and roll it up, unless it stands there already. `first_timers` have never been here."""
    with owner() as session:
        if session.execute(_THERE).scalar_one():
            return
        days, newcomers = {"days": DAYS}, list(first_timers)
        session.execute(_MONTHS, days)
        session.execute(_INVITED, days | {"first_timers": newcomers, "mistyped": first_timers[0]})
        session.execute(_ACTIVITY, days | {"first_timers": newcomers, "silent": list(SILENT)})
        session.execute(_OTHERS)
        session.execute(_ROLL, days)
