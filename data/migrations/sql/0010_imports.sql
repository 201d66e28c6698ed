-- Imports on the page: what was uploaded and how far it is, the mapping it is read with, and what an import has done, row by
-- row, so that it can be undone for a day. Why: docs/decisions/0012-undo.md.

alter table portal.imports
    add kind text,
    add state text not null default 'done' check (state in ('reading', 'new', 'checking', 'checked', 'refused', 'running',
        'done', 'undoing', 'undone', 'failed')),
    add language text not null default 'en',
    add mapping json,                        -- as a mapping file says it, in its order (data/imports/mapping.py)
    add look jsonb,                          -- what was seen in the table: headings, examples, how it is written
    add sample jsonb,                        -- the first records as they were read
    add totals jsonb,                        -- how many errors, warnings, notes
    add problems jsonb,
    add kept_because jsonb,                  -- what stands in the way of undoing it
    add error text,                          -- why it failed
    add rows int,
    add row_count int,                       -- of the table, as it was seen first
    add progress int not null default 0,     -- rows read by now
    add told_at timestamptz,                 -- the last sign of life
    add storage_key text, add size bigint,   -- the uploaded table
    add finished_at timestamptz,
    add undone_at timestamptz, add undone_by_person_id bigint references portal.people;
create index on portal.imports (id desc) where state <> 'done';

-- How tables with these headings were read the last time, for everybody.
create table portal.import_mappings (
    fingerprint text not null,
    source text not null,
    kind text not null,
    mapping json not null,
    by_person_id bigint references portal.people,
    used_at timestamptz not null default portal.now(),
    primary key (fingerprint, source)
);

-- What an import did to a row: made it, changed it or took it away. `before` is the row as it was, `after` a digest of the
-- row as the import left it. Kept for as long as the import can be undone.
create table portal.import_rows (
    import_id bigint not null references portal.imports,
    noun text not null,
    row_id bigint not null,
    made boolean not null,
    before jsonb,
    after uuid,
    primary key (import_id, noun, row_id)
);
create index on portal.events (import_id) where import_id is not null;

-- What is derived or kept by triggers, and the time of the change, do not make a row another one.
create function portal.import_digest(p_row jsonb) returns uuid language sql immutable as $$
    select md5((jsonb_strip_nulls(p_row) - array['settled', 'is_open', 'updated_at'])::text)::uuid
$$;

create function portal.note_import() returns trigger
    language plpgsql security definer set search_path = portal, pg_temp as $$
declare run bigint := current_setting('portal.import_run', true)::bigint;
begin
    if tg_op = 'INSERT' then
        insert into portal.import_rows (import_id, noun, row_id, made)
        select run, tg_table_name, n.id, true from after_it n on conflict do nothing;
    else
        insert into portal.import_rows (import_id, noun, row_id, made, before)
        select run, tg_table_name, o.id, false, to_jsonb(o) from before_it o on conflict do nothing;
    end if;
    return null;
end $$;

-- The tables an import writes, children first: the order in which what it made is taken away again.
create function portal.import_nouns() returns text[] language sql immutable as $$
    select array['allocations', 'document_links', 'document_versions', 'inspection_lines', 'invoice_lines', 'quote_lines',
        'files', 'documents', 'defects', 'payments', 'invoices', 'bookings', 'jobs', 'quotes', 'inspections', 'orders',
        'contracts', 'equipment', 'grants', 'contacts', 'sites', 'clients', 'client_groups', 'people', 'kinds']
$$;
do $$
declare noun text;
begin
    foreach noun in array portal.import_nouns() loop
        execute format($t$create trigger import_made after insert on portal.%I referencing new table as after_it
            for each statement when (nullif(current_setting('portal.import_run', true), '') is not null)
            execute function portal.note_import()$t$, noun);
        execute format($t$create trigger import_changed after update on portal.%I referencing old table as before_it
            for each statement when (nullif(current_setting('portal.import_run', true), '') is not null)
            execute function portal.note_import()$t$, noun);
        execute format($t$create trigger import_removed after delete on portal.%I referencing old table as before_it
            for each statement when (nullif(current_setting('portal.import_run', true), '') is not null)
            execute function portal.note_import()$t$, noun);
    end loop;
