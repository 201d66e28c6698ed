-- The doors: access links, second factors, passkeys, known devices, the rules of entering, templates of messages.

-- ------------------------------------------------------------------------------------------------- people and grants

alter table portal.people
    add invited_at timestamptz,              -- the last invitation that was sent
    add password_changed_at timestamptz,
    add password_needs_factor boolean not null default false,   -- too short to open anything alone
    add mail_bounced_at timestamptz, add mail_bounce text,   -- their mailbox refuses mail, and what it said
    add merged_into_id bigint references portal.people;      -- the same human being, entered twice

-- Looked up for each account of a list.
create index on portal.contacts (person_id) where person_id is not null;
create index on portal.sessions (person_id, created_at desc);

-- Extra rights of a grant, besides `exports`: without `sees_amounts` prices and totals stay on the server.
alter table portal.grants add sees_amounts boolean not null default true;

-- The portal can be closed for one client; for everybody or for an area that is a setting.
alter table portal.clients add portal_closed_at timestamptz;

-- Consents given and taken back, each a row; the newest of a kind holds.
create table portal.consents (
    id bigint generated always as identity primary key,
    person_id bigint not null references portal.people,
    kind text not null check (kind in ('sms', 'email', 'marketing')),
    given boolean not null,
    at timestamptz not null default portal.now(),
    by_person_id bigint references portal.people,
    origin text not null check (origin in ('self', 'staff', 'import'))
);
create index on portal.consents (person_id, kind, at desc);

-- ----------------------------------------------------------------------------------------------------- ways to enter

-- A link in an invitation or a recovery mail, with the code of the same message. The token itself is never stored.
-- nonce_hash: the browser that asked; null when staff sent it, then every browser also needs the code.
create table portal.access_links (
    id bigint generated always as identity primary key,
    person_id bigint not null references portal.people,
    purpose text not null check (purpose in ('invitation', 'recovery')),
    token_hash text not null unique,
    code_hash text not null,
    nonce_hash text,
    wanted text,                             -- the page the person was on the way to
    by_person_id bigint references portal.people,
    attempts int not null default 0,
    created_at timestamptz not null, expires_at timestamptz not null,
    opened_at timestamptz, used_at timestamptz
);
create index on portal.access_links (person_id, created_at desc);

alter table portal.sign_in_codes add channel text not null default 'email' check (channel in ('email', 'sms'));

-- A browser a person has signed in from; another one is worth a notice.
create table portal.devices (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    person_id bigint not null references portal.people,
    token_hash text not null unique,
    user_agent text,
    created_at timestamptz not null, last_seen_at timestamptz not null,
    forgotten_at timestamptz
);
create index on portal.devices (person_id);

alter table portal.sessions
    add public_id portal.public_id unique,
    add device_id bigint references portal.devices,
    add second_factor text check (second_factor in ('totp', 'passkey', 'recovery')),
    add awaits text check (awaits in ('second_factor', 'enrolment')),   -- until then it opens nothing else
    add proven_at timestamptz,               -- when the person last proved who they are
    drop constraint sessions_method_check,
    add check (method in ('password', 'code', 'link', 'passkey'));

create table portal.authenticators (         -- an app that shows six digits every half minute (RFC 6238)
    person_id bigint primary key references portal.people,
    sealed bytea not null,
    confirmed_at timestamptz,
    last_step bigint not null default 0,     -- each step opens once
    created_at timestamptz not null
);
create table portal.recovery_codes (
    person_id bigint not null references portal.people,
    code_hash text not null,
    created_at timestamptz not null, used_at timestamptz,
    primary key (person_id, code_hash)
);
create table portal.passkeys (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    person_id bigint not null references portal.people,
    credential_id bytea not null unique,
    public_key bytea not null,
    sign_count bigint not null,
    transports text[] not null default '{}',
    name text not null,
    created_at timestamptz not null, last_used_at timestamptz
);
create index on portal.passkeys (person_id);

-- What was asked of a browser and may be answered once: a passkey's challenge, the question against robots.
create table portal.challenges (
    token_hash text primary key,
    purpose text not null check (purpose in ('register', 'enter', 'prove', 'question')),
    person_id bigint references portal.people,
    asked text not null,
    expires_at timestamptz not null
);

-- ---------------------------------------------------------------------------------------------------------- messages

alter table portal.messages drop constraint messages_state_check,
    add check (state in ('queued', 'sending', 'sent', 'failed', 'expired', 'bounced', 'suppressed')),
    add template_version_id bigint;
