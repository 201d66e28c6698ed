-- Usage rolled up in a tenth of the time: the zone is looked up once and not for every action, documents, files and
-- devices only of those actions that have them, and people are counted without being sorted.

create or replace function portal.usage_of(p_from timestamptz, p_until timestamptz)
    returns table (day date, person_id bigint, client_id bigint, site_id bigint, sign_ins int, documents int,
                   answered boolean, counts jsonb)
    language plpgsql stable security definer set search_path = portal, pg_temp
    set plan_cache_mode = force_generic_plan set work_mem = '64MB' as $$
#variable_conflict use_column
declare zone text := portal.zone();
begin
    return query
    with seen as materialized (
        select a.at at time zone zone as local, a.kind, a.person_id,
               coalesce(a.client_id,
                   case when a.document_id is not null then (select client_id from documents where id = a.document_id)
                        when a.file_id is not null then (select client_id from files where id = a.file_id) end)
                   as client_id,
               coalesce(a.site_id,
                   case when a.document_id is not null then (select site_id from documents where id = a.document_id)
                        when a.file_id is not null then (select site_id from files where id = a.file_id) end) as site_id,
               case a.kind when 'page' then 'pages' when 'document_opened' then 'opened' when 'sign_in' then 'sign_ins'
                    when 'document_downloaded' then 'downloads' when 'calendar_taken' then 'calendars'
                    when 'exported' then 'exports' when 'searched' then a.result end as what,
               case when a.kind = 'page'
                    then 'page:' || coalesce(nullif(split_part(split_part(a.path, '?', 1), '/', 2), ''), 'home')
                    when a.kind in ('document_opened', 'document_downloaded')
                    then case a.kind when 'document_opened' then 'opened:' else 'downloads:' end || coalesce(
                         case when a.document_id is not null then (select k.code from documents d
                                   join kinds k on k.id = d.kind_id where d.id = a.document_id) end,
                         case when a.file_id is not null then 'file' else 'paper' end)
                    when a.kind = 'sign_in' then 'way:' || coalesce(a.method, 'unknown') || ':' || coalesce((
                         select case when o.user_agent ~ 'iPhone|Android.*Mobile' then 'phone'
                                     when o.user_agent ~ 'iPad|Android|Tablet' then 'tablet'
                                     when o.user_agent is not null then 'computer' end
                           from activity_origins o where o.at = a.at and o.activity_id = a.id), 'unknown')
                    end as detail
          from portal.activity a
         where a.at >= p_from and a.at < p_until and a.person_id is not null and not a.is_staff
           and (a.result is null or (a.kind = 'searched' and a.result in ('found', 'nothing')))
           and a.kind in ('page', 'document_opened', 'document_downloaded', 'calendar_taken', 'exported', 'searched',
                          'sign_in')),
    keyed as (
        select s.local::date as day, s.person_id, s.client_id, s.site_id, s.kind = 'sign_in' as entering, k.key,
               count(*) as n
          from seen s
         cross join lateral (values (s.what), ('hour:' || to_char(s.local, 'HH24')), (s.detail)) k (key)
         where k.key is not null
         group by 1, 2, 3, 4, 5, 6)
    select day, person_id, client_id, site_id, coalesce(sum(n) filter (where key = 'sign_ins'), 0)::int,
           coalesce(sum(n) filter (where key in ('opened', 'downloads')), 0)::int,
           bool_or(key in ('opened', 'downloads', 'exports', 'found')), jsonb_object_agg(key, n)
      from keyed group by day, person_id, client_id, site_id, entering;
end $$;

create or replace function portal.usage_opened_in(p_from timestamptz, p_until timestamptz)
    returns table (path text, first_at timestamptz)
    language plpgsql stable security definer set search_path = portal, pg_temp
    set plan_cache_mode = force_generic_plan set work_mem = '64MB' as $$
#variable_conflict use_column
begin
    return query
    with looked as materialized (
        select min(at) as at, document_id, path from (
            select at, document_id, substring(path from '^/(?:invoices|quotes)/[a-z2-7]{16}') as path from activity
             where at >= p_from and at < p_until and person_id is not null and not is_staff and result is null
               and kind in ('page', 'document_opened', 'document_downloaded')
               and (document_id is not null or path like '/invoices/%' or path like '/quotes/%')) one
         group by document_id, path)
    select found.path, min(found.at) from (
        select path, at from looked where path is not null
        union all
        select r.path, a.at from looked a
         cross join lateral (
            select coalesce('/invoices/' || (select public_id from invoices where id = l.invoice_id),
                            '/quotes/' || (select public_id from quotes where id = l.quote_id)) as path
              from documents d join document_links l on l.client_id = d.client_id and l.document_id = d.id
             where d.id = a.document_id and num_nonnulls(l.invoice_id, l.quote_id) > 0 offset 0) r
         where a.document_id is not null) found
     group by found.path;
end $$;

-- Months are counted when they are over, and while they last.
create or replace function portal.roll_usage(p_day date) returns bigint
    language plpgsql volatile security definer set search_path = portal, pg_temp set work_mem = '64MB' as $$
declare
    begins timestamptz := p_day::timestamp at time zone portal.zone();
    ends timestamptz := (p_day + 1)::timestamp at time zone portal.zone();
    covered timestamptz := least(ends, portal.now() - interval '1 minute');
    first date := date_trunc('month', p_day)::date;
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
        on conflict (path) do update set first_at = least(usage_opened.first_at, excluded.first_at)
                                   where usage_opened.first_at > excluded.first_at;
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
    if p_day >= portal.today() - 1 or p_day = first + interval '1 month' - interval '1 day' then
        insert into portal.usage_months (month, people, clients)
        select first, (select count(*) from (select person_id from portal.usage_people
                                              where day between first and p_day group by 1) p),
               (select count(*) from (select client_id from portal.usage_people
                                       where day between first and p_day and client_id is not null group by 1) c)
        on conflict (month) do update set people = excluded.people, clients = excluded.clients;
    end if;
    return rolled;
end $$;