end $$;

-- The end of an import: how it left its rows. Rows that were written but are as before are forgotten.
create function portal.seal_import(p_import bigint) returns void
    language plpgsql security definer set search_path = portal, pg_temp as $$
declare one text;
begin
    for one in select distinct r.noun from portal.import_rows r where r.import_id = p_import loop
        execute format('update portal.import_rows r set after = portal.import_digest(to_jsonb(t)) from portal.%I t'
            ' where r.import_id = $1 and r.noun = %L and t.id = r.row_id', one, one) using p_import;
    end loop;
    delete from portal.import_rows r
     where r.import_id = p_import and (r.made and r.after is null
        or not r.made and r.after = portal.import_digest(r.before));
end $$;

-- What people call a row.
create function portal.import_label(p_row jsonb) returns text language sql immutable as $$
    select left(coalesce(p_row ->> 'number', p_row ->> 'name', p_row ->> 'title', p_row ->> 'code', p_row ->> 'email',
        p_row ->> 'description', p_row ->> 'external_ref', p_row ->> 'id', ''), 200)
$$;

-- Takes an import back: what it changed is as it was, what it took away is there again, what it made is gone; its events
-- become the staff's alone. All of it, or nothing and a list of what was built upon it since: `why` is 'changed', 'gone' or
-- 'used' (by another row). Raises 55000 when it cannot be undone any more.
create function portal.undo_import(p_import bigint)
    returns table (noun text, label text, why text, by_noun text, by_label text)
    language plpgsql security definer set search_path = portal, pg_temp as $$
