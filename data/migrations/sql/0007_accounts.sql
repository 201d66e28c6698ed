-- Accounts: the right to see amounts, revocations that staff take back, grants that staff set, telling what became of SMS.

-- ------------------------------------------------------------------------------------------- who may see amounts

-- Every (client, site, area) a person is granted today, and whether the portal is open for it, as in 0005. Without
-- `sees_amounts` a grant opens neither billing nor quotes, of which amounts are all there is. With p_papers only what a
-- grant opens whole: of contracts and orders without amounts the records are shown, and neither their papers nor what
-- was written down of them (docs/decisions/0011-amounts.md).
drop function portal.rights(bigint, boolean);
drop function portal.granted(bigint, boolean);
create function portal.granted(p_person bigint, p_exporting boolean default false, p_papers boolean default false)
    returns table (client_id bigint, site_id bigint, area text, open boolean)
    language sql stable security definer set search_path = portal, pg_temp as $$
    select distinct c.id, g.site_id, a.area,
           c.portal_closed_at is null
           and not exists (select 1 from portal.settings s where s.key = 'portal_open' and s.value = 'false'::jsonb)
           and not exists (select 1 from portal.settings s where s.key = 'closed_areas' and s.value ? a.area)
      from portal.grants g
      join portal.clients c on c.id = g.client_id or (g.client_id is null and c.group_id = g.group_id)
     cross join lateral unnest(g.areas) as a (area)
     where g.person_id = p_person and g.revoked_at is null and (g.exports or not p_exporting)
       and (g.sees_amounts or a.area not in ('billing', 'quotes')
            and (not p_papers or a.area not in ('contracts', 'orders')))
       and (g.valid_from is null or g.valid_from <= portal.today())
       and (g.valid_until is null or g.valid_until >= portal.today())
       and not exists (select 1 from portal.revocations r where r.person_id = p_person and r.client_id = c.id)
       and exists (select 1 from portal.people p
                    where p.id = p_person and p.disabled_at is null and p.staff_role is null)
$$;
create function portal.rights(p_person bigint, p_exporting boolean default false, p_papers boolean default false)
    returns table (client_id bigint, site_id bigint, area text)
    language sql stable security definer set search_path = portal, pg_temp as $$
    select g.client_id, g.site_id, g.area from portal.granted(p_person, p_exporting, p_papers) g where g.open
$$;

-- As in 0003; the lists that papers and events are compared with hold what a grant opens whole.
create or replace function portal.open_rights(p_person bigint, p_client bigint, p_exporting boolean) returns void
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
        clients := clients || one.clients; whole := whole || one.whole; sites := sites || one.sites;
    end loop;
    if not found_any then
        raise exception 'no access' using errcode = '28000';
    end if;
    -- papers, history and amounts
    for one in
        select r.area, coalesce(array_agg(distinct r.client_id) filter (where r.site_id is null), '{}') as whole,
               coalesce(array_agg(distinct r.site_id) filter (where r.site_id is not null), '{}') as sites
          from portal.rights(p_person, p_exporting, true) r where p_client is null or r.client_id = p_client
         group by r.area
    loop
        if p_client = any (one.whole) then whole_areas := whole_areas || one.area; end if;
        area_clients := area_clients || array(select one.area || ':' || x from unnest(one.whole) x);
        area_sites := area_sites || array(select one.area || ':' || x from unnest(one.sites) x);
    end loop;
    perform set_config('app.client_id', coalesce(p_client::text, ''), true),
            set_config('app.clients', array(select distinct x from unnest(clients) x)::text, true),
            set_config('app.whole_any', array(select distinct x from unnest(whole) x)::text, true),
            set_config('app.sites_any', array(select distinct x from unnest(sites) x)::text, true),
            set_config('app.whole_areas', whole_areas::text, true),
            set_config('app.area_clients', area_clients::text, true),
            set_config('app.area_sites', area_sites::text, true),
            set_config('app.person_id', p_person::text, true);
end $$;

-- Whether the amounts of an area's records at a client or site are shown to who asks: to staff always. The role that was
-- taken stays readable in here, and no client login can take that of staff.
create function portal.shows_amounts(p_area text, p_client bigint, p_site bigint) returns boolean
    language sql stable security definer set search_path = portal, pg_temp as $$
    select current_setting('role') = current_database() || '_staff'
        or (p_area || ':' || p_client) = any (portal.area_clients())
        or (p_area || ':' || p_site) = any (portal.area_sites())
$$;
-- The columns themselves are closed to clients; null where the amount is not shown.
create function portal.contract_amount(p_contract bigint) returns numeric
    language sql stable security definer set search_path = portal, pg_temp as $$
    select k.amount from portal.contracts k
     where k.id = p_contract and portal.shows_amounts('contracts', k.client_id, k.site_id)
$$;
create function portal.order_amount(p_order bigint) returns numeric
    language sql stable security definer set search_path = portal, pg_temp as $$
    select o.amount from portal.orders o
     where o.id = p_order and portal.shows_amounts('orders', o.client_id, o.site_id)
$$;

-- ------------------------------------------------------------------------------------------ grants that staff set

-- Since then an import of grants leaves it as it is.
alter table portal.grants add set_by_staff_at timestamptz;

-- ------------------------------------------------------------------------------------------------ words of papers

-- What the company says on one kind of paper in its own words, for whoever such a paper is drawn for; null without any.
create function portal.paper_words(p_kind text) returns jsonb
    language sql stable security definer set search_path = portal, pg_temp as $$
    select v.texts from portal.templates t join portal.template_versions v on v.template_id = t.id
     where t.kind = p_kind and t.channel = 'pdf' and t.active order by v.version desc limit 1
$$;
