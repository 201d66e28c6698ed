-- Defects and their lifeline, files, ZIP downloads, chosen columns, and the right to take data away.

-- ---------------------------------------------------------------------------------------------------------- defects

-- A non-compliance. Its lifeline is the days it reached each step: they are kept here, and not read from the quote or the
-- job, so that it stands the same for everybody who may see it, also for who sees no quotes.
create table portal.defects (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null references portal.clients, site_id bigint,
    inspection_id bigint, equipment_id bigint, quote_id bigint, job_id bigint,
    number text not null,
    title text not null,
    severity text not null default 'major' check (severity in ('minor', 'major', 'critical')),
    description text,
    action text,      -- what is to be done
    location text,    -- where, when it is not told by the equipment
    found_on date not null,
    quoted_on date, approved_on date, scheduled_on date, fixed_on date, proven_on date, cancelled_on date,
    internal_note text,
    search_text text not null default '',
    published_at timestamptz, withdrawn_at timestamptz,
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    foreign key (client_id, inspection_id) references portal.inspections (client_id, id),
    foreign key (client_id, equipment_id) references portal.equipment (client_id, id),
    foreign key (client_id, quote_id) references portal.quotes (client_id, id),
    foreign key (client_id, job_id) references portal.jobs (client_id, id),
    unique (client_id, id),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.defects (client_id, found_on desc, id desc);
create index on portal.defects (found_on desc, id desc);
create index on portal.defects (client_id, site_id, severity)
    where fixed_on is null and proven_on is null and cancelled_on is null;
create index on portal.defects (client_id, inspection_id) where inspection_id is not null;
create index on portal.defects (client_id, equipment_id) where equipment_id is not null;
create index on portal.defects (client_id, quote_id) where quote_id is not null;
create index on portal.defects (client_id, job_id) where job_id is not null;

-- How far a defect is: the last step that was reached, whatever was skipped before it.
create function portal.defect_standing(quoted_on date, approved_on date, scheduled_on date, fixed_on date,
    proven_on date, cancelled_on date) returns text language sql immutable parallel safe as $$
    select case when cancelled_on is not null then 'cancelled'
                when proven_on is not null then 'proven'
                when fixed_on is not null then 'fixed'
                when scheduled_on is not null then 'scheduled'
                when approved_on is not null then 'approved'
                when quoted_on is not null then 'quoted'
                else 'found' end
$$;

alter table portal.document_links add defect_id bigint,
    add foreign key (client_id, defect_id) references portal.defects (client_id, id),
    drop constraint document_links_check,
    add check (num_nonnulls(inspection_id, equipment_id, defect_id, job_id, invoice_id, payment_id, quote_id, contract_id,
        order_id, booking_id) = 1);
create index on portal.document_links (client_id, defect_id) where defect_id is not null;

insert into portal.kinds (noun, code, icon, position, names) values
('document', 'photo', 'image', 25, '{"en": "Photo", "es": "Fotografía", "it": "Fotografia", "ro": "Fotografie"}');

-- ------------------------------------------------------------------------------------------------------------ files

-- What a client uploads, or the company hands over, outside any record.
create table portal.files (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null references portal.clients, site_id bigint,
    origin text not null check (origin in ('client', 'company')),
    description text not null,
    file_name text not null,
    media_type text not null,
    size bigint not null check (size >= 0),
    sha256 text not null,
    storage_key text not null,
    added_by bigint references portal.people,
    added_on date not null default portal.today(),
    internal_note text,
    search_text text not null default '',
    published_at timestamptz, withdrawn_at timestamptz, deleted_at timestamptz,
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    unique (client_id, id),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.files (client_id, added_on desc, id desc);
create index on portal.files (added_on desc, id desc);

-- ---------------------------------------------------------------------------------------------------- what happened

alter table portal.events add defect_id bigint, add file_id bigint,
    drop constraint events_check,
    add check (num_nonnulls(equipment_id, inspection_id, defect_id, job_id, document_id, invoice_id, payment_id, quote_id,
        contract_id, order_id, booking_id, file_id) <= 1);
create index on portal.events (client_id, defect_id) where defect_id is not null;
create index on portal.events (client_id, file_id) where file_id is not null;

alter table portal.activity add file_id bigint;
alter table portal.activity drop constraint activity_kind_check;
alter table portal.activity add constraint activity_kind_check check (kind in ('page', 'document_opened',
    'document_downloaded', 'calendar_taken', 'sign_in', 'sign_in_failed', 'code_asked', 'sign_out', 'refused',
    'view_as_started', 'view_as_ended', 'exported', 'searched'));

-- ------------------------------------------------------------------------------------------- what is a person's own

-- Documents packed into a ZIP on request: made by the worker with the rights the person has then, theirs alone.
create table portal.downloads (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    person_id bigint not null references portal.people,
    language portal.language not null,
    asked jsonb not null,  -- {"query": "state=…", "documents": [public ids]}: the address of the list, or what was ticked
    state text not null default 'queued' check (state in ('queued', 'working', 'ready', 'failed', 'expired')),
    documents int not null check (documents >= 0),
    packed int not null default 0 check (packed >= 0),
    size bigint check (size >= 0),
    storage_key text,
    error text,
    created_at timestamptz not null default portal.now(),
    finished_at timestamptz, expires_at timestamptz,
    check (state <> 'ready' or (storage_key is not null and size is not null and expires_at is not null))
);
create index on portal.downloads (person_id, created_at desc);
create index on portal.downloads (expires_at) where state = 'ready';

-- The columns a person wants to see of a table, by their keys in its description.
create table portal.chosen_columns (
    person_id bigint not null references portal.people,
    noun text not null check (noun ~ '^[a-z_]{1,40}$'),
    columns text[] not null check (cardinality(columns) between 1 and 40),
    primary key (person_id, noun)
);

-- -------------------------------------------------------------------------------------------------- rights to export

alter table portal.grants add exports boolean not null default true;

-- As before, and with p_exporting only what grants open that also allow taking data away.
drop function portal.person_clients(bigint);
drop function portal.open_rights(bigint, bigint);
drop function portal.rights(bigint);
create function portal.rights(p_person bigint, p_exporting boolean default false)
    returns table (client_id bigint, site_id bigint, area text)
    language sql stable security definer set search_path = portal, pg_temp as $$
    select distinct coalesce(g.client_id, c.id), g.site_id, a.area
      from portal.grants g
      left join portal.clients c on c.group_id = g.group_id
     cross join lateral unnest(g.areas) as a (area)
     where g.person_id = p_person and g.revoked_at is null and (g.exports or not p_exporting)
       and (g.valid_from is null or g.valid_from <= portal.today())
       and (g.valid_until is null or g.valid_until >= portal.today())
       and coalesce(g.client_id, c.id) is not null
       and not exists (select 1 from portal.revocations r
                        where r.person_id = p_person and r.client_id = coalesce(g.client_id, c.id))
       and exists (select 1 from portal.people p
                    where p.id = p_person and p.disabled_at is null and p.staff_role is null)
$$;

create function portal.person_clients(p_person bigint)
    returns table (id bigint, public_id text, name text, areas text[], sites bigint, exports boolean)
    language sql stable security definer set search_path = portal, pg_temp as $$
    select c.id, c.public_id, c.name, array_agg(distinct r.area),
           case when bool_or(r.site_id is null) then (select count(*) from portal.sites s where s.client_id = c.id)
                else count(distinct r.site_id) end,
           exists (select from portal.rights(p_person, true) x where x.client_id = c.id)
      from portal.rights(p_person) r join portal.clients c on c.id = r.client_id
     group by c.id, c.public_id, c.name order by c.name, c.id
$$;

create function portal.open_rights(p_person bigint, p_client bigint, p_exporting boolean) returns void
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
declare one record; found_any boolean := false; area_clients text[] := '{}'; area_sites text[] := '{}';
    clients bigint[] := '{}'; whole bigint[] := '{}'; sites bigint[] := '{}'; whole_areas text[] := '{}'; known text;
begin
    -- a transaction may enter twice: lists of an earlier entry must not survive
    foreach known in array array['inspections', 'equipment', 'jobs', 'documents', 'billing', 'quotes', 'contracts',
        'orders', 'projects', 'tickets', 'bookings', 'files', 'catalogue'] loop
        perform set_config('app.whole_' || known, '{}', true), set_config('app.sites_' || known, '{}', true);
    end loop;
    for one in
        select r.area, coalesce(array_agg(distinct r.client_id) filter (where r.site_id is null), '{}') as whole,
               coalesce(array_agg(distinct r.site_id) filter (where r.site_id is not null), '{}') as sites,
               array_agg(distinct r.client_id) as clients
          from portal.rights(p_person, p_exporting) r where p_client is null or r.client_id = p_client
         group by r.area
    loop
        found_any := true;
        perform set_config('app.whole_' || one.area, one.whole::text, true),
                set_config('app.sites_' || one.area, one.sites::text, true);
        if p_client = any (one.whole) then whole_areas := whole_areas || one.area; end if;
        area_clients := area_clients || array(select one.area || ':' || x from unnest(one.whole) x);
        area_sites := area_sites || array(select one.area || ':' || x from unnest(one.sites) x);
        clients := clients || one.clients; whole := whole || one.whole; sites := sites || one.sites;
    end loop;
    if not found_any then
        raise exception 'no access' using errcode = '28000';
    end if;
    perform set_config('app.client_id', coalesce(p_client::text, ''), true),
            set_config('app.clients', array(select distinct x from unnest(clients) x)::text, true),
            set_config('app.whole_any', array(select distinct x from unnest(whole) x)::text, true),
            set_config('app.sites_any', array(select distinct x from unnest(sites) x)::text, true),
            set_config('app.whole_areas', whole_areas::text, true),
            set_config('app.area_clients', area_clients::text, true),
            set_config('app.area_sites', area_sites::text, true),
            set_config('app.person_id', p_person::text, true);
end $$;

drop function portal.enter(bigint, bigint);
create function portal.enter(p_person bigint, p_client bigint, p_exporting boolean default false) returns text
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
begin
    if p_client is null then raise exception 'a client is needed' using errcode = '28000'; end if;
    perform portal.open_rights(p_person, p_client, p_exporting);
    return current_database() || '_client';
end $$;

drop function portal.enter_all(bigint);
create function portal.enter_all(p_person bigint, p_exporting boolean default false) returns text
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
begin
    perform portal.open_rights(p_person, null, p_exporting);
    return current_database() || '_many';
end $$;
