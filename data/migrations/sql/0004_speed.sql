-- What is settled of an invoice stands in its row, so that lists by standing follow an index; words find records of all
-- clients by an index, for staff; a month of the calendar reads that month alone. Why: docs/decisions/0008-settled.md.

-- ---------------------------------------------------------------------------------------------------------- settled

-- For an invoice what payments and credit notes took off, for a credit note what it gave: the sum of the published
-- allocations, kept by the triggers below and by nobody else (data/policies.py leaves the column to them).
alter table portal.invoices add settled numeric not null default 0;

create function portal.settled_of(p_client bigint, p_id bigint, p_kind text) returns numeric language sql stable as $$
    select coalesce(case p_kind
        when 'credit_note' then
            (select sum(a.amount) from portal.allocations a where a.client_id = p_client and a.credit_note_id = p_id
                and a.published_at is not null and a.withdrawn_at is null)
        when 'invoice' then
            (select sum(a.amount) from portal.allocations a where a.client_id = p_client and a.invoice_id = p_id
                and a.published_at is not null and a.withdrawn_at is null) end, 0)
$$;
update portal.invoices i set settled = s.settled
  from (select id, portal.settled_of(client_id, id, kind) as settled from portal.invoices) s
 where s.id = i.id and s.settled <> 0;

-- Something is left: to be paid of an invoice, to be used of a credit note.
alter table portal.invoices add is_open boolean not null
    generated always as (kind in ('invoice', 'credit_note') and state = 'issued' and settled < payable) stored;

-- Rows are locked in one order before they are summed up, each then from what is committed by now: two payments of one
-- invoice at the same time follow each other, and neither sum misses the other's part.
create function portal.settle(touched bigint[]) returns void
    language plpgsql security definer set search_path = portal, pg_temp as $$
begin
    perform from portal.invoices where id = any (touched) order by id for update;
    update portal.invoices i set settled = s.settled
      from (select id, portal.settled_of(client_id, id, kind) as settled
              from portal.invoices where id = any (touched)) s
     where s.id = i.id and s.settled <> i.settled;
end $$;

create function portal.keep_settled() returns trigger
    language plpgsql security definer set search_path = portal, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        perform portal.settle(array(select x from after_it n, unnest(array[n.invoice_id, n.credit_note_id]) x
                                     where x is not null));
    elsif tg_op = 'DELETE' then
        perform portal.settle(array(select x from before_it o, unnest(array[o.invoice_id, o.credit_note_id]) x
                                     where x is not null));
    else
        perform portal.settle(array(
            select x from before_it o join after_it n on n.id = o.id,
                   unnest(array[o.invoice_id, o.credit_note_id, n.invoice_id, n.credit_note_id]) x
             where x is not null
               and (o.amount, o.invoice_id, o.credit_note_id, o.published_at is not null, o.withdrawn_at is null)
                   is distinct from
                   (n.amount, n.invoice_id, n.credit_note_id, n.published_at is not null, n.withdrawn_at is null)));
    end if;
    return null;
end $$;
create trigger settled_after_insert after insert on portal.allocations referencing new table as after_it
    for each statement execute function portal.keep_settled();
create trigger settled_after_delete after delete on portal.allocations referencing old table as before_it
    for each statement execute function portal.keep_settled();
create trigger settled_after_update after update on portal.allocations
    referencing old table as before_it new table as after_it
    for each statement execute function portal.keep_settled();

-- An invoice that turns out to be a credit note is settled by other allocations.
create function portal.settle_kind() returns trigger
    language plpgsql security definer set search_path = portal, pg_temp as $$
begin
    new.settled := portal.settled_of(new.client_id, new.id, new.kind);
    return new;
end $$;
create trigger settled_of_kind before update of kind on portal.invoices for each row
    when (old.kind is distinct from new.kind) execute function portal.settle_kind();

-- The view of 0002_tables.sql, without a look-up for each row.
create or replace view portal.invoice_balances with (security_invoker) as
select i.id, i.public_id, i.client_id, i.site_id, i.kind, i.number, i.state, i.issued_on, i.due_on, i.subject, i.currency,
       i.net, i.tax, i.gross, i.payable, i.po_number, i.credits_id, i.quote_id, i.order_id, i.contract_id, i.job_id,
       i.inspection_id, i.published_at, i.settled,
       case when i.kind = 'invoice' and i.is_open then i.payable - i.settled else 0 end as balance,
       case when i.kind = 'credit_note' and i.is_open then i.payable - i.settled else 0 end as credit,
       portal.invoice_standing(i.kind, i.state, i.payable, i.settled, i.due_on, (select portal.today())) as standing,
       i.search_text
  from portal.invoices i
 where i.published_at is not null and i.withdrawn_at is null and i.state <> 'draft';

-- ---------------------------------------------------------------------------------------------------------- indexes

-- Amounts as people see them (a credit note counts the other way), in cents: under row security an index compares whole
-- numbers, but never numerics, whose comparison might tell of rows it must not show.
alter table portal.invoices add amount_cents bigint not null
    generated always as (((case when kind = 'credit_note' then -payable else payable end) * 100)::bigint) stored;
alter table portal.payments add amount_cents bigint not null generated always as ((amount * 100)::bigint) stored;
drop index portal.invoices_client_id_payable_id_idx;
drop index portal.invoices_payable_id_idx;
drop index portal.payments_client_id_amount_id_idx;
create index on portal.invoices (client_id, amount_cents, id);
create index on portal.invoices (amount_cents, id);
create index on portal.payments (client_id, amount_cents, id);
create index on portal.payments (amount_cents, id);

-- What is open, by when it is due: overdue invoices, the calendar. What is no issued invoice, newest first: filters by
-- kind and by the rarer standings.
create index on portal.invoices (client_id, due_on, id) where is_open;
create index on portal.invoices (due_on, id) where is_open;
create index on portal.invoices (client_id, due_on, id);
create index invoices_unusual on portal.invoices (client_id, issued_on desc, id desc)
    where kind <> 'invoice' or state <> 'issued';
create index on portal.invoices (number, id);

-- A month of the calendar.
create index on portal.documents (client_id, valid_until) where valid_until is not null;
create index on portal.documents (valid_until) where valid_until is not null;
create index on portal.quotes (valid_until) where state = 'sent';
create index on portal.inspections (due_month) where state = 'planned';
create index on portal.inspections (scheduled_from) where state = 'scheduled';
create index on portal.jobs (scheduled_from) where state <> 'done';

-- Words by their beginnings, for staff: row security keeps clients from this kind of index, and they read their own.
create index on portal.invoices using gin (to_tsvector('simple', search_text));
create index on portal.equipment using gin (to_tsvector('simple', search_text));
create index on portal.inspections using gin (to_tsvector('simple', search_text));
create index on portal.defects using gin (to_tsvector('simple', search_text));
create index on portal.jobs using gin (to_tsvector('simple', search_text));
create index on portal.documents using gin (to_tsvector('simple', search_text));
create index on portal.quotes using gin (to_tsvector('simple', search_text));
create index on portal.contracts using gin (to_tsvector('simple', search_text));
create index on portal.orders using gin (to_tsvector('simple', search_text));
create index on portal.bookings using gin (to_tsvector('simple', search_text));
create index on portal.payments using gin (to_tsvector('simple', search_text));
create index on portal.files using gin (to_tsvector('simple', search_text));
create index on portal.clients using gin (to_tsvector('simple', search_text));
create index on portal.sites using gin (to_tsvector('simple', search_text));
create index on portal.contacts using gin (to_tsvector('simple', search_text));
