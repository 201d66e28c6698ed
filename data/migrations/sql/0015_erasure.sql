-- Erasing a person: what says who somebody is goes, from every table; records stay, and point to somebody without a name
-- (docs/decisions/0016-erasure.md).

alter table portal.people add erased_at timestamptz;
alter table portal.contacts add erased_at timestamptz;   -- an import leaves such a row as it is

-- A person asks to be erased; at most one request of theirs is open.
create table portal.erasure_requests (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    person_id bigint not null references portal.people,
    asked_at timestamptz not null default portal.now(),
    taken_back_at timestamptz,               -- by themselves
    declined_at timestamptz, declined_by_person_id bigint references portal.people,
    answer text,                             -- why it was declined, for them to read
    done_at timestamptz,
    check (num_nonnulls(taken_back_at, declined_at, done_at) <= 1),
    check ((declined_at is null) = (answer is null))
);
create unique index erasure_requests_open on portal.erasure_requests (person_id)
    where taken_back_at is null and declined_at is null and done_at is null;
create index on portal.erasure_requests (person_id, asked_at desc);
create index erasure_requests_waiting on portal.erasure_requests (asked_at)
    where taken_back_at is null and declined_at is null and done_at is null;

-- Who was erased: ids that lead to nobody any more, and digests of their addresses, by which an import or an old backup
-- recognises them. Each is salted with the public id of its row.
create table portal.erasures (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    at timestamptz not null,
    by_person_id bigint references portal.people,
    reason text,
    people text[] not null, contacts text[] not null,   -- public ids
    addresses text[] not null,
    listed_at timestamptz                    -- since then the list beside the database has it too
);
create index on portal.erasures (at) where listed_at is null;

create function portal.address_digest(p_erasure text, p_email text) returns text language sql immutable as $$
    select encode(sha256(convert_to(p_erasure || ':' || lower(p_email), 'UTF8')), 'hex')
$$;

-- Which of these addresses were erased and are nobody's again.
create function portal.erased_addresses(p_emails text[]) returns setof text
    language sql stable security definer set search_path = portal, pg_temp as $$
    select e.email from unnest(p_emails) e (email)
     where exists (select from portal.erasures x where portal.address_digest(x.public_id, e.email) = any (x.addresses))
       and not exists (select from portal.people p where p.email = e.email)
$$;

-- The texts inside of a value without these words, wherever they stand and however they are written.
create function portal.without_words(p_told jsonb, p_words text[], p_place text) returns jsonb
    language plpgsql immutable set search_path = portal, pg_temp as $$
declare word text; said text;
begin
    case jsonb_typeof(p_told)
    when 'object' then
        return (select coalesce(jsonb_object_agg(x.key, portal.without_words(x.value, p_words, p_place)), '{}')
                  from jsonb_each(p_told) x);
    when 'array' then
        return (select coalesce(jsonb_agg(portal.without_words(x.value, p_words, p_place) order by x.n), '[]')
                  from jsonb_array_elements(p_told) with ordinality x (value, n));
    when 'string' then
        said := p_told #>> '{}';
        foreach word in array p_words loop
            said := regexp_replace(said, '***=' || word, p_place, 'gi');
        end loop;
        return to_jsonb(said);
    else
        return p_told;
    end case;
end $$;

