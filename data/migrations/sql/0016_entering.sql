-- Entering and finding out whose session it is, on every page: what a person is granted is read once for each of them,
-- in one statement. Who may see what stays as in 0007_accounts.sql.

-- Every (client, site, area) a person is granted today; whether the portal is open for it, `papers` whether some grant
-- opens it whole (0011-amounts.md), `exports` whether some grant allows taking it away. With p_exporting grants that do
-- not allow that count for nothing. Without rights of its own, so that it becomes part of the functions that call it.
drop function portal.granted(bigint, boolean, boolean);
create function portal.granted(p_person bigint, p_exporting boolean)
    returns table (client_id bigint, site_id bigint, area text, open boolean, papers boolean, exports boolean)
    language sql stable as $$
    select c.id, g.site_id, a.area,
           c.portal_closed_at is null
           and not exists (select 1 from portal.settings s where s.key = 'portal_open' and s.value = 'false'::jsonb)
           and not coalesce((select s.value from portal.settings s where s.key = 'closed_areas') ? a.area, false),
           bool_or(g.sees_amounts or a.area not in ('billing', 'quotes', 'contracts', 'orders')), bool_or(g.exports)
      from portal.grants g
     cross join lateral (
           select x.id, x.portal_closed_at from portal.clients x where x.id = g.client_id
           union all
           select x.id, x.portal_closed_at from portal.clients x where x.group_id = g.group_id) c
     cross join lateral unnest(g.areas) as a (area)
     where g.person_id = p_person and g.revoked_at is null and (g.exports or not p_exporting)
       and (g.sees_amounts or a.area not in ('billing', 'quotes'))
       and (g.valid_from is null or g.valid_from <= portal.today())
       and (g.valid_until is null or g.valid_until >= portal.today())
       and not exists (select 1 from portal.revocations r where r.person_id = p_person and r.client_id = c.id)
       and exists (select 1 from portal.people p
                    where p.id = p_person and p.disabled_at is null and p.staff_role is null)
     group by c.id, c.portal_closed_at, g.site_id, a.area
$$;

create or replace function portal.rights(p_person bigint, p_exporting boolean default false, p_papers boolean default false)
    returns table (client_id bigint, site_id bigint, area text)
    language sql stable security definer set search_path = portal, pg_temp as $$
    select g.client_id, g.site_id, g.area from portal.granted(p_person, p_exporting) g
     where g.open and (g.papers or not p_papers)
$$;

create or replace function portal.person_clients(p_person bigint)
    returns table (id bigint, public_id text, name text, areas text[], sites bigint, exports boolean, open boolean)
    language sql stable security definer set search_path = portal, pg_temp as $$
    select c.id, c.public_id, c.name, g.areas,
           case when g.whole then (select count(*) from portal.sites s where s.client_id = c.id) else g.sites end,
           g.exports, g.open
      from (select r.client_id, coalesce(array_agg(distinct r.area) filter (where r.open), '{}') as areas,
                   bool_or(r.site_id is null) filter (where r.open) as whole,
                   count(distinct r.site_id) filter (where r.open) as sites,
                   bool_or(r.open and r.exports) as exports, bool_or(r.open) as open
              from portal.granted(p_person, false) r group by r.client_id) g
      join portal.clients c on c.id = g.client_id
     order by c.name, c.id
$$;

create or replace function portal.open_rights(p_person bigint, p_client bigint, p_exporting boolean) returns void
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
declare entered record;
begin
    with given as materialized (
        select g.client_id, g.site_id, g.area, g.papers from portal.granted(p_person, p_exporting) g
         where g.open and (p_client is null or g.client_id = p_client)
    )
    select (select count(*) from given) as rows,
           -- every area: a transaction may enter twice, and lists of an earlier entry must not survive
           (select count(set_config('app.whole_' || a.area, coalesce(a.whole, '{}')::text, true))
                   + count(set_config('app.sites_' || a.area, coalesce(a.sites, '{}')::text, true))
              from (select k.area,
                           array_agg(x.client_id) filter (where x.client_id is not null and x.site_id is null) as whole,
                           array_agg(x.site_id) filter (where x.site_id is not null) as sites
                      from unnest(array['inspections', 'equipment', 'jobs', 'documents', 'billing', 'quotes',
                           'contracts', 'orders', 'projects', 'tickets', 'bookings', 'files', 'catalogue']) as k (area)
                      left join given x on x.area = k.area group by k.area) a),
           set_config('app.clients', array(select distinct x.client_id from given x)::text, true),
           set_config('app.whole_any',
               array(select distinct x.client_id from given x where x.site_id is null)::text, true),
           set_config('app.sites_any',
               array(select distinct x.site_id from given x where x.site_id is not null)::text, true),
           -- papers, history and amounts
           set_config('app.whole_areas', array(select x.area from given x
               where x.papers and x.site_id is null and x.client_id = p_client)::text, true),
           set_config('app.area_clients', array(select x.area || ':' || x.client_id from given x
               where x.papers and x.site_id is null)::text, true),
           set_config('app.area_sites', array(select x.area || ':' || x.site_id from given x
               where x.papers and x.site_id is not null)::text, true),
           set_config('app.client_id', coalesce(p_client::text, ''), true),
           set_config('app.person_id', p_person::text, true)
      into entered;
    if entered.rows = 0 then
        raise exception 'no access' using errcode = '28000';
    end if;
end $$;

-- ------------------------------------------------------------------------------------------------------- standings

-- The standings of 0001_standing.sql, naming the day once: only then does PostgreSQL make them part of the statement that
-- asks with (select portal.today()), instead of calling a function for each row. Of the days from today on 0 to 7 are near.
create or replace function portal.invoice_standing(kind text, state text, payable numeric, settled numeric, due_on date,
    today date) returns text language sql immutable parallel safe as $$
    select case when state = 'cancelled' then 'cancelled'
                when kind in ('proforma', 'receipt') then kind
                when kind = 'credit_note' then case when settled < payable then 'credit_open' else 'credit_used' end
                when settled >= payable then 'paid'
                else (case when settled > 0 then array['overdue', 'partly_paid', 'partly_paid']
                           else array['overdue', 'due', 'unpaid'] end
                     )[1 + coalesce(width_bucket(due_on - today, array[0, 8]), 2)] end
$$;
create or replace function portal.validity_standing(valid_until date, today date, soon int) returns text
    language sql immutable parallel safe as $$
    select (array['expired', 'expiring', 'valid'])[1 + width_bucket(valid_until - today, array[0, soon + 1])]
$$;