#variable_conflict use_column
declare one text; fk record; blocked boolean := false; part text; columns text;
begin
    perform pg_advisory_xact_lock(4206502014);
    perform from portal.imports i where i.id = p_import and i.state in ('done', 'undoing')
        and i.finished_at > portal.now() - interval '24 hours' for update;
    if not found then raise exception 'this import cannot be undone any more' using errcode = '55000'; end if;

    -- nobody changes the rows meanwhile, and nobody begins to refer to them
    foreach one in array portal.import_nouns() loop
        continue when not exists (select from portal.import_rows r where r.import_id = p_import and r.noun = one);
        execute format('select from portal.%I t where t.id in (select r.row_id from portal.import_rows r'
            ' where r.import_id = $1 and r.noun = %L) order by t.id for update', one, one) using p_import;
        for noun, label, why in execute format(
            'select %L, portal.import_label(coalesce(to_jsonb(t), r.before, jsonb_build_object(''id'', r.row_id))),'
            ' case when t.id is null then ''gone'' else ''changed'' end'
            '  from portal.import_rows r left join portal.%I t on t.id = r.row_id'
            ' where r.import_id = $1 and r.noun = %L and r.after is not null'
            '   and (t.id is null or portal.import_digest(to_jsonb(t)) <> r.after) order by r.row_id limit 100',
            one, one, one) using p_import
        loop
            blocked := true; by_noun := null; by_label := null;
            return next;
        end loop;
        for fk in
            select c.conrelid::regclass::text as place, k.relname::text as child, a.attname::text as attribute,
                   exists (select from pg_attribute x where x.attrelid = c.conrelid and x.attname = 'id') as has_id
              from pg_constraint c
              join pg_class k on k.oid = c.conrelid
             cross join lateral unnest(c.conkey, c.confkey) m (mine, theirs)
              join pg_attribute t on t.attrelid = c.confrelid and t.attnum = m.theirs and t.attname = 'id'
              join pg_attribute a on a.attrelid = c.conrelid and a.attnum = m.mine
             where c.contype = 'f' and c.confrelid = format('portal.%I', one)::regclass and c.conparentid = 0
               and k.relname not in ('events', 'import_rows') and not (k.relname = 'people' and one in ('clients', 'sites'))
        loop
            -- a row of the import itself is in nobody's way: one it made, or one that referred elsewhere before
            part := case when fk.has_id then format(
                ' and not exists (select from portal.import_rows o where o.import_id = $1 and o.noun = %L'
                ' and o.row_id = c.id and (o.made or o.before ->> %L is distinct from c.%I::text))',
                fk.child, fk.attribute, fk.attribute) else '' end;
            for noun, label, why, by_noun, by_label in execute format(
                'select %L, portal.import_label(to_jsonb(t)), ''used'', %L, portal.import_label(to_jsonb(c))'
                '  from portal.import_rows r join %s c on c.%I = r.row_id join portal.%I t on t.id = r.row_id'
                ' where r.import_id = $1 and r.noun = %L and r.made%s limit 100',
                one, fk.child, fk.place, fk.attribute, one, one, part) using p_import
            loop
                blocked := true;
                return next;
            end loop;
        end loop;
    end loop;
    if blocked then return; end if;

    -- what happened stays written down, for staff; what named a client or site that goes away names it no more
    update portal.events e set audience = 'staff' where e.import_id = p_import and e.audience = 'client';
    update portal.events e
       set audience = 'staff', client_id = null, site_id = null,
           details = coalesce(e.details, '{}') || jsonb_build_object('of', (select c.name from portal.clients c
                                                                             where c.id = e.client_id))
      from portal.import_rows r
     where r.import_id = p_import and r.noun = 'clients' and r.made and e.client_id = r.row_id;
    update portal.events e
       set audience = 'staff', site_id = null,
           details = coalesce(e.details, '{}') || jsonb_build_object('at', (select s.name from portal.sites s
                                                                             where s.id = e.site_id))
      from portal.import_rows r join portal.sites t on t.id = r.row_id
     where r.import_id = p_import and r.noun = 'sites' and r.made and e.client_id = t.client_id and e.site_id = t.id;
    update portal.people p set last_client_id = null, last_site_id = null
     where p.last_client_id in (select r.row_id from portal.import_rows r
                                 where r.import_id = p_import and r.noun = 'clients' and r.made)
        or p.last_site_id in (select r.row_id from portal.import_rows r
                               where r.import_id = p_import and r.noun = 'sites' and r.made);

    foreach one in array portal.import_nouns() loop
        continue when not exists (select from portal.import_rows r where r.import_id = p_import and r.noun = one
                                     and not r.made and r.after is not null);
        select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into columns from pg_attribute a
         where a.attrelid = format('portal.%I', one)::regclass and a.attnum > 0 and not a.attisdropped
           and a.attgenerated = '' and a.attidentity = '' and a.attname <> 'settled';
        execute format('update portal.%I t set (%s) = (select %s from jsonb_populate_record(t, r.before))'
            '  from portal.import_rows r where r.import_id = $1 and r.noun = %L and not r.made and r.after is not null'
            '   and t.id = r.row_id', one, columns, columns, one) using p_import;
    end loop;
    foreach one in array portal.import_nouns() loop
        execute format('delete from portal.%I t using portal.import_rows r'
            ' where r.import_id = $1 and r.noun = %L and r.made and t.id = r.row_id', one, one) using p_import;
    end loop;
    foreach one in array portal.import_nouns() loop
        continue when not exists (select from portal.import_rows r where r.import_id = p_import and r.noun = one
                                     and not r.made and r.after is null);
        select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into columns from pg_attribute a
         where a.attrelid = format('portal.%I', one)::regclass and a.attnum > 0 and not a.attisdropped
           and a.attgenerated = '' and a.attname <> 'settled';
        execute format('insert into portal.%I (%s) overriding system value select %s from portal.import_rows r,'
            ' jsonb_populate_record(null::portal.%I, r.before)'
            ' where r.import_id = $1 and r.noun = %L and not r.made and r.after is null',
            one, columns, columns, one, one) using p_import;
    end loop;
    delete from portal.import_rows r where r.import_id = p_import;
end $$;
