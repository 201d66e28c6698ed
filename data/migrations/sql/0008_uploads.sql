-- Files both ways: uploads by clients, the virus check, seen or new, deleting with a way back.

-- What is on its way into the store: written before the bytes are, gone in the transaction that makes the file. Bytes
-- without a file therefore always have a row here, and the worker clears both away.
create table portal.uploads (
    public_id portal.public_id primary key,
    person_id bigint not null references portal.people,
    storage_key text generated always as ('uploads/' || public_id) stored,
    created_at timestamptz not null default portal.now()
);
create index on portal.uploads (person_id);
create index on portal.uploads (created_at);

alter table portal.files
    add inspection_id bigint, add equipment_id bigint, add defect_id bigint, add job_id bigint, add invoice_id bigint,
    add quote_id bigint, add contract_id bigint, add order_id bigint, add booking_id bigint,
    -- off: nobody was asked; pending: the scanner was away, not to be opened before
    add scan text not null default 'off' check (scan in ('off', 'pending', 'clean', 'infected')),
    add virus text,
    add seen_at timestamptz,                 -- when staff first opened what a client uploaded
    add seen_by bigint references portal.people,
    add deleted_by bigint references portal.people;
alter table portal.files
    add foreign key (client_id, inspection_id) references portal.inspections (client_id, id),
    add foreign key (client_id, equipment_id) references portal.equipment (client_id, id),
    add foreign key (client_id, defect_id) references portal.defects (client_id, id),
    add foreign key (client_id, job_id) references portal.jobs (client_id, id),
    add foreign key (client_id, invoice_id) references portal.invoices (client_id, id),
    add foreign key (client_id, quote_id) references portal.quotes (client_id, id),
    add foreign key (client_id, contract_id) references portal.contracts (client_id, id),
    add foreign key (client_id, order_id) references portal.orders (client_id, id),
    add foreign key (client_id, booking_id) references portal.bookings (client_id, id),
    add constraint files_record_check check (num_nonnulls(inspection_id, equipment_id, defect_id, job_id, invoice_id,
        quote_id, contract_id, order_id, booking_id) <= 1),
    add constraint files_virus_check check ((virus is not null) = (scan = 'infected'));
create index on portal.files (client_id, inspection_id) where inspection_id is not null;
create index on portal.files (client_id, equipment_id) where equipment_id is not null;
create index on portal.files (client_id, defect_id) where defect_id is not null;
create index on portal.files (client_id, job_id) where job_id is not null;
create index on portal.files (client_id, invoice_id) where invoice_id is not null;
create index on portal.files (client_id, quote_id) where quote_id is not null;
create index on portal.files (client_id, contract_id) where contract_id is not null;
create index on portal.files (client_id, order_id) where order_id is not null;
create index on portal.files (client_id, booking_id) where booking_id is not null;
create index on portal.files (id) where scan = 'pending';
create index on portal.files (created_at desc) where origin = 'client' and seen_at is null;
create index on portal.files ((case when source is null then created_at
    else added_on::timestamp at time zone 'UTC' end) desc, id desc);
create index on portal.files (deleted_at) where deleted_at is not null;
create unique index on portal.files (storage_key, client_id) where storage_key like 'uploads/%';

-- Bytes a client may still upload: the company's quota less everything of theirs that still is in the store.
create function portal.room_for_files(p_client bigint) returns bigint
    language sql stable security definer set search_path = portal, pg_temp as $$
    select greatest(0, 1000000 * coalesce((select (value #>> '{}')::bigint from portal.settings
                                            where key = 'client_files_mb'), 2000)
               - coalesce((select sum(size) from portal.files where client_id = p_client and origin = 'client'), 0))::bigint
$$;
create function portal.file_room() returns bigint
    language sql stable security definer set search_path = portal, pg_temp as $$
    select portal.room_for_files(portal.client_id())
$$;

-- What a client uploads is within the quota, also when two do so at once, and is an event.
create function portal.keep_upload() returns trigger
    language plpgsql security definer set search_path = portal, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('portal.files', new.client_id));
    if new.size > portal.room_for_files(new.client_id) then
        raise exception 'no room for files' using errcode = 'AT413';
    end if;
    return new;
end
$$;
create function portal.note_upload() returns trigger
    language plpgsql security definer set search_path = portal, pg_temp as $$
begin
    insert into portal.events (at, verb, audience, client_id, site_id, area, person_id, file_id, details)
    values (portal.now(), 'uploaded', 'client', new.client_id, new.site_id, 'files', new.added_by, new.id,
            jsonb_build_object('name', new.description));
    return null;
end
$$;
create trigger keep_upload before insert on portal.files
    for each row when (new.origin = 'client' and new.source is null and new.storage_key like 'uploads/%')
    execute function portal.keep_upload();
create trigger note_upload after insert on portal.files
    for each row when (new.origin = 'client' and new.source is null and new.storage_key like 'uploads/%')
    execute function portal.note_upload();

-- The one change a client may make to a file: taking back an own one that nobody has looked at.
create function portal.take_back_file(p_file text) returns boolean
    language plpgsql security definer set search_path = portal, pg_temp as $$
declare taken record;
begin
    update portal.files set withdrawn_at = portal.now(), updated_at = now()
     where public_id = p_file and origin = 'client' and added_by = portal.person_id()
       and (client_id = any (portal.whole_clients('files')) or site_id = any (portal.permitted_sites('files')))
       and published_at is not null and withdrawn_at is null
       and deleted_at is null and seen_at is null
    returning id, client_id, site_id, description into taken;
    if taken.id is null then
        return false;
    end if;
    insert into portal.events (at, verb, audience, client_id, site_id, area, person_id, file_id, details)
    values (portal.now(), 'taken_back', 'client', taken.client_id, taken.site_id, 'files', portal.person_id(), taken.id,
            jsonb_build_object('name', taken.description));
    return true;
end
$$;
