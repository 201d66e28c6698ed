-- All sites of the given clients with what decides how they stand, as one JSON object: the sites that match the search,
-- and beside them lists by site, which the caller puts together. Amounts leave as text: JSON numbers would be floats.
with places as materialized (
    select s.id, s.public_id, s.name, concat_ws(', ', s.address, s.city) as address, s.client_id as client,
           c.public_id as client_public_id, c.name as client_name, coalesce(s.zone, (select portal.zone())) as zone,
           s.latitude::float8 as latitude, s.longitude::float8 as longitude,
           (select portal.today()) as today, count(*) over (partition by s.client_id) = 1 as alone,
           s.search_text || ' ' || c.search_text as search_text
      from portal.sites s join portal.clients c on c.id = s.client_id
     where s.client_id = any (cast(:clients as bigint[]))
),
shown as materialized (select * from places where search_text like all (cast(:words as text[]))),
balances as materialized (  -- those of portal.invoice_balances; the open invoices are an index of their own
    select i.client_id as client, i.site_id as site, i.currency, i.due_on, i.payable - i.settled as balance,
           i.due_on < (select portal.today()) as overdue
      from portal.invoices i
     where i.client_id = any (cast(:clients as bigint[])) and i.kind = 'invoice' and i.is_open
       and i.published_at is not null and i.withdrawn_at is null
),
inspected as materialized (
    select p.id as site, i.id, i.done_on, i.result, i.certificate_due_on, p.client, p.today
      from shown p
     cross join lateral (
         select o.id, o.done_on, o.result, o.certificate_due_on from (
             select o.id, o.done_on, o.result, o.certificate_due_on from portal.inspections o
              where o.client_id = p.client and o.site_id = p.id and o.state = 'done'
                and o.published_at is not null and o.withdrawn_at is null
             union all
             select o.id, o.done_on, o.result, o.certificate_due_on from portal.inspections o
              where o.client_id = p.client and o.site_id is null and p.alone and o.state = 'done'
                and o.published_at is not null and o.withdrawn_at is null) o
          order by o.done_on desc, o.id desc limit 1) i
),
planned as (
    select p.id as site, v.starts_at, v.month, v.late
      from shown p
     cross join lateral (
         select o.scheduled_from as starts_at, o.due_month as month,
                o.state = 'planned' and o.due_month + interval '1 month' <= p.today as late
           from (select i.id, i.state, i.due_month, i.scheduled_from from portal.inspections i
                  where i.client_id = p.client and i.site_id = p.id and i.state in ('planned', 'scheduled')
                    and i.published_at is not null and i.withdrawn_at is null
                 union all
                 select i.id, i.state, i.due_month, i.scheduled_from from portal.inspections i
                  where i.client_id = p.client and i.site_id is null and p.alone and i.state in ('planned', 'scheduled')
                    and i.published_at is not null and i.withdrawn_at is null) o
          where o.state = 'planned' or (o.scheduled_from at time zone p.zone)::date >= p.today
          order by late, coalesce((o.scheduled_from at time zone p.zone)::date,
                                  (o.due_month + interval '1 month - 1 day')::date, 'infinity'), o.id limit 1) v
),
midnight as materialized (select portal.today()::timestamp at time zone portal.zone() as at),
agreed as (  -- other visits with a date: few, so by client and put beside the inspections afterwards
    select b.client_id as client, b.site_id as site, b.starts_at from portal.bookings b
     where b.client_id = any (cast(:clients as bigint[])) and b.state = 'confirmed'
       and b.starts_at >= (select at from midnight)
       and b.published_at is not null and b.withdrawn_at is null
    union all
    select j.client_id, j.site_id, j.scheduled_from from portal.jobs j
     where j.client_id = any (cast(:clients as bigint[])) and j.state = 'scheduled'
       and j.scheduled_from >= (select at from midnight)
       and j.published_at is not null and j.withdrawn_at is null
)
select jsonb_build_object(
    'today', portal.today(),
    'sites', (select coalesce(jsonb_agg(to_jsonb(s) - 'today' - 'search_text'), '[]') from shown s),
    'reach', (select jsonb_object_agg(a.area, jsonb_build_object(
                         'clients', to_jsonb(portal.whole_clients(a.area)),
                         'sites', to_jsonb(portal.permitted_sites(a.area))))
                from unnest(array['inspections', 'billing', 'quotes', 'bookings', 'jobs']) as a (area)),
    'defects', (select coalesce(jsonb_agg(o), '[]') from (
        select d.client_id as client, d.site_id as site, count(*) filter (where d.severity = 'critical') as critical,
               count(*) filter (where d.severity = 'major') as major, count(*) filter (where d.severity = 'minor') as minor
          from portal.defects d
         where d.client_id = any (cast(:clients as bigint[]))
           and d.fixed_on is null and d.proven_on is null and d.cancelled_on is null
           and d.published_at is not null and d.withdrawn_at is null
         group by d.client_id, d.site_id) o),
    'expiring', (select coalesce(jsonb_agg(o), '[]') from (
        select d.client_id as client, d.site_id as site, count(*) as certificates
          from portal.documents d
         where d.client_id = any (cast(:clients as bigint[]))
           and d.valid_until between (select portal.today()) and (select portal.today()) + cast(:expiry_days as int)
           and d.kind_id = any (array(select id from portal.kinds
                                       where noun = 'document' and code in ('certificate', 'job_certificate')))
           and d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null
           and not {followed}
         group by d.client_id, d.site_id) o),
    'owed', (select coalesce(jsonb_agg(o), '[]') from (
        select b.client, b.site, b.currency, sum(b.balance)::text as total, count(*) as invoices,
               coalesce(sum(b.balance) filter (where b.overdue), 0)::text as overdue,
               count(*) filter (where b.overdue) as overdue_invoices,
               min(b.due_on) filter (where b.overdue) as oldest_due_on
          from balances b group by b.client, b.site, b.currency) o),
    'quotes', (select coalesce(jsonb_agg(o), '[]') from (
        select q.client_id as client, q.site_id as site, count(*) as waiting from portal.quotes q
         where q.client_id = any (cast(:clients as bigint[])) and q.state = 'sent'
           and q.published_at is not null and q.withdrawn_at is null
           and portal.quote_standing(q.state, q.valid_until, (select portal.today())) = 'awaiting'
         group by q.client_id, q.site_id) o),
    'inspections', (select coalesce(jsonb_agg(o), '[]') from (
        select i.site, i.done_on, i.result, l.checked, l.failed,
               portal.certificate_standing(exists (
                   select from portal.document_links x
                     join portal.documents d on d.client_id = x.client_id and d.id = x.document_id
                     join portal.kinds k on k.id = d.kind_id and k.code = 'certificate'
                    where x.client_id = i.client and x.inspection_id = i.id
                      and x.published_at is not null and x.withdrawn_at is null and x.deleted_at is null
                      and d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null),
                   null, i.certificate_due_on, i.today, :expiry_days) as certificate,
               i.certificate_due_on
          from inspected i
         cross join lateral (
             select count(*) as checked, count(*) filter (where l.result = 'non_compliant') as failed
               from portal.inspection_lines l
              where l.client_id = i.client and l.inspection_id = i.id
                and l.published_at is not null and l.withdrawn_at is null) l) o),
    'certificates', (select coalesce(jsonb_agg(o), '[]') from (
        select p.id as site, d.valid_until, d.issued_on,
               portal.certificate_standing(true, d.valid_until, null, p.today, :expiry_days) as standing
          from shown p
         cross join lateral (
             select d.valid_until, d.issued_on from (
                 select d.id, d.valid_until, d.issued_on, d.area, d.kind_id, d.published_at, d.withdrawn_at,
                        d.deleted_at
                   from portal.documents d
                  where d.client_id = p.client and d.site_id = p.id
                 union all
                 select d.id, d.valid_until, d.issued_on, d.area, d.kind_id, d.published_at, d.withdrawn_at,
                        d.deleted_at
                   from portal.documents d
                  where d.client_id = p.client and d.site_id is null and p.alone) d
              where d.area = 'inspections' and d.published_at is not null and d.withdrawn_at is null
                and d.deleted_at is null
                and d.kind_id = (select id from portal.kinds where noun = 'document' and code = 'certificate')
              order by d.issued_on desc nulls last, d.id desc limit 1) d) o),
    'planned', (select coalesce(jsonb_agg(v), '[]') from planned v),
    'agreed', (select coalesce(jsonb_agg(a), '[]') from (
        select client, site, min(starts_at) as starts_at from agreed group by client, site) a)
)