create index on portal.messages (created_at desc, id desc);

-- The company's own words for a kind of message; without one the predefined words are used.
create table portal.templates (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    kind text not null,
    channel text not null check (channel in ('email', 'sms', 'pdf')),
    name text not null,
    active boolean not null default true,
    broken_at timestamptz, broken_why text,
    created_at timestamptz not null default portal.now()
);
create unique index on portal.templates (kind, channel) where active;

create table portal.template_versions (      -- never changed: messages name the version they were written with
    id bigint generated always as identity primary key,
    template_id bigint not null references portal.templates,
    version int not null check (version > 0),
    texts jsonb not null check (jsonb_typeof(texts) = 'object'),   -- {language: {subject, body}}
    by_person_id bigint references portal.people,
    created_at timestamptz not null default portal.now(),
    unique (template_id, version)
);
alter table portal.messages add foreign key (template_version_id) references portal.template_versions;

-- ------------------------------------------------------------------------------------------------- who may see what

-- Every (client, site, area) a person is granted today, and whether the portal is open for it: for everybody, for the
-- client, and for the area.
create function portal.granted(p_person bigint, p_exporting boolean default false)
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
       and (g.valid_from is null or g.valid_from <= portal.today())
       and (g.valid_until is null or g.valid_until >= portal.today())
       and not exists (select 1 from portal.revocations r where r.person_id = p_person and r.client_id = c.id)
       and exists (select 1 from portal.people p
                    where p.id = p_person and p.disabled_at is null and p.staff_role is null)
$$;

-- As in 0003, and nothing where the portal is closed.
create or replace function portal.rights(p_person bigint, p_exporting boolean default false)
    returns table (client_id bigint, site_id bigint, area text)
    language sql stable security definer set search_path = portal, pg_temp as $$
    select g.client_id, g.site_id, g.area from portal.granted(p_person, p_exporting) g where g.open
$$;

-- The clients a person is granted, closed ones too: whoever has one may sign in, to be told that the portal is closed.
-- `open`: something of the client can be opened today; `areas`, `sites` and `exports` count only what is open.
drop function portal.person_clients(bigint);
create function portal.person_clients(p_person bigint)
    returns table (id bigint, public_id text, name text, areas text[], sites bigint, exports boolean, open boolean)
    language sql stable security definer set search_path = portal, pg_temp as $$
    select c.id, c.public_id, c.name, coalesce(array_agg(distinct g.area) filter (where g.open), '{}'),
           case when bool_or(g.site_id is null) filter (where g.open)
                then (select count(*) from portal.sites s where s.client_id = c.id)
                else count(distinct g.site_id) filter (where g.open) end,
           exists (select from portal.rights(p_person, true) x where x.client_id = c.id),
           bool_or(g.open)
      from portal.granted(p_person) g join portal.clients c on c.id = g.client_id
     group by c.id, c.public_id, c.name order by c.name, c.id
$$;

-- The language of a client, for the sign-in page its own link opens; null for an address that nobody has.
create function portal.client_language(p_client text) returns text
    language sql stable security definer set search_path = portal, pg_temp as $$
    select language from portal.clients where public_id = p_client
$$;

