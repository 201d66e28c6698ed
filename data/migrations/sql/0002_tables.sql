-- What the tables need: invoices searched by how they stand, amounts and numbers in order, exports as activity.

-- The view of 0001_standing.sql with the text a search looks at; its other columns as they were.
create or replace view portal.invoice_balances with (security_invoker) as
select i.id, i.public_id, i.client_id, i.site_id, i.kind, i.number, i.state, i.issued_on, i.due_on, i.subject, i.currency,
       i.net, i.tax, i.gross, i.payable, i.po_number, i.credits_id, i.quote_id, i.order_id, i.contract_id, i.job_id,
       i.inspection_id, i.published_at, a.settled,
       case when i.kind = 'invoice' and i.state = 'issued' then greatest(i.payable - a.settled, 0) else 0 end as balance,
       case when i.kind = 'credit_note' and i.state = 'issued' then greatest(i.payable - a.settled, 0) else 0 end as credit,
       portal.invoice_standing(i.kind, i.state, i.payable, a.settled, i.due_on, (select portal.today())) as standing,
       i.search_text
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

-- The order of amounts people see: a credit note counts the other way (data/queries/invoices.py).
create index on portal.invoices (client_id, (case when kind = 'credit_note' then -payable else payable end), id);
create index on portal.invoices ((case when kind = 'credit_note' then -payable else payable end), id);
create index on portal.invoices (client_id, number, id);
create index on portal.payments (client_id, amount, id);

alter table portal.activity drop constraint activity_kind_check;
alter table portal.activity add constraint activity_kind_check check (kind in ('page', 'document_opened',
    'document_downloaded', 'calendar_taken', 'sign_in', 'sign_in_failed', 'code_asked', 'sign_out', 'refused',
    'view_as_started', 'view_as_ended', 'exported'));
