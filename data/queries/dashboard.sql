-- Everything the dashboard of one site shows, as one JSON object, or no row where the site is unknown to the viewer.
-- A record belongs to the site when it names it, or names none while the client has this site alone; agreements and
-- documents without a site cover every site. Row security stands below all of this; the conditions here are the first
-- line and hold for staff too, who see here what clients see. Figures leave as text: JSON numbers would be floats.
-- What is asked for stands in the first row only, so that one plan serves every site and is made once.
with here as materialized (
    select s.id, s.public_id, s.name, concat_ws(', ', s.address, s.city) as address, s.client_id as client,
           coalesce(s.zone, portal.zone()) as zone, portal.today() as today,
           coalesce(cast(:since as timestamptz), portal.now() - interval '30 days') as since,
           cast(:expiry_days as int) as soon,
           c.public_id as client_public_id, c.name as client_name,
           (select count(*) from portal.sites o where o.client_id = s.client_id) = 1 as alone
      from portal.sites s join portal.clients c on c.id = s.client_id
     where s.public_id = :site
),
rights as materialized (
    select a.area, :staff or h.client = any (portal.whole_clients(a.area)) as whole
      from here h cross join unnest(array['inspections', 'equipment', 'jobs', 'documents', 'billing', 'quotes',
           'contracts', 'orders', 'projects', 'tickets', 'bookings', 'files', 'catalogue']) as a (area)
     where :staff or h.client = any (portal.whole_clients(a.area)) or h.id = any (portal.permitted_sites(a.area))
),
bills as materialized (
    select b.id, b.public_id, b.kind, b.number, b.subject, b.issued_on, b.due_on, b.currency, b.payable, b.balance,
           b.credit, b.standing, b.site_id is null and not h.alone as shared
      from here h
      join portal.invoice_balances b on b.client_id = h.client and (b.site_id = h.id or b.site_id is null)
     where b.state = 'issued'
),
credits as materialized (
    select p.currency, p.amount - coalesce(  -- mostly without a site: of many sites, only those that name this one
               (select sum(a.amount) from portal.allocations a
                 where a.client_id = h.client and a.payment_id = p.id
                   and a.published_at is not null and a.withdrawn_at is null), 0) as unused
      from here h
      cross join lateral (
          select o.id, o.currency, o.amount, o.published_at, o.withdrawn_at from portal.payments o
           where o.client_id = h.client and o.site_id = h.id
          union all
          select o.id, o.currency, o.amount, o.published_at, o.withdrawn_at from portal.payments o
           where o.client_id = h.client and o.site_id is null and h.alone) p
     where p.published_at is not null and p.withdrawn_at is null
    union all
    select b.currency, b.credit from bills b where b.credit > 0 and not b.shared
),
offers as materialized (
    select q.id, q.public_id, q.number, q.subject, q.issued_on, q.valid_until, q.currency, q.gross, q.inspection_id,
           portal.quote_standing(q.state, q.valid_until, h.today) as standing
      from here h
      join portal.quotes q on q.client_id = h.client and (q.site_id = h.id or q.site_id is null)
       and (q.site_id is not null or h.alone)
     where q.state in ('sent', 'accepted', 'declined') and q.published_at is not null and q.withdrawn_at is null
),
agreements as materialized (
    select c.id, c.public_id, c.number, c.title, c.state, c.starts_on, c.ends_on, c.renewal, c.renewal_on,
           c.notice_days, c.site_id is null and not h.alone as shared,
           portal.contract_standing(c.state, c.starts_on, c.ends_on, c.renewal, c.renewal_on, c.notice_days, h.today,
                                    h.soon) as standing, (c.published_at at time zone h.zone)::date as since
      from here h
      join portal.contracts c on c.client_id = h.client and (c.site_id = h.id or c.site_id is null)
     where c.state in ('sent', 'active', 'ended') and c.published_at is not null and c.withdrawn_at is null
),
visited as materialized (
    select i.id, i.public_id, i.number, i.kind_id, i.done_on, i.inspector, i.result, i.certificate_due_on
      from here h
      join portal.inspections i on i.client_id = h.client and (i.site_id = h.id or i.site_id is null)
       and (i.site_id is not null or h.alone)
     where i.state = 'done' and i.published_at is not null and i.withdrawn_at is null
     order by i.done_on desc, i.id desc limit 1
),
checked as materialized (
    select l.equipment_id, l.position, l.subject, l.result, l.remark, l.action
      from here h cross join visited v
      join portal.inspection_lines l on l.client_id = h.client and l.inspection_id = v.id
     where l.published_at is not null and l.withdrawn_at is null
),
planned as materialized (
    select i.id, i.public_id, i.number, i.kind_id, i.state, i.due_month, i.scheduled_from, i.scheduled_until,
           i.inspector, i.preparation,
           coalesce((i.scheduled_from at time zone h.zone)::date,
                    (i.due_month + interval '1 month - 1 day')::date, 'infinity') as at,
           i.state = 'planned' and i.due_month + interval '1 month' <= h.today as late
      from here h
      join portal.inspections i on i.client_id = h.client and (i.site_id = h.id or i.site_id is null)
       and (i.site_id is not null or h.alone)
     where i.state in ('planned', 'scheduled') and i.published_at is not null and i.withdrawn_at is null
       and (i.state = 'planned' or (i.scheduled_from at time zone h.zone)::date >= h.today)
),
appointments as materialized (
    select b.id, b.public_id, b.number, b.service, b.state, b.starts_at, b.ends_at, b.wished_from, b.wished_until,
           b.technician, b.technician_phone, b.note, (b.requested_at at time zone h.zone)::date as since
      from here h
      join portal.bookings b on b.client_id = h.client and (b.site_id = h.id or b.site_id is null)
       and (b.site_id is not null or h.alone)
     where b.published_at is not null and b.withdrawn_at is null
       and (b.state = 'requested' or b.state = 'confirmed' and (b.starts_at at time zone h.zone)::date >= h.today)
),
works as materialized (
    select j.id, j.public_id, j.number, j.title, j.kind_id, j.state, j.scheduled_from, j.scheduled_until, j.done_on,
           j.technician
      from here h
      join portal.jobs j on j.client_id = h.client and (j.site_id = h.id or j.site_id is null)
       and (j.site_id is not null or h.alone)
     where j.state <> 'cancelled' and j.published_at is not null and j.withdrawn_at is null
),
things as materialized (
    select e.public_id, e.code, e.name, e.kind_id, e.location, e.retest_on, e.end_of_life_on, e.state,
           c.failed, c.unreached, c.equipment_id is not null as seen
      from here h
      join portal.equipment e on e.client_id = h.client and (e.site_id = h.id or e.site_id is null)
       and (e.site_id is not null or h.alone)
      left join (select equipment_id, bool_or(result = 'non_compliant') as failed,
                        bool_or(result = 'not_reachable') as unreached
                   from checked group by equipment_id) c on c.equipment_id = e.id
     where e.state <> 'retired' and e.published_at is not null and e.withdrawn_at is null
),
new_papers as materialized (
    select d.id, d.published_at, d.issued_on
      from here h
      join portal.documents d on d.client_id = h.client and (d.site_id = h.id or d.site_id is null)
     where d.published_at > h.since
       and d.withdrawn_at is null and d.deleted_at is null
       and d.area in (select area from rights)
),
shown_bills as materialized (
    select * from bills where kind <> 'receipt' and not shared order by issued_on desc, id desc limit 5
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
    select 'inspection' as topic, x.inspection_id as record, x.document_id
      from here h cross join visited v
      join portal.document_links x on x.client_id = h.client and x.inspection_id = v.id
     where x.published_at is not null and x.withdrawn_at is null and x.deleted_at is null
    union all
    select 'invoice', x.invoice_id, x.document_id
      from here h cross join shown_bills b
      join portal.document_links x on x.client_id = h.client and x.invoice_id = b.id
     where x.published_at is not null and x.withdrawn_at is null and x.deleted_at is null
    union all
    select 'quote', x.quote_id, x.document_id
      from here h cross join shown_offers q
      join portal.document_links x on x.client_id = h.client and x.quote_id = q.id
     where x.published_at is not null and x.withdrawn_at is null and x.deleted_at is null
    union all
    select 'contract', x.contract_id, x.document_id
      from here h cross join shown_agreements c
      join portal.document_links x on x.client_id = h.client and x.contract_id = c.id
     where x.published_at is not null and x.withdrawn_at is null and x.deleted_at is null
    union all
    select 'job', x.job_id, x.document_id
      from here h cross join shown_works j
      join portal.document_links x on x.client_id = h.client and x.job_id = j.id
     where x.published_at is not null and x.withdrawn_at is null and x.deleted_at is null
    union all
    (select 'certificate', null, d.id
       from here h
       join portal.documents d on d.client_id = h.client and (d.site_id = h.id or d.site_id is null)
        and (d.site_id is not null or h.alone)
       join portal.kinds k on k.id = d.kind_id and k.noun = 'document' and k.code = 'certificate'
      where d.area = 'inspections' and d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null
      order by d.issued_on desc nulls last, d.id desc limit 1)
    union all
    (select 'new', null, n.id from new_papers n
      order by n.published_at desc, n.issued_on desc nulls last, n.id desc limit 5)
),
files as materialized (
    select w.topic, w.record, d.id, d.public_id, d.title, k.code as kind, k.names as kind_names, k.position,
           d.issued_on, d.valid_until, d.published_at, d.site_id is null and not h.alone as shared, v.size, v.media_type
      from here h cross join wanted w
      join portal.documents d on d.client_id = h.client and d.id = w.document_id
      join portal.kinds k on k.id = d.kind_id
     cross join lateral (select v.size, v.media_type from portal.document_versions v
                          where v.client_id = h.client and v.document_id = d.id and v.published_at is not null
                            and v.withdrawn_at is null and v.deleted_at is null
                          order by v.version desc limit 1) v
     where d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null
       and d.area in (select area from rights)
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
      from bills b cross join here h where b.balance > 0 and not b.shared and b.due_on <= h.today + 7
    union all
    select 'contract', c.public_id, c.number, c.title, c.since, null, null, null, false
      from agreements c where c.state = 'sent'
    union all
    select 'booking', a.public_id, a.number, a.service, a.since, a.wished_from, null, null, false
      from appointments a where a.state = 'requested'
    union all
    select 'visit', p.public_id, p.number, null, p.due_month, null, null, null, false
      from planned p cross join here h where p.state = 'planned' and p.due_month <= h.today
)
select jsonb_build_object(
    'today', h.today, 'zone', h.zone,
    'whole', (select coalesce(bool_or(whole), false) from rights where area = 'billing'),
    'areas', (select coalesce(jsonb_agg(area), '[]') from rights),
    'site', jsonb_build_object('id', h.id, 'public_id', h.public_id, 'name', h.name, 'address', h.address,
                               'zone', h.zone),
    'client', jsonb_build_object('id', h.client, 'public_id', h.client_public_id, 'name', h.client_name),
    'sites', (select count(*) from (select from portal.sites limit 1001) s),
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
                   v.certificate_due_on, h.today, h.soon) as certificate,
               (select count(*) from checked where result = 'compliant') as compliant,
               (select count(*) from checked where result = 'non_compliant') as non_compliant,
               (select count(*) from checked where result = 'not_reachable') as not_reachable,
               (select coalesce(jsonb_agg(l), '[]') from (
                   select l.position, l.subject, l.remark, l.action, e.public_id as equipment, e.code, e.name,
                          e.location, ek.names as kind_names, w.public_id as defect, w.standing as defect_standing,
                          w.scheduled_on as agreed_on
                     from checked l
                     left join portal.equipment e on e.client_id = h.client and e.id = l.equipment_id
                          and e.published_at is not null and e.withdrawn_at is null
                     left join portal.kinds ek on ek.id = e.kind_id
                     left join lateral (
                         select d.public_id, d.scheduled_on,
                                portal.defect_standing(d.quoted_on, d.approved_on, d.scheduled_on, d.fixed_on,
                                                       d.proven_on, d.cancelled_on) as standing
                           from portal.defects d
                          where d.client_id = h.client and d.inspection_id = v.id and d.equipment_id = l.equipment_id
                            and d.published_at is not null and d.withdrawn_at is null
                          order by d.id desc limit 1) w on true
                    where l.result = 'non_compliant' order by l.position limit 3) l) as failed,
               (select coalesce(jsonb_agg(f order by f.position, f.id desc), '[]') from files f
                 where f.topic = 'inspection') as files
          from visited v left join portal.kinds k on k.id = v.kind_id) o),
    'certificate', (select to_jsonb(f) || jsonb_build_object(
                       'standing', portal.certificate_standing(true, f.valid_until, null, h.today, h.soon))
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
            select 'booking', a.public_id, a.starts_at, a.ends_at, null, (a.starts_at at time zone h.zone)::date, false
              from appointments a where a.state = 'confirmed'
            union all
            select 'job', j.public_id, j.scheduled_from, j.scheduled_until, null,
                   (j.scheduled_from at time zone h.zone)::date, false
              from works j where j.state = 'scheduled' and (j.scheduled_from at time zone h.zone)::date >= h.today) v
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
         where t.state = 'in_service' and d.on_day <= h.today + h.soon
         order by d.on_day, t.code limit 3) o),
    'bookings', (select coalesce(jsonb_agg(o), '[]') from (
        select a.public_id, a.number, a.service, a.state, a.starts_at, a.ends_at, a.wished_from, a.wished_until,
               a.technician, a.technician_phone, a.since
          from appointments a order by coalesce((a.starts_at at time zone h.zone)::date, a.wished_from, a.since), a.id
         limit 4) o),
    'documents', (
        select coalesce(jsonb_agg(f order by f.published_at desc, f.issued_on desc nulls last, f.id desc), '[]')
          from files f where f.topic = 'new'),
    'new_documents', (select count(*) from new_papers)
) from here h