-- A public id made here, of the same shape and from as secure a source as those made by data/ids.py.
create function portal.new_public_id() returns text language sql volatile set search_path = portal, pg_temp as $$
    select string_agg(substr('abcdefghijklmnopqrstuvwxyz234567', 1 + (get_byte(b.bytes, i) & 31), 1), '')
      from (select decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex') as bytes) b,
           unnest(array[0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]) i   -- bytes without fixed bits
$$;

-- Where the company lets every contact with an e-mail address enter: makes the person and the grants a contact never got.
-- Clients somebody was revoked for stay closed to them, what staff have granted (also by group, also ended) stays as it
-- is, and a contact who is somebody with another address by now lets nobody in. Null when nobody is to be let in.
create function portal.admit_contact(p_email text) returns bigint
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
declare found bigint; clients bigint[];
begin
    if not exists (select 1 from portal.settings where key = 'contacts_may_enter' and value = 'true'::jsonb) then
        return null;
    end if;
    select p.id into found from portal.people p where p.email = p_email;
    if found is not null and exists (select 1 from portal.people p where p.id = found
            and (p.disabled_at is not null or p.staff_role is not null)) then
        return null;
    end if;
    clients := array(select distinct c.client_id from portal.contacts c
                      where c.email = p_email and (c.person_id is null or c.person_id = found)
                        and not exists (select 1 from portal.revocations r where r.person_id = found
                                         and r.client_id = c.client_id));
    if clients = '{}' then
        return null;
    end if;
    if found is null then
        insert into portal.people (public_id, email, name, phone, phone_origin, language)
        select portal.new_public_id(), p_email, c.name, c.phone, case when c.phone is not null then 'import' end, k.language
          from portal.contacts c join portal.clients k on k.id = c.client_id
         where c.email = p_email and c.client_id = any (clients) order by c.id limit 1
        on conflict (email) do nothing returning id into found;
        if found is null then return null; end if;   -- made by somebody else at this very moment: next time
    end if;
    -- two questions at one moment are answered one after the other, so that nobody is granted anything twice
    perform 1 from portal.people p where p.id = found for update;
    with given as (
        insert into portal.grants (public_id, person_id, client_id, preset, areas)
        select portal.new_public_id(), found, c.id, 'contact', array(
               select jsonb_array_elements_text(coalesce((select value from portal.settings where key = 'contact_areas'),
                   '["inspections", "equipment", "jobs", "documents", "bookings", "files"]'::jsonb)))
          from portal.clients c
         where c.id = any (clients)
           and not exists (select 1 from portal.grants g where g.person_id = found
                            and (g.client_id = c.id or g.group_id = c.group_id))
        returning client_id, areas)
    insert into portal.events (at, verb, audience, client_id, person_id, details)
    select portal.now(), 'access_given', 'staff', client_id, found,
           jsonb_build_object('person', found, 'reason', 'contacts_may_enter', 'preset', 'contact', 'areas', areas)
      from given;
    update portal.contacts set person_id = found where email = p_email and person_id is null;
    return found;
end $$;

-- What a mail service tells of a mail that came back. Each call counts once, however often it is sent.
create table portal.webhook_calls (
    digest text primary key,
    at timestamptz not null
);
create function portal.note_bounce(p_digest text, p_message_id text, p_email text, p_reason text) returns text
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
declare bounced portal.messages; mailbox text; reader bigint;
begin
    delete from portal.webhook_calls where at < portal.now() - interval '1 day';
    insert into portal.webhook_calls (digest, at) values (p_digest, portal.now()) on conflict do nothing;
    if not found then return 'seen'; end if;
    update portal.messages set state = 'bounced', error = p_reason, leased_until = null
     where message_id = p_message_id and channel = 'email' and state in ('queued', 'sending', 'sent', 'bounced')
    returning * into bounced;
    delete from portal.message_secrets where message_id = bounced.id;
    mailbox := lower(coalesce(bounced.recipient, p_email));
    update portal.people set mail_bounced_at = portal.now(), mail_bounce = p_reason
     where email = mailbox returning id into reader;
    if bounced.id is null and reader is null then return 'unknown'; end if;
    insert into portal.events (at, verb, audience, client_id, person_id, details)
    values (portal.now(), 'mail_bounced', 'staff', bounced.client_id, null, jsonb_build_object(
        'person', reader, 'message', bounced.public_id, 'mailbox', mailbox, 'reason', p_reason));
    return 'noted';
end $$;

-- Who is disabled, merged or revoked is out for good: the sessions of that time do not come back with the access.
create function portal.end_sessions() returns trigger
    language plpgsql volatile security definer set search_path = portal, pg_temp as $$
begin
    update portal.sessions set ended_at = portal.now()
     where person_id = case tg_table_name when 'people' then (to_jsonb(new) ->> 'id')::bigint
                                          else (to_jsonb(new) ->> 'person_id')::bigint end
       and ended_at is null;
    return null;
end $$;
create trigger end_sessions after update of disabled_at, merged_into_id on portal.people
    for each row when ((new.disabled_at is not null and old.disabled_at is null)
        or (new.merged_into_id is not null and old.merged_into_id is null))
    execute function portal.end_sessions();
create trigger end_sessions after insert on portal.revocations for each row execute function portal.end_sessions();

-- What a person has changed of their own account, for the staff of each of their clients to see.
create function portal.tell_staff(p_person bigint, p_verb text, p_details jsonb) returns void
    language sql volatile security definer set search_path = portal, pg_temp as $$
    insert into portal.events (at, verb, audience, client_id, person_id, details)
    select portal.now(), p_verb, 'staff', c.id, p_person, p_details from portal.person_clients(p_person) c
$$;
