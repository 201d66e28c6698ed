-- Who is looking, in the database: entering a role sets, for this transaction only, the permitted clients and sites of
-- each area; the policies in data/policies.py read these lists. Role names carry the database's name, because roles are
-- shared by a whole cluster.

-- Every (client, site, area) a person may see today; site null means the whole client, future sites too.
create function portal.rights(p_person bigint) returns table (client_id bigint, site_id bigint, area text)
    language sql stable security definer set search_path = portal, pg_temp as $$
    select distinct coalesce(g.client_id, c.id), g.site_id, a.area
      from portal.grants g
      left join portal.clients c on c.group_id = g.group_id
     cross join lateral unnest(g.areas) as a (area)
     where g.person_id = p_person and g.revoked_at is null
       and (g.valid_from is null or g.valid_from <= portal.today())
       and (g.valid_until is null or g.valid_until >= portal.today())
       and coalesce(g.client_id, c.id) is not null
       and not exists (select 1 from portal.revocations r
                        where r.person_id = p_person and r.client_id = coalesce(g.client_id, c.id))
       and exists (select 1 from portal.people p
                    where p.id = p_person and p.disabled_at is null and p.staff_role is null)
$$;

-- The clients a person may act for today, with the areas any of their grants opens there.
create function portal.person_clients(p_person bigint)
    returns table (id bigint, public_id text, name text, areas text[], sites bigint)
    language sql stable security definer set search_path = portal, pg_temp as $$
    select c.id, c.public_id, c.name, array_agg(distinct r.area),
           case when bool_or(r.site_id is null) then (select count(*) from portal.sites s where s.client_id = c.id)
                else count(distinct r.site_id) end
      from portal.rights(p_person) r join portal.clients c on c.id = r.client_id
     group by c.id, c.public_id, c.name order by c.name, c.id
$$;

create function portal.open_rights(p_person bigint, p_client bigint) returns void
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
          from portal.rights(p_person) r where p_client is null or r.client_id = p_client
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

-- The three entries. Each answers with the role that the caller then takes for the rest of the transaction.
create function portal.enter(p_person bigint, p_client bigint) returns text
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
begin
    if p_client is null then raise exception 'a client is needed' using errcode = '28000'; end if;
    perform portal.open_rights(p_person, p_client);
    return current_database() || '_client';
end $$;

create function portal.enter_all(p_person bigint) returns text
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
begin
    perform portal.open_rights(p_person, null);
    return current_database() || '_many';
end $$;

create function portal.enter_staff(p_person bigint) returns text
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
begin
    -- null is the command line, which holds the staff login's password anyway
    if p_person is not null and not exists (select 1 from portal.people where id = p_person
            and staff_role is not null and disabled_at is null) then
        raise exception 'no access' using errcode = '28000';
    end if;
    perform set_config('app.person_id', coalesce(p_person::text, ''), true);
    return current_database() || '_staff';
end $$;

-- What the policies read. Wrapped in (select …) there, each is evaluated once per statement.
create function portal.client_id() returns bigint language sql stable parallel safe
    as $$ select nullif(current_setting('app.client_id', true), '')::bigint $$;
create function portal.clients() returns bigint[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('app.clients', true), ''), '{}')::bigint[] $$;
create function portal.whole_clients(area text) returns bigint[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('app.whole_' || area, true), ''), '{}')::bigint[] $$;
create function portal.whole(area text) returns boolean language sql stable parallel safe
    as $$ select portal.client_id() = any (portal.whole_clients(area)) $$;
create function portal.permitted_sites(area text) returns bigint[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('app.sites_' || area, true), ''), '{}')::bigint[] $$;
create function portal.whole_areas() returns text[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('app.whole_areas', true), ''), '{}')::text[] $$;
create function portal.area_clients() returns text[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('app.area_clients', true), ''), '{}')::text[] $$;
create function portal.area_sites() returns text[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('app.area_sites', true), ''), '{}')::text[] $$;
create function portal.person_id() returns bigint language sql stable parallel safe
    as $$ select nullif(current_setting('app.person_id', true), '')::bigint $$;

-- One step of a token bucket: true while there is a token to take. A refused try costs nothing and changes nothing.
create function portal.take_token(p_key text, p_capacity double precision, p_per_second double precision)
    returns boolean language plpgsql volatile as $$
begin
    insert into portal.rate_limits (key, tokens, updated_at) values (p_key, p_capacity, portal.now())
        on conflict (key) do nothing;
    update portal.rate_limits l
       set tokens = least(p_capacity, l.tokens + p_per_second * greatest(0, extract(epoch from portal.now() - l.updated_at))) - 1,
           updated_at = portal.now()
     where l.key = p_key
       and least(p_capacity, l.tokens + p_per_second * greatest(0, extract(epoch from portal.now() - l.updated_at))) >= 1;
    return found;
end $$;

-- Jobs are deferred in the transaction of the change, whatever the role: ids only in the arguments.
create function portal.defer(p_task text, p_args jsonb default '{}') returns void
    language plpgsql volatile security definer set search_path = jobs, pg_temp as $$
begin
    perform jobs.procrastinate_defer_jobs_v1(array[
        row('default', p_task, 0, null, null, p_args, null)::jobs.procrastinate_job_to_defer_v1]);
end $$;

create function portal.drop_activity_before(day date) returns int
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
declare part record; dropped int := 0;
begin
    for part in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                 where i.inhparent = 'portal.activity'::regclass and c.relname ~ '^activity_\d{4}_\d{2}$'
                   and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= day loop
        execute format('drop table portal.%I', part.relname);
        dropped := dropped + 1;
    end loop;
    return dropped;
end $$;
alter function portal.make_activity_month(date) security definer set search_path = portal, pg_temp;
