-- The account of one client (:client) or one of its sites (:site) as one JSON object. A site's account holds the invoices
-- that name it, or name none while the client has this site alone: the dashboard's rule, so that both show one figure.
-- What is taken off an invoice never exceeds what was to be paid: after its last movement the running balance is exactly
-- the sum of the balances. Row security stands below; the conditions here hold for staff too.
with here as materialized (
    select cast(:client as bigint) as client, cast(:site as bigint) as site, portal.today() as today,
           (portal.today() - interval '12 months')::date as since,
           (select count(*) from portal.sites o where o.client_id = cast(:client as bigint)) = 1 as alone
),
rights as materialized (
    select :staff or h.client = any (portal.whole_clients('billing')) as whole,
           exists (select 1 from portal.sites s where s.client_id = h.client and (h.site is null or s.id = h.site)
                      and s.id = any (portal.permitted_sites('billing'))) as part
      from here h
),
bills as materialized (
    select b.id, b.public_id, b.number, b.subject, b.site_id, b.kind, b.issued_on, b.due_on, b.currency, b.payable,
           b.balance, b.credit, b.standing, greatest(h.today - b.due_on, 0) as late,
           h.site is not null and b.site_id is null and not h.alone as shared
      from here h
      join portal.invoice_balances b on b.client_id = h.client
       and (h.site is null or b.site_id = h.site or b.site_id is null)
     where b.state = 'issued' and b.kind in ('invoice', 'credit_note')
),
owed as materialized (
    select * from bills where balance > 0 and not shared
),
taken as materialized (
    select a.payment_id, a.credit_note_id, greatest(a.allocated_on, b.issued_on) as on_day, b.currency,
           least(b.payable, sum(a.amount) over upto)
           - least(b.payable, sum(a.amount) over upto - a.amount) as amount
      from here h cross join bills b
      join portal.allocations a on a.client_id = h.client and a.invoice_id = b.id
     where b.kind = 'invoice' and not b.shared and a.published_at is not null and a.withdrawn_at is null
    window upto as (partition by b.id order by greatest(a.allocated_on, b.issued_on), a.id)
),
moved as materialized (
    select 'invoice' as noun, b.public_id, b.number, b.subject, b.issued_on as on_day, b.currency, b.payable as amount,
           b.id as place
      from bills b where b.kind = 'invoice' and not b.shared and b.payable > 0
    union all
    select 'payment', p.public_id, p.number, null, t.on_day, t.currency, -sum(t.amount), t.payment_id
      from here h cross join taken t
      left join portal.payments p on p.client_id = h.client and p.id = t.payment_id
       and p.published_at is not null and p.withdrawn_at is null
     where t.payment_id is not null and t.amount > 0
     group by p.public_id, p.number, t.on_day, t.currency, t.payment_id
    union all
    select 'credit_note', n.public_id, n.number, null, t.on_day, t.currency, -sum(t.amount), t.credit_note_id
      from here h cross join taken t
      left join portal.invoices n on n.client_id = h.client and n.id = t.credit_note_id
       and n.published_at is not null and n.withdrawn_at is null
     where t.credit_note_id is not null and t.amount > 0
     group by n.public_id, n.number, t.on_day, t.currency, t.credit_note_id
),
credits as (
    select 'payment' as noun, p.public_id, p.number, p.received_on as on_day, p.currency,
           p.amount - coalesce((select sum(a.amount) from portal.allocations a
                                 where a.client_id = h.client and a.payment_id = p.id
                                   and a.published_at is not null and a.withdrawn_at is null), 0) as amount
      from here h
      join portal.payments p on p.client_id = h.client
       and (h.site is null or p.site_id = h.site or p.site_id is null and h.alone)
     where p.published_at is not null and p.withdrawn_at is null
    union all
    select 'credit_note', b.public_id, b.number, b.issued_on, b.currency, b.credit
      from bills b where b.credit > 0 and not b.shared
)
select jsonb_build_object(
    'today', h.today, 'since', h.since, 'whole', r.whole, 'seen', r.whole or r.part,
    'ageing', (select coalesce(jsonb_agg(o order by o.currency), '[]') from (
        select currency, count(*) as invoices, sum(balance)::text as total,
               coalesce(sum(balance) filter (where late is null or late = 0), 0)::text as current,
               coalesce(sum(balance) filter (where late between 1 and 30), 0)::text as days_30,
               coalesce(sum(balance) filter (where late between 31 and 60), 0)::text as days_60,
               coalesce(sum(balance) filter (where late between 61 and 90), 0)::text as days_90,
               coalesce(sum(balance) filter (where late > 90), 0)::text as older
          from owed group by currency) o),
    'open_items', (select coalesce(jsonb_agg(o order by o.currency, o.due_on nulls last, o.issued_on, o.id), '[]') from (
        select w.id, w.public_id, w.number, w.subject, s.name as site_name, w.issued_on, w.due_on,
               coalesce(w.late, 0) as late, w.currency, w.payable::text as payable, w.balance::text as balance, w.standing
          from owed w left join portal.sites s on s.client_id = h.client and s.id = w.site_id
         order by w.currency, w.due_on nulls last, w.issued_on, w.id limit cast(:most as bigint)) o),
    'movements', (select coalesce(jsonb_agg(m), '[]') from (
        select noun, public_id, number, subject, on_day as on, currency, amount::text as amount
          from moved where on_day >= h.since
         order by on_day desc, noun <> 'invoice' desc, place desc, currency desc limit cast(:most as bigint)) m),
    'credit', (select coalesce(jsonb_agg(c), '[]') from (
        select noun, public_id, number, on_day as on, currency, amount::text as amount
          from credits where amount > 0 and r.whole
         order by currency, on_day, number) c),
    'elsewhere', (select coalesce(jsonb_agg(o order by o.currency), '[]') from (
        select currency, sum(balance)::text as total from bills where shared and balance > 0 group by currency) o)
) from here h cross join rights r
