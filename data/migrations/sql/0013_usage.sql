-- How the portal is used: activity of clients rolled up by day, kept when activity itself is dropped. Days are the
-- company's. Everything with `at` before portal.usage_rolled() stands in the roll-ups, what came later only in activity.

-- What a person did on a day at a client and site. `answered`: something was opened, taken away or found. `counts` holds
-- how often what happened: totals (pages, opened, ...), page:<noun>, opened:<kind>, way:<method>:<device>, hour:<00..23>.
create table portal.usage_people (
    day date not null,
    person_id bigint not null,
    client_id bigint, site_id bigint,
    sign_ins int not null, documents int not null,
    answered boolean not null,
    counts jsonb not null check (jsonb_typeof(counts) = 'object')
);
create index on portal.usage_people (day);
create index on portal.usage_people (person_id, day);
create index on portal.usage_people (client_id, day);

-- The whole portal on a day: the counts of all, how many people and clients, and what was left out (left:<whose>).
create table portal.usage_days (
    day date primary key,
    until timestamptz not null,   -- activity before this is in it
    counts jsonb not null check (jsonb_typeof(counts) = 'object')
);
create table portal.usage_months (
    month date primary key check (extract(day from month) = 1),
    people int not null, clients int not null
);

-- Searches that found nothing: what was asked stands in the address. Dropped with the activity.
create table portal.usage_searches (
    at timestamptz not null, path text not null,
    person_id bigint not null, client_id bigint, site_id bigint
);
create index on portal.usage_searches (at);

-- When a client first looked at an invoice or a quote: the page, the paper, or a document of it.
create table portal.usage_opened (
    path text primary key,
    first_at timestamptz not null
);
create index on portal.usage_opened (first_at);

create table portal.usage_summaries (      -- months whose summary has been sent
    month date primary key check (extract(day from month) = 1),
    at timestamptz not null
);

-- Up to when activity is rolled up.
create function portal.usage_rolled() returns timestamptz
    language sql stable security definer set search_path = portal, pg_temp as $$
    select coalesce((select until from portal.usage_days order by day desc limit 1), '-infinity')
$$;

-- What follows reads activity by a plan that is made once in a connection: over many months planning takes longer than
-- reading the last minutes.

-- Activity of clients in a span of time as rows of usage_people. Left out: staff, staff who look as somebody, scanners
-- and robots, tries to sign in, what was refused, and the further pieces in which a viewer reads one document.
create function portal.usage_of(p_from timestamptz, p_until timestamptz)
    returns table (day date, person_id bigint, client_id bigint, site_id bigint, sign_ins int, documents int,
                   answered boolean, counts jsonb)
    language plpgsql stable security definer set search_path = portal, pg_temp
    set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
    return query
    with seen as (
        select a.at at time zone z.zone as local, a.kind, a.result, a.person_id, a.method,
               coalesce(a.client_id, d.client_id, f.client_id) as client_id,
               coalesce(a.site_id, d.site_id, f.site_id) as site_id,
               coalesce(nullif(split_part(split_part(a.path, '?', 1), '/', 2), ''), 'home') as noun,
               coalesce(k.code, case when a.file_id is not null then 'file' else 'paper' end) as document,
               o.user_agent
          from portal.activity a
         cross join (select portal.zone() as zone) z
          left join portal.documents d on d.id = a.document_id
          left join portal.kinds k on k.id = d.kind_id
          left join portal.files f on f.id = a.file_id
          left join portal.activity_origins o on a.kind = 'sign_in' and o.at = a.at and o.activity_id = a.id
         where a.at >= p_from and a.at < p_until and a.person_id is not null and not a.is_staff
           and (a.result is null or (a.kind = 'searched' and a.result in ('found', 'nothing')))
           and a.kind in ('page', 'document_opened', 'document_downloaded', 'calendar_taken', 'exported', 'searched',
                          'sign_in')),
    keyed as (
        select s.local::date as day, s.person_id, s.client_id, s.site_id, s.kind = 'sign_in' as entering, k.key,
               count(*) as n
          from seen s
         cross join lateral (values
               (case s.kind when 'page' then 'pages' when 'document_opened' then 'opened' when 'sign_in' then 'sign_ins'
                     when 'document_downloaded' then 'downloads' when 'calendar_taken' then 'calendars'
                     when 'exported' then 'exports' when 'searched' then s.result end),
               ('hour:' || to_char(s.local, 'HH24')),
               (case when s.kind = 'page' then 'page:' || s.noun
                     when s.kind = 'document_opened' then 'opened:' || s.document
                     when s.kind = 'document_downloaded' then 'downloads:' || s.document
                     when s.kind = 'sign_in' then 'way:' || coalesce(s.method, 'unknown') || ':' || case
                         when s.user_agent is null then 'unknown'
                         when s.user_agent ~ 'iPhone|Android.*Mobile' then 'phone'
                         when s.user_agent ~ 'iPad|Android|Tablet' then 'tablet' else 'computer' end end)) k (key)
         where k.key is not null
         group by 1, 2, 3, 4, 5, 6)
    select day, person_id, client_id, site_id, coalesce(sum(n) filter (where key = 'sign_ins'), 0)::int,
           coalesce(sum(n) filter (where key in ('opened', 'downloads')), 0)::int,
           bool_or(key in ('opened', 'downloads', 'exports', 'found')), jsonb_object_agg(key, n)
      from keyed group by day, person_id, client_id, site_id, entering;
