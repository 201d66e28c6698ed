-- Everything the dashboard of one site shows, as one JSON object; which site, dashboard.py asked before.
-- A record belongs to the site when it names it, or names none while the client has this site alone: `x.site_id = :site`
-- stands for both, and becomes what is meant in dashboard.py. Agreements and documents without a site cover every site.
-- Row security stands below all of this; the conditions here are the first line and hold for staff too, who see here
-- what clients see. Figures leave as text: JSON numbers would be floats.
with bills as materialized (  -- of which something is to be paid, or left to be used
    select b.public_id, b.number, b.subject, b.issued_on, b.due_on, b.currency, b.balance, b.credit, b.standing,
           b.site_id is null and not :alone as shared
      from portal.invoice_balances b
     where b.client_id = :client and (b.site_id = :site or b.site_id is null) and b.state = 'issued'
       and (b.balance > 0 or b.credit > 0)
),
credits as materialized (  -- of many sites, only what names this one
    select p.currency, p.amount - coalesce(sum(a.amount), 0) as unused
      from portal.payments p
      left join portal.allocations a on a.client_id = :client and a.payment_id = p.id
       and a.published_at is not null and a.withdrawn_at is null
     where p.client_id = :client and p.site_id = :site and p.published_at is not null and p.withdrawn_at is null
     group by p.id, p.currency, p.amount
    union all
    select b.currency, b.credit from bills b where b.credit > 0 and not b.shared
),
offers as materialized (
    select q.id, q.public_id, q.number, q.subject, q.issued_on, q.valid_until, q.currency, q.gross, q.inspection_id,
           portal.quote_standing(q.state, q.valid_until, :today) as standing
      from portal.quotes q
     where q.client_id = :client and q.site_id = :site and q.state in ('sent', 'accepted', 'declined')
       and q.published_at is not null and q.withdrawn_at is null
),
agreements as materialized (
    select c.id, c.public_id, c.number, c.title, c.state, c.starts_on, c.ends_on, c.renewal, c.renewal_on,
           c.notice_days, c.site_id is null and not :alone as shared,
           portal.contract_standing(c.state, c.starts_on, c.ends_on, c.renewal, c.renewal_on, c.notice_days, :today,
                                    :soon) as standing, (c.published_at at time zone cast(:zone as text))::date as since
      from portal.contracts c
     where c.client_id = :client and (c.site_id = :site or c.site_id is null) and c.state in ('sent', 'active', 'ended')
       and c.published_at is not null and c.withdrawn_at is null
),
visited as materialized (
    select i.id, i.public_id, i.number, i.kind_id, i.done_on, i.inspector, i.result, i.certificate_due_on
      from portal.inspections i
     where i.client_id = :client and i.site_id = :site and i.state = 'done'
       and i.published_at is not null and i.withdrawn_at is null
     order by i.done_on desc, i.id desc limit 1
),
checked as materialized (
    select l.equipment_id, l.position, l.subject, l.result, l.remark, l.action
      from visited v
      join portal.inspection_lines l on l.client_id = :client and l.inspection_id = v.id
     where l.published_at is not null and l.withdrawn_at is null
),
planned as materialized (
    select i.id, i.public_id, i.number, i.kind_id, i.state, i.due_month, i.scheduled_from, i.scheduled_until,
           i.inspector, i.preparation,
           coalesce((i.scheduled_from at time zone cast(:zone as text))::date,
                    (i.due_month + interval '1 month - 1 day')::date, 'infinity') as at,
           i.state = 'planned' and i.due_month + interval '1 month' <= :today as late
      from portal.inspections i
     where i.client_id = :client and i.site_id = :site and i.state in ('planned', 'scheduled')
       and i.published_at is not null and i.withdrawn_at is null
       and (i.state = 'planned' or (i.scheduled_from at time zone cast(:zone as text))::date >= :today)
),
appointments as materialized (
    select b.id, b.public_id, b.number, b.service, b.state, b.starts_at, b.ends_at, b.wished_from, b.wished_until,
           b.technician, b.technician_phone, b.note, (b.requested_at at time zone cast(:zone as text))::date as since
      from portal.bookings b
     where b.client_id = :client and b.site_id = :site and b.published_at is not null and b.withdrawn_at is null
       and (b.state = 'requested'
            or b.state = 'confirmed' and (b.starts_at at time zone cast(:zone as text))::date >= :today)
),
works as materialized (
    select j.id, j.public_id, j.number, j.title, j.kind_id, j.state, j.scheduled_from, j.scheduled_until, j.done_on,
           j.technician
      from portal.jobs j
     where j.client_id = :client and j.site_id = :site and j.state <> 'cancelled'
       and j.published_at is not null and j.withdrawn_at is null
),
things as materialized (
    select e.public_id, e.code, e.name, e.kind_id, e.location, e.retest_on, e.end_of_life_on, e.state,
           c.failed, c.unreached, c.equipment_id is not null as seen
      from portal.equipment e
      left join (select equipment_id, bool_or(result = 'non_compliant') as failed,
                        bool_or(result = 'not_reachable') as unreached
                   from checked group by equipment_id) c on c.equipment_id = e.id
     where e.client_id = :client and e.site_id = :site and e.state <> 'retired'
       and e.published_at is not null and e.withdrawn_at is null
),
new_papers as materialized (
    select d.id, d.published_at, d.issued_on
      from portal.documents d
     where d.client_id = :client and (d.site_id = :site or d.site_id is null) and d.published_at > :since
       and d.withdrawn_at is null and d.deleted_at is null and d.area = any (:areas)
),
shown_bills as materialized (
    select b.id, b.public_id, b.kind, b.number, b.subject, b.issued_on, b.due_on, b.currency, b.payable, b.balance,
           b.standing
      from portal.invoice_balances b
     where b.client_id = :client and b.site_id = :site and b.state = 'issued' and b.kind <> 'receipt'
     order by b.issued_on desc, b.id desc limit 5
),
shown_offers as materialized (select * from offers order by issued_on desc, id desc limit 5),
shown_agreements as materialized (
    select *, row_number() over () as place from (select * from agreements
     order by array_position(array['sent', 'active', 'ended'], state), standing = 'ended', shared,
              starts_on desc nulls last, id desc limit 4) a
),
shown_works as materialized (
    select *, row_number() over () as place from (
        select * from works
         order by state = 'done', case when state <> 'done' then scheduled_from end, done_on desc, id desc limit 4) j
),
wanted as (
    select case when x.inspection_id is not null then 'inspection' when x.invoice_id is not null then 'invoice'
                when x.quote_id is not null then 'quote' when x.contract_id is not null then 'contract'
                else 'job' end as topic,
           coalesce(x.inspection_id, x.invoice_id, x.quote_id, x.contract_id, x.job_id) as record, x.document_id
      from portal.document_links x
     where x.client_id = :client
       and (x.inspection_id = any (array(select v.id from visited v))
            or x.invoice_id = any (array(select b.id from shown_bills b))
            or x.quote_id = any (array(select q.id from shown_offers q))
            or x.contract_id = any (array(select c.id from shown_agreements c))
            or x.job_id = any (array(select j.id from shown_works j)))
       and x.published_at is not null and x.withdrawn_at is null and x.deleted_at is null
    union all
    (select 'certificate', null, d.id
       from portal.documents d
       join portal.kinds k on k.id = d.kind_id and k.noun = 'document' and k.code = 'certificate'
      where d.client_id = :client and d.site_id = :site and d.area = 'inspections'
        and d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null
      order by d.issued_on desc nulls last, d.id desc limit 1)
    union all
    (select 'new', null, n.id from new_papers n
      order by n.published_at desc, n.issued_on desc nulls last, n.id desc limit 5)
),
files as materialized (
    select w.topic, w.record, d.id, d.public_id, d.title, k.code as kind, k.names as kind_names, k.position,
           d.issued_on, d.valid_until, d.published_at, d.site_id is null and not :alone as shared, v.size, v.media_type
      from wanted w
      join portal.documents d on d.client_id = :client and d.id = w.document_id
      join portal.kinds k on k.id = d.kind_id
     cross join lateral (select v.size, v.media_type from portal.document_versions v
                          where v.client_id = :client and v.document_id = d.id and v.published_at is not null
                            and v.withdrawn_at is null and v.deleted_at is null
                          order by v.version desc limit 1) v
     where d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null
       and d.area = any (:areas)
),
waiting as (
    select 'quote' as what, q.public_id, q.number, q.subject as title, q.issued_on as since, q.valid_until as due,
           q.gross::text as amount, q.currency,
           q.inspection_id = (select id from visited) and exists (select from checked where result = 'non_compliant')
               as repairs
      from offers q where q.standing = 'awaiting'
    union all
    select case when b.standing = 'overdue' then 'overdue' else 'due' end, b.public_id, b.number, b.subject,
           b.issued_on, b.due_on, b.balance::text, b.currency, false
      from bills b where b.balance > 0 and not b.shared and b.due_on <= :today + 7
    union all
    select 'contract', c.public_id, c.number, c.title, c.since, null, null, null, false
      from agreements c where c.state = 'sent'
    union all
    select 'booking', a.public_id, a.number, a.service, a.since, a.wished_from, null, null, false
      from appointments a where a.state = 'requested'
    union all
    select 'visit', p.public_id, p.number, null, p.due_month, null, null, null, false
      from planned p where p.state = 'planned' and p.due_month <= :today
)
select jsonb_build_object(
    'waiting', (select coalesce(jsonb_agg(w), '[]') from waiting w),
    'owed', (select coalesce(jsonb_agg(o order by o.currency), '[]') from (
        select b.currency, sum(b.balance)::text as total, count(*) as invoices,
               coalesce(sum(b.balance) filter (where b.standing = 'overdue'), 0)::text as overdue,
               count(*) filter (where b.standing = 'overdue') as overdue_invoices,
               min(b.due_on) filter (where b.standing = 'overdue') as oldest_due_on,
               min(b.due_on) filter (where b.standing <> 'overdue') as next_due_on
          from bills b where b.balance > 0 and not b.shared group by b.currency) o),
    'owed_by_client', (select coalesce(jsonb_agg(o order by o.currency), '[]') from (
        select b.currency, sum(b.balance)::text as total, count(*) as invoices
          from bills b where b.balance > 0 and b.shared group by b.currency) o),
    'credit', (select coalesce(jsonb_agg(o order by o.currency), '[]') from (
        select c.currency, sum(c.unused)::text as total from credits c where c.unused > 0 group by c.currency) o),
    'invoices', (select coalesce(jsonb_agg(o order by o.issued_on desc, o.id desc), '[]') from (
        select b.id, b.public_id, b.kind, b.number, b.subject, b.issued_on, b.due_on, b.currency,
               b.payable::text as payable, b.balance::text as balance, b.standing,
               (select f.public_id from files f where f.topic = 'invoice' and f.record = b.id
                 order by f.position, f.id desc limit 1) as file
          from shown_bills b) o),
    'quotes', (select coalesce(jsonb_agg(o order by o.issued_on desc, o.id desc), '[]') from (
        select q.id, q.public_id, q.number, q.subject, q.issued_on, q.valid_until, q.currency, q.gross::text as gross,
               q.standing, (select f.public_id from files f where f.topic = 'quote' and f.record = q.id
                             order by f.position, f.id desc limit 1) as file
          from shown_offers q) o),
    'contracts', (select coalesce(jsonb_agg(o order by o.place), '[]') from (
        select c.place, c.public_id, c.number, c.title, c.standing, c.starts_on, c.ends_on, c.renewal, c.renewal_on,
               c.notice_days, c.shared, (select f.public_id from files f where f.topic = 'contract' and f.record = c.id
                           order by f.position, f.id desc limit 1) as file
          from shown_agreements c) o),
    'inspection', (select to_jsonb(o) from (
        select v.public_id, v.number, k.names as kind_names, v.done_on, v.inspector, v.result, v.certificate_due_on,
               portal.certificate_standing(
                   exists (select from files f where f.topic = 'inspection' and f.kind = 'certificate'),
                   (select max(f.valid_until) from files f where f.topic = 'inspection' and f.kind = 'certificate'),
                   v.certificate_due_on, :today, :soon) as certificate,
               (select count(*) from checked where result = 'compliant') as compliant,
               (select count(*) from checked where result = 'non_compliant') as non_compliant,
               (select count(*) from checked where result = 'not_reachable') as not_reachable,
               (select coalesce(jsonb_agg(l), '[]') from (
                   select l.position, l.subject, l.remark, l.action, e.public_id as equipment, e.code, e.name,
                          e.location, ek.names as kind_names, w.public_id as defect, w.standing as defect_standing,
                          w.scheduled_on as agreed_on
                     from checked l
                     left join portal.equipment e on e.client_id = :client and e.id = l.equipment_id
                          and e.published_at is not null and e.withdrawn_at is null
                     left join portal.kinds ek on ek.id = e.kind_id
                     left join lateral (
                         select d.public_id, d.scheduled_on,
                                portal.defect_standing(d.quoted_on, d.approved_on, d.scheduled_on, d.fixed_on,
                                                       d.proven_on, d.cancelled_on) as standing
                           from portal.defects d
                          where d.client_id = :client and d.inspection_id = v.id and d.equipment_id = l.equipment_id
                            and d.published_at is not null and d.withdrawn_at is null
                          order by d.id desc limit 1) w on true
                    where l.result = 'non_compliant' order by l.position limit 3) l) as failed,
               (select coalesce(jsonb_agg(f order by f.position, f.id desc), '[]') from files f
                 where f.topic = 'inspection') as files
          from visited v left join portal.kinds k on k.id = v.kind_id) o),
    'certificate', (select to_jsonb(f) || jsonb_build_object(
                       'standing', portal.certificate_standing(true, f.valid_until, null, :today, :soon))
                      from files f where f.topic = 'certificate'),
    'planned', (select to_jsonb(o) from (
        select p.public_id, p.number, k.names as kind_names, p.state, p.due_month, p.scheduled_from, p.scheduled_until,
               p.inspector, p.preparation, p.late
          from planned p left join portal.kinds k on k.id = p.kind_id
         order by p.late, p.at, p.id limit 1) o),
    'visit', (select to_jsonb(o) from (
        select v.noun, v.public_id, v.starts_at, v.ends_at, v.month, v.late from (
            select 'inspection' as noun, p.public_id, p.scheduled_from as starts_at, p.scheduled_until as ends_at,
                   p.due_month as month, p.at, p.late from planned p
            union all
            select 'booking', a.public_id, a.starts_at, a.ends_at, null,
                   (a.starts_at at time zone cast(:zone as text))::date, false
              from appointments a where a.state = 'confirmed'
            union all
            select 'job', j.public_id, j.scheduled_from, j.scheduled_until, null,
                   (j.scheduled_from at time zone cast(:zone as text))::date, false
              from works j where j.state = 'scheduled'
               and (j.scheduled_from at time zone cast(:zone as text))::date >= :today) v
         order by v.late, v.at, v.starts_at nulls last, v.noun <> 'inspection' limit 1) o),
    'jobs', (select coalesce(jsonb_agg(o order by o.place), '[]') from (
        select j.place, j.public_id, j.number, j.title, k.names as kind_names, j.state, j.scheduled_from, j.done_on,
               j.technician, (
                   select coalesce(jsonb_agg(f order by f.kind <> 'job_certificate', f.position, f.id desc), '[]')
                     from files f where f.topic = 'job' and f.record = j.id) as files
          from shown_works j left join portal.kinds k on k.id = j.kind_id) o),
    'equipment', (select coalesce(jsonb_agg(o order by o.non_compliant > 0 desc, o.total desc, o.position), '[]') from (
        select k.code, k.names, k.icon, k.position, count(*) as total,
               count(*) filter (where t.failed) as non_compliant,
               count(*) filter (where t.unreached and not t.failed) as not_reachable,
               count(*) filter (where t.seen and not t.failed and not t.unreached) as compliant
          from things t join portal.kinds k on k.id = t.kind_id group by k.id) o),
    'expiring', (select coalesce(jsonb_agg(o), '[]') from (
        select t.public_id, t.code, t.name, k.names as kind_names, d.why, d.on_day, count(*) over () as of
          from things t join portal.kinds k on k.id = t.kind_id
         cross join lateral (values ('retest', t.retest_on), ('end_of_life', t.end_of_life_on)) as d (why, on_day)
         where t.state = 'in_service' and d.on_day <= :today + :soon
         order by d.on_day, t.code limit 3) o),
    'bookings', (select coalesce(jsonb_agg(o), '[]') from (
        select a.public_id, a.number, a.service, a.state, a.starts_at, a.ends_at, a.wished_from, a.wished_until,
               a.technician, a.technician_phone, a.since
          from appointments a
         order by coalesce((a.starts_at at time zone cast(:zone as text))::date, a.wished_from, a.since), a.id limit 4) o),
    'documents', (
        select coalesce(jsonb_agg(f order by f.published_at desc, f.issued_on desc nulls last, f.id desc), '[]')
          from files f where f.topic = 'new'),
    'new_documents', (select count(*) from new_papers)
)