-- A word as it stands in an address, blanks as + or as %20.
create function portal.in_address(p_word text) returns text[] language sql immutable as $$
    select array[w.written, replace(w.written, '+', '%20')] from (
        select coalesce(string_agg(case when c ~ '[A-Za-z0-9_.~-]' then c when c = ' ' then '+'
                   else regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', '%\1', 'g') end, ''), '')
          from regexp_split_to_table(p_word, '') c) w (written)
$$;

-- Erases people and contacts by their public ids, with everybody merged into them and every contact of theirs; by digests
-- of addresses too, which a list brings. Safe to repeat. How many rows of people and contacts there were.
create function portal.erase_person(p_erasure text, p_people text[], p_contacts text[], p_addresses text[],
        p_by bigint, p_at timestamptz, p_reason text, p_name text) returns int
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
declare
    gone bigint[]; cards bigint[]; ids text[]; mails text[]; phones text[]; names text[]; words text[]; sure text[];
    paths text[]; of_clients bigint[];
begin
    with recursive same as (
        select p.id from portal.people p
         where p.public_id = any (p_people) or portal.address_digest(p_erasure, p.email) = any (p_addresses)
        union
        select p.id from portal.people p join same s on p.merged_into_id = s.id)
    select coalesce(array_agg(s.id), '{}') into gone from same s;
    perform from portal.people p where p.id = any (gone) order by p.id for update;
    if p_by = any (gone) then
        raise exception 'nobody erases themselves' using errcode = '42501';
    end if;
    with own (email) as (
        select p.email from portal.people p where p.id = any (gone)
        union select k.email from portal.contacts k where k.public_id = any (p_contacts) and k.person_id is null)
    select coalesce(array_agg(k.id), '{}') into cards from portal.contacts k
     where k.public_id = any (p_contacts) or k.person_id = any (gone)
        or k.person_id is null and (k.email in (select o.email from own o)
                                    or portal.address_digest(p_erasure, k.email) = any (p_addresses));
    ids := gone::text[];

    -- what they were ever called here, unless it is also somebody else's
    select coalesce(array_agg(distinct w.email), '{}') into mails from (
        select p.email from portal.people p where p.id = any (gone)
        union select k.email from portal.contacts k where k.id = any (cards)
        union select m.recipient from portal.messages m where m.person_id = any (gone) and m.channel = 'email'
        union select x.value from portal.events e, jsonb_array_elements_text(e.changes -> 'email') x
               where e.verb = 'person_corrected' and e.details ->> 'person' = any (ids)
        union select e.details ->> 'mailbox' from portal.events e
               where e.verb = 'mail_bounced' and e.details ->> 'person' = any (ids)) w (email)
     where w.email like '%_@_%' and not exists (
        select from portal.people p where p.email = w.email and not p.id = any (gone));
    select coalesce(array_agg(distinct w.phone), '{}') into phones from (
        select p.phone from portal.people p where p.id = any (gone)
        union select k.phone from portal.contacts k where k.id = any (cards)
        union select m.recipient from portal.messages m where m.person_id = any (gone) and m.channel = 'sms'
        union select x.value from portal.events e, jsonb_array_elements_text(e.changes -> 'phone') x
               where e.verb = 'person_corrected' and e.details ->> 'person' = any (ids)) w (phone)
     where length(w.phone) >= 6
       and not exists (select from portal.people p where p.phone = w.phone and not p.id = any (gone))
       and not exists (select from portal.contacts k where k.phone = w.phone and not k.id = any (cards))
       and not exists (select from portal.clients c where c.phone = w.phone);
    select coalesce(array_agg(distinct w.name), '{}') into names from (
        select p.name from portal.people p where p.id = any (gone)
        union select k.name from portal.contacts k where k.id = any (cards)
        union select x.value from portal.events e, jsonb_array_elements_text(e.changes -> 'name') x
               where e.verb = 'person_corrected' and e.details ->> 'person' = any (ids)
        union select x.value from portal.events e, unnest(array[e.details ->> 'before', e.details ->> 'after']) x (value)
               where e.verb = 'name_changed' and e.person_id = any (gone)) w (name)
     where length(w.name) >= 3 and w.name <> p_name;
    sure := mails || phones;
    words := sure || names;
    select coalesce(array_agg('%' || regexp_replace(a.written, '([\\%_])', '\\\1', 'g') || '%'), '{}') into paths
      from unnest(sure || array(select n from unnest(names) n where n like '%_ _%')) w (word)
     cross join lateral unnest(portal.in_address(w.word)) a (written);

    select array(select g.client_id from portal.grants g where g.person_id = any (gone) and g.client_id is not null
                 union select k.client_id from portal.contacts k where k.id = any (cards)) into of_clients;

    -- ways in
    update portal.sessions set view_as_person_id = null, view_as_client_id = null, view_as_until = null
     where view_as_person_id = any (gone);
    delete from portal.sessions where person_id = any (gone);   -- with the forms kept beside them
    delete from portal.devices where person_id = any (gone);
    delete from portal.sign_in_codes where person_id = any (gone);
    delete from portal.access_links where person_id = any (gone);
    delete from portal.challenges where person_id = any (gone);
    delete from portal.authenticators where person_id = any (gone);
    delete from portal.recovery_codes where person_id = any (gone);
    delete from portal.passkeys where person_id = any (gone);
    delete from portal.submissions where person_id = any (gone);
    delete from portal.chosen_columns where person_id = any (gone);
    update portal.grants set revoked_at = coalesce(revoked_at, p_at), set_by_staff_at = coalesce(set_by_staff_at, p_at),
           source = null, external_ref = null, row_hash = null, updated_at = p_at where person_id = any (gone);
    update portal.revocations set reason = null where person_id = any (gone);
    update portal.downloads set asked = '{"query": "", "documents": []}', error = null,
           state = case when state in ('queued', 'working') then 'failed' else state end,
           finished_at = coalesce(finished_at, p_at), expires_at = case when state = 'ready' then p_at else expires_at end
     where person_id = any (gone);

    -- messages: what waits is not sent, what was sent keeps its kind and day
    delete from portal.mailbox b using portal.messages m where m.message_id = b.message_id
       and (m.person_id = any (gone) or lower(m.recipient) = any (sure));
    delete from portal.mailbox b where lower(b.recipient) = any (sure)
        or exists (select from unnest(sure) w (word) where strpos(lower(b.body_text || b.subject), lower(w.word)) > 0);
    delete from portal.message_secrets s using portal.messages m where m.id = s.message_id
       and (m.person_id = any (gone) or lower(m.recipient) = any (sure));
    update portal.messages m set recipient = '–', variables = '{}', error = null, leased_until = null,
           expires_at = least(m.expires_at, p_at),   -- never sent again
           state = case when m.state in ('queued', 'sending') then 'suppressed' else m.state end
     where m.person_id = any (gone) or lower(m.recipient) = any (sure);
    update portal.messages m set variables = portal.without_words(m.variables, sure, p_name)
     where exists (select from unnest(sure) w (word) where strpos(lower(m.variables::text), lower(w.word)) > 0);

    -- what happened
    update portal.events e set changes = portal.without_words(e.changes, words, p_name),
           details = portal.without_words(e.details - 'reason', words, p_name)
     where e.details ->> 'person' = any (ids) or e.details ->> 'merged' = any (ids)
        or e.person_id = any (gone) and e.audience = 'staff';
    update portal.events e set changes = portal.without_words(e.changes, sure, p_name),
           details = portal.without_words(e.details, sure, p_name)
     where exists (select from unnest(sure) w (word)
                    where strpos(lower(concat(e.changes::text, e.details::text)), lower(w.word)) > 0);
    delete from portal.activity_origins o using portal.activity a
     where a.person_id = any (gone) and o.at = a.at and o.activity_id = a.id;
    update portal.activity a set path = split_part(a.path, '?', 1)
     where a.path like '%?%' and (a.person_id = any (gone) or a.path ilike any (paths));
    delete from portal.usage_searches s where s.person_id = any (gone) or s.path ilike any (paths);

    -- imports: what they keep to show and to undo
    delete from portal.import_rows r
     where r.noun = 'people' and r.row_id = any (gone) or r.noun = 'contacts' and r.row_id = any (cards)
        or r.noun = 'grants' and r.row_id in (select g.id from portal.grants g where g.person_id = any (gone));
    update portal.imports i set look = portal.without_words(i.look, words, p_name),
           sample = portal.without_words(i.sample, words, p_name),
           problems = portal.without_words(i.problems, words, p_name),
           kept_because = portal.without_words(i.kept_because, words, p_name)
     where exists (select from unnest(words) w (word)
                    where strpos(lower(concat(i.look, i.sample, i.problems, i.kept_because)), lower(w.word)) > 0);

    -- the list, while the addresses are known
    insert into portal.erasures (public_id, at, by_person_id, reason, people, contacts, addresses)
    values (p_erasure, p_at, p_by, p_reason,
            array(select p.public_id from portal.people p where p.id = any (gone) union select unnest(p_people)),
            array(select k.public_id from portal.contacts k where k.id = any (cards) union select unnest(p_contacts)),
            array(select portal.address_digest(p_erasure, m) from unnest(mails) m
                   where m not like '%@erased.invalid' union select unnest(p_addresses)))
    on conflict (public_id) do nothing;

    -- who it was
    update portal.contacts k set name = p_name, email = null, phone = null, title = null, internal_note = null,
           search_text = '', row_hash = null, erased_at = coalesce(k.erased_at, p_at), updated_at = p_at,
           source = case when strpos(k.external_ref, '@') > 0 then null else k.source end,
           external_ref = case when strpos(k.external_ref, '@') > 0 then null else k.external_ref end
     where k.id = any (cards);
    update portal.people p set email = 'erased-' || p.public_id || '@erased.invalid', name = p_name, phone = null,
           phone_origin = null, phone_confirmed_at = null, language = null, theme = 'auto', password_hash = null,
           password_changed_at = null, password_needs_factor = false, last_client_id = null, last_site_id = null,
           last_visit_at = null, invited_at = null, mail_bounced_at = null, mail_bounce = null,
           disabled_at = coalesce(p.disabled_at, p_at), erased_at = coalesce(p.erased_at, p_at)
     where p.id = any (gone);
    update portal.erasure_requests r set done_at = p_at
     where r.person_id = any (gone) and r.taken_back_at is null and r.declined_at is null and r.done_at is null;
    update portal.erasure_requests r set answer = '' where r.person_id = any (gone) and r.answer is not null;
    if cardinality(gone) + cardinality(cards) > 0 then
        insert into portal.events (at, verb, audience, client_id, person_id, details)
        select p_at, 'person_erased', 'staff', c.id, p_by, jsonb_build_object('person', gone[1], 'erasure', p_erasure)
          from unnest(case when of_clients = '{}' then array[null::bigint] else of_clients end) c (id);
    end if;
    return cardinality(gone) + cardinality(cards);
end $$;

-- What was still on its way into the tables while somebody was erased, or came back later: addresses of their last
-- requests, mails that bounce. How many rows.
create function portal.sweep_erased() returns bigint
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
declare lately bigint[]; swept bigint; more bigint;
begin
    lately := array(select p.id from portal.people p where p.erased_at > portal.now() - interval '30 days');
    delete from portal.activity_origins o using portal.activity a
     where a.person_id = any (lately) and o.at = a.at and o.activity_id = a.id;
    get diagnostics swept = row_count;
    update portal.events e set details = e.details - 'mailbox' - 'reason'
     where e.verb = 'mail_bounced' and e.at > portal.now() - interval '30 days' and e.details ?| array['mailbox', 'reason']
       and e.details ->> 'message' in (select m.public_id from portal.messages m where m.person_id = any (lately));
    get diagnostics more = row_count;
    swept := swept + more;
    update portal.messages m set recipient = '–', variables = '{}', error = null
     where m.person_id = any (lately) and (m.recipient <> '–' or m.variables <> '{}' or m.error is not null);
    get diagnostics more = row_count;
    return swept + more;
end $$;