end $$;

-- What usage_of leaves out, by whose it was.
create function portal.usage_left(p_from timestamptz, p_until timestamptz) returns jsonb
    language plpgsql stable security definer set search_path = portal, pg_temp
    set plan_cache_mode = force_generic_plan as $$
begin
    return (select jsonb_build_object(
        'left:view_as', count(*) filter (where acting_staff_id is not null),
        'left:staff', count(*) filter (where acting_staff_id is null and is_staff),
        'left:automatic', count(*) filter (where acting_staff_id is null and not is_staff and result = 'automatic'))
      from portal.activity where at >= p_from and at < p_until);
end $$;

-- Searches without a result in a span of time.
create function portal.usage_searched(p_from timestamptz, p_until timestamptz)
    returns table (at timestamptz, path text, person_id bigint, client_id bigint, site_id bigint)
    language plpgsql stable security definer set search_path = portal, pg_temp
    set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
    return query
    select at, path, person_id, client_id, site_id from portal.activity
     where at >= p_from and at < p_until and kind = 'searched' and result = 'nothing' and person_id is not null
       and not is_staff and path is not null;
end $$;

-- Invoices and quotes that clients looked at in a span of time.
create function portal.usage_opened_in(p_from timestamptz, p_until timestamptz)
    returns table (path text, first_at timestamptz)
    language plpgsql stable security definer set search_path = portal, pg_temp
    set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
    return query
    with looked as (
        select at, document_id, substring(path from '^/(?:invoices|quotes)/[a-z2-7]{16}') as path from portal.activity
         where at >= p_from and at < p_until and person_id is not null and not is_staff and result is null
           and kind in ('page', 'document_opened', 'document_downloaded'))
    select found.path, min(found.at) from (
        select path, at from looked where path is not null
        union all
        select '/invoices/' || i.public_id, a.at from looked a
          join portal.document_links l on l.document_id = a.document_id and l.invoice_id is not null
          join portal.invoices i on i.id = l.invoice_id
        union all
        select '/quotes/' || q.public_id, a.at from looked a
          join portal.document_links l on l.document_id = a.document_id and l.quote_id is not null
          join portal.quotes q on q.id = l.quote_id) found
     group by found.path;
end $$;

-- Rolls up one day anew, as far as it has come; how many rows. The last minute is left for what is still on its way into
-- the activity.
create function portal.roll_usage(p_day date) returns bigint
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
declare
    begins timestamptz := p_day::timestamp at time zone portal.zone();
    ends timestamptz := (p_day + 1)::timestamp at time zone portal.zone();
    covered timestamptz := least(ends, portal.now() - interval '1 minute');
    rolled bigint;
begin
    perform pg_advisory_xact_lock(hashtext('portal.roll_usage'));
    if covered < begins then return 0; end if;
    delete from portal.usage_people where day = p_day;
    insert into portal.usage_people select * from portal.usage_of(begins, covered);
    get diagnostics rolled = row_count;
    delete from portal.usage_searches where at >= begins and at < ends;
    insert into portal.usage_searches select * from portal.usage_searched(begins, covered);
    delete from portal.usage_opened where first_at >= begins and first_at < ends;
    insert into portal.usage_opened select * from portal.usage_opened_in(begins, covered)
        on conflict (path) do update set first_at = least(usage_opened.first_at, excluded.first_at);
    insert into portal.usage_days (day, until, counts)
    select p_day, covered,
           coalesce((select jsonb_object_agg(key, n) from (
               select c.key, sum(c.value::bigint) as n from portal.usage_people u
                cross join lateral jsonb_each_text(u.counts) c where u.day = p_day group by c.key) whole), '{}')
           || (select jsonb_build_object('people', count(distinct person_id), 'clients', count(distinct client_id),
                                         'answered', count(distinct person_id) filter (where answered))
                 from portal.usage_people where day = p_day)
           || portal.usage_left(begins, covered)
    on conflict (day) do update set until = excluded.until, counts = excluded.counts;
    insert into portal.usage_months (month, people, clients)
    select date_trunc('month', p_day)::date, count(distinct person_id), count(distinct client_id)
      from portal.usage_people
     where day >= date_trunc('month', p_day) and day < date_trunc('month', p_day) + interval '1 month'
    on conflict (month) do update set people = excluded.people, clients = excluded.clients;
    return rolled;
end $$;

-- The days to be rolled up, oldest first: from `p_since`, else from the day before the last one, to today. Days whose
-- activity has been dropped, wholly or in part, are left alone.
create function portal.usage_days_due(p_since date default null) returns table (day date)
    language sql stable security definer set search_path = portal, pg_temp as $$
    with kept as (select (min(at) at time zone portal.zone())::date as first from portal.activity)
    select d::date from kept, generate_series(
        greatest(kept.first + (kept.first < portal.today() - 300)::int,   -- months are dropped whole, in another zone
                 coalesce(p_since, (select u.day from portal.usage_days u order by u.day desc offset 1 limit 1))),
        portal.today(), interval '1 day') d
     where kept.first is not null
     order by d
$$;
