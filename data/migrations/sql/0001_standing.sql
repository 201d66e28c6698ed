-- How a record stands today: the states people read, derived in one place from what is stored and the day. The words,
-- tones and icons that belong to each standing are in components/states.py.

create function portal.inspection_standing(state text, result text) returns text language sql immutable parallel safe
    as $$ select case when state = 'done' then coalesce(result, 'done') else state end $$;

-- settled: what payments and credit notes took off an invoice, or what a credit note has given to invoices.
-- Paying in part does not stop the due date; without one an invoice is never overdue.
create function portal.invoice_standing(kind text, state text, payable numeric, settled numeric, due_on date, today date)
    returns text language sql immutable parallel safe as $$
    select case when state = 'cancelled' then 'cancelled'
                when kind in ('proforma', 'receipt') then kind
                when kind = 'credit_note' then case when settled < payable then 'credit_open' else 'credit_used' end
                when settled >= payable then 'paid'
                when due_on < today then 'overdue'
                when settled > 0 then 'partly_paid'
                when due_on <= today + 7 then 'due'
                else 'unpaid' end
$$;

create function portal.quote_standing(state text, valid_until date, today date) returns text
    language sql immutable parallel safe as $$
    select case when state <> 'sent' then state when valid_until < today then 'expired' else 'awaiting' end
$$;

-- notice: it can still be given and soon no more; renewing: too late for notice, renewal is near. A contract that renews
-- by itself does so on its renewal day, else when it ends.
create function portal.contract_standing(state text, starts_on date, ends_on date, renewal text, renewal_on date,
    notice_days int, today date, soon int) returns text language sql immutable parallel safe as $$
    select case when state <> 'active' then state
                when renewal = 'none' and ends_on < today then 'ended'
                when starts_on > today then 'starting'
                when renewal = 'none' and ends_on <= today + soon then 'ending'
                when renewal = 'automatic' and coalesce(renewal_on, ends_on) - coalesce(notice_days, 0)
                     between today and today + soon then 'notice'
                when renewal = 'automatic' and coalesce(renewal_on, ends_on) between today and today + soon then 'renewing'
                else 'active' end
$$;

-- Anything with a last day: documents, retests, end of life. Null without one.
create function portal.validity_standing(valid_until date, today date, soon int) returns text
    language sql immutable parallel safe as $$
    select case when valid_until < today then 'expired' when valid_until <= today + soon then 'expiring'
                when valid_until is not null then 'valid' end
$$;

-- The certificate that belongs to an inspection: how it stands, or until when it should be there.
create function portal.certificate_standing(found boolean, valid_until date, due_on date, today date, soon int)
    returns text language sql immutable parallel safe as $$
    select case when found then coalesce(portal.validity_standing(valid_until, today, soon), 'present')
                when due_on < today then 'missing' when due_on is not null then 'awaited' end
$$;

-- Published invoices with what is settled and what is left: the one definition behind every figure of money owed.
-- balance: still to be paid of an issued invoice; credit: still to be used of an issued credit note; both else zero.
create view portal.invoice_balances with (security_invoker) as
select i.id, i.public_id, i.client_id, i.site_id, i.kind, i.number, i.state, i.issued_on, i.due_on, i.subject, i.currency,
       i.net, i.tax, i.gross, i.payable, i.po_number, i.credits_id, i.quote_id, i.order_id, i.contract_id, i.job_id,
       i.inspection_id, i.published_at, a.settled,
       case when i.kind = 'invoice' and i.state = 'issued' then greatest(i.payable - a.settled, 0) else 0 end as balance,
       case when i.kind = 'credit_note' and i.state = 'issued' then greatest(i.payable - a.settled, 0) else 0 end as credit,
       portal.invoice_standing(i.kind, i.state, i.payable, a.settled, i.due_on, (select portal.today())) as standing
  from portal.invoices i
 cross join lateral (  -- offset 0 keeps the sums from being computed anew for each column that uses them
    select coalesce(case when i.kind = 'credit_note' then
               (select sum(x.amount) from portal.allocations x where x.client_id = i.client_id
                   and x.credit_note_id = i.id and x.published_at is not null and x.withdrawn_at is null)
           when i.kind = 'invoice' then
               (select sum(x.amount) from portal.allocations x where x.client_id = i.client_id
                   and x.invoice_id = i.id and x.published_at is not null and x.withdrawn_at is null)
           end, 0) as settled offset 0) a
 where i.published_at is not null and i.withdrawn_at is null and i.state <> 'draft';
