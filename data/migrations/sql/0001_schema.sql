-- The data model. Shapes and reasons: docs/model.md. Rights on these tables: data/policies.py.
-- Conventions: `id` stays inside, `public_id` is what the outside sees; (source, external_ref) names a record in the
-- company's ERP, both or none; composite foreign keys (client_id, …) keep a record and its parents with one client;
-- published_at/withdrawn_at decide what a client may see and are copied from parents to their lines.

-- ---------------------------------------------------------------------------------------------- clock and identity

create domain portal.public_id as text check (value ~ '^[a-z2-7]{16}$');
create domain portal.money as numeric(14, 2);
create domain portal.currency as text check (value ~ '^[A-Z]{3}$');
create domain portal.language as text check (value in ('en', 'es', 'it', 'ro'));

-- Expiry is decided by the database clock through portal.now(), which tests can move.
create table portal.clock (only_row boolean primary key default true check (only_row), shift interval not null default '0');
insert into portal.clock default values;

create function portal.now() returns timestamptz language sql stable security definer set search_path = portal, pg_temp
    as $$ select now() + (select shift from portal.clock) $$;

create table portal.settings (
    key text primary key,
    value jsonb not null,
    changed_at timestamptz not null default now(),
    changed_by bigint
);
create table portal.settings_history (
    id bigint generated always as identity primary key,
    key text not null,
    before jsonb,
    after jsonb,
    changed_at timestamptz not null default now(),
    changed_by bigint
);

create function portal.zone() returns text language sql stable security definer set search_path = portal, pg_temp
    as $$ select coalesce((select value #>> '{}' from portal.settings where key = 'zone'), 'UTC') $$;
create function portal.today() returns date language sql stable security definer set search_path = portal, pg_temp
    as $$ select (portal.now() at time zone portal.zone())::date $$;

-- Kinds of equipment, inspection, job, document: rows with a stable code, told in the company's words.
create table portal.kinds (
    id bigint generated always as identity primary key,
    noun text not null check (noun in ('equipment', 'inspection', 'job', 'document')),
    code text not null check (code ~ '^[a-z][a-z0-9_]*$'),
    names jsonb not null check (jsonb_typeof(names) = 'object'),
    icon text not null default 'box',
    position int not null default 0,
    unique (noun, code)
);

-- ------------------------------------------------------------------------------------------- clients, sites, people

create table portal.imports (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    at timestamptz not null default now(),
    by_person_id bigint,
    source text not null,
    file_name text not null,
    sha256 text not null,
    counts jsonb not null
);

create table portal.client_groups (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    name text not null,
    source text, external_ref text,
    created_at timestamptz not null default now(),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);

create table portal.clients (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    group_id bigint references portal.client_groups,
    number text,
    name text not null,
    legal_name text,
    tax_id text,
    language portal.language,
    email text, phone text,
    address text, postcode text, city text, region text, country text check (country ~ '^[A-Z]{2}$'),
    internal_note text,
    search_text text not null default '',
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.clients (group_id);

create table portal.sites (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null references portal.clients,
    code text,
    name text not null,
    address text, postcode text, city text, region text, country text check (country ~ '^[A-Z]{2}$'),
    latitude numeric(9, 6) check (latitude between -90 and 90),
    longitude numeric(9, 6) check (longitude between -180 and 180),
    zone text,
    condition text,
    access_note text,
    succeeds_id bigint references portal.sites,
    internal_note text,
    search_text text not null default '',
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    unique (client_id, id),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.sites (client_id, name, id);

-- A site belongs to one client for ever: a hand-over is a new site that succeeds the old one.
create function portal.keep_client() returns trigger language plpgsql as
    $$ begin raise exception 'a record cannot move to another client' using errcode = '23514'; end $$;
create trigger keep_client before update of client_id on portal.sites for each row
    when (old.client_id is distinct from new.client_id) execute function portal.keep_client();

create table portal.people (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    email text not null unique check (email = lower(email) and email like '%_@_%'),
    name text not null,
    phone text,
    phone_origin text check (phone_origin in ('staff', 'import', 'self')),
    phone_confirmed_at timestamptz,
    language portal.language,
    theme text not null default 'auto' check (theme in ('light', 'dark', 'auto')),
    password_hash text,
    staff_role text check (staff_role in ('administrator', 'manager', 'agent', 'read_only')),
    disabled_at timestamptz,
    last_client_id bigint references portal.clients,
    last_site_id bigint references portal.sites,
    last_visit_at timestamptz,
    created_at timestamptz not null default now()
);

create table portal.contacts (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null references portal.clients,
    person_id bigint references portal.people,
    name text not null,
    email text check (email = lower(email)),
    phone text,
    title text,
    internal_note text,
    search_text text not null default '',
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.contacts (client_id, name, id);
create index on portal.contacts (email);

create table portal.grants (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    person_id bigint not null references portal.people,
    group_id bigint references portal.client_groups,
    client_id bigint references portal.clients,
    site_id bigint,
    preset text,
    areas text[] not null check (areas <@ array['inspections', 'equipment', 'jobs', 'documents', 'billing', 'quotes',
        'contracts', 'orders', 'projects', 'tickets', 'bookings', 'files', 'catalogue']),
    valid_from date, valid_until date,
    revoked_at timestamptz,
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    check ((group_id is null) <> (client_id is null)),
    check (site_id is null or client_id is not null),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.grants (person_id);
create index on portal.grants (client_id);

-- A tombstone: outlives imports and the company's default.
create table portal.revocations (
    person_id bigint not null references portal.people,
    client_id bigint not null references portal.clients,
    at timestamptz not null default now(),
    by_person_id bigint references portal.people,
    reason text,
    primary key (person_id, client_id)
);

-- ------------------------------------------------------------------------------------------------------- operations

create table portal.equipment (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null, site_id bigint,
    kind_id bigint not null references portal.kinds,
    code text not null,
    name text,
    serial text, maker text, model text,
    location text,
    installed_on date, retest_on date, end_of_life_on date,
    state text not null default 'in_service' check (state in ('in_service', 'out_of_service', 'retired')),
    details jsonb not null default '{}',
    internal_note text,
    search_text text not null default '',
    published_at timestamptz, withdrawn_at timestamptz,
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    unique (client_id, id),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.equipment (client_id, site_id, code, id);
create index on portal.equipment (client_id, code, id);
create index on portal.equipment (code, id);

create table portal.contracts (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null references portal.clients, site_id bigint,
    number text not null,
    title text not null,
    state text not null check (state in ('draft', 'sent', 'active', 'ended', 'cancelled')),
    starts_on date, ends_on date,
    listed_on date not null generated always as (  -- the day lists sort by
        coalesce(starts_on, '9999-12-31'::date)) stored,
    renewal text not null default 'none' check (renewal in ('none', 'automatic')),
    renewal_on date,
    notice_days int check (notice_days between 0 and 3650),
    visits_included int check (visits_included >= 0),
    amount portal.money, currency portal.currency,
    period text check (period in ('once', 'month', 'quarter', 'year')),
    internal_note text,
    search_text text not null default '',
    published_at timestamptz, withdrawn_at timestamptz,
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    check (amount is null or currency is not null),
    check (state <> 'draft' or published_at is null),
    unique (client_id, id),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.contracts (client_id, listed_on desc, id desc);
create index on portal.contracts (listed_on desc, id desc);

create table portal.inspections (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null references portal.clients, site_id bigint,
    contract_id bigint,
    number text not null,
    kind_id bigint references portal.kinds,
    state text not null check (state in ('planned', 'scheduled', 'done', 'cancelled')),
    due_month date check (extract(day from due_month) = 1),
    scheduled_from timestamptz, scheduled_until timestamptz,
    done_on date,
    listed_on date not null generated always as (  -- the day lists sort by
        coalesce(done_on, (scheduled_from at time zone 'UTC')::date, due_month, '9999-12-31'::date)) stored,
    inspector text,
    result text check (result in ('compliant', 'with_remarks', 'non_compliant')),
    summary text,
    preparation text,
    certificate_due_on date,
    internal_note text,
    search_text text not null default '',
    published_at timestamptz, withdrawn_at timestamptz,
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    foreign key (client_id, contract_id) references portal.contracts (client_id, id),
    check (state <> 'done' or done_on is not null),
    check (state <> 'scheduled' or scheduled_from is not null),
    check (scheduled_until is null or scheduled_until > scheduled_from),
    unique (client_id, id),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.inspections (client_id, site_id, done_on desc, id desc) where state = 'done';
create index on portal.inspections (client_id, site_id, state);
create index on portal.inspections (client_id, listed_on desc, id desc);
create index on portal.inspections (listed_on desc, id desc);
create index on portal.inspections (client_id, contract_id, done_on) where contract_id is not null;

create table portal.inspection_lines (
    id bigint generated always as identity primary key,
    client_id bigint not null, site_id bigint,
    inspection_id bigint not null,
    equipment_id bigint,
    position int not null,
    subject text,
    result text not null check (result in ('compliant', 'non_compliant', 'not_reachable')),
    remark text,
    action text,
    published_at timestamptz, withdrawn_at timestamptz,
    foreign key (client_id, inspection_id) references portal.inspections (client_id, id),
    foreign key (client_id, equipment_id) references portal.equipment (client_id, id),
    check (equipment_id is not null or subject is not null),
    unique (inspection_id, position)
);
create index on portal.inspection_lines (client_id, inspection_id, position);
create index on portal.inspection_lines (client_id, equipment_id, id desc);

create table portal.orders (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null references portal.clients, site_id bigint,
    number text not null,
    subject text not null,
    state text not null check (state in ('placed', 'in_progress', 'delivered', 'cancelled')),
    ordered_on date not null, promised_on date, delivered_on date,
    amount portal.money, currency portal.currency,
    cost portal.money,
    internal_note text,
    search_text text not null default '',
    published_at timestamptz, withdrawn_at timestamptz,
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    check (amount is null or currency is not null),
    check (state <> 'delivered' or delivered_on is not null),
    unique (client_id, id),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.orders (client_id, ordered_on desc, id desc);
create index on portal.orders (ordered_on desc, id desc);

create table portal.quotes (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null references portal.clients, site_id bigint,
    inspection_id bigint,
    order_id bigint,
    number text not null,
    subject text not null,
    state text not null check (state in ('draft', 'sent', 'accepted', 'declined', 'cancelled')),
    issued_on date, valid_until date, answered_on date,
    currency portal.currency not null,
    net portal.money, tax portal.money, gross portal.money,
    cost portal.money,
    internal_note text,
    search_text text not null default '',
    published_at timestamptz, withdrawn_at timestamptz,
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    foreign key (client_id, inspection_id) references portal.inspections (client_id, id),
    foreign key (client_id, order_id) references portal.orders (client_id, id),
    check (state <> 'draft' or published_at is null),
    check (state = 'draft' or issued_on is not null),
    unique (client_id, id),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.quotes (client_id, issued_on desc, id desc);
create index on portal.quotes (client_id, site_id, issued_on desc, id desc);
create index on portal.quotes (issued_on desc, id desc);
create index on portal.quotes (client_id, inspection_id) where inspection_id is not null;
create index on portal.quotes (client_id, order_id) where order_id is not null;

create table portal.quote_lines (
    id bigint generated always as identity primary key,
    client_id bigint not null, site_id bigint,
    quote_id bigint not null,
    position int not null,
    text text not null,
    quantity numeric(18, 6), unit text, unit_price numeric(18, 6), tax_rate numeric(6, 3), net portal.money,
    published_at timestamptz, withdrawn_at timestamptz,
    foreign key (client_id, quote_id) references portal.quotes (client_id, id),
    unique (quote_id, position)
);
create index on portal.quote_lines (client_id, quote_id, position);

create table portal.jobs (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null references portal.clients, site_id bigint,
    kind_id bigint references portal.kinds,
    quote_id bigint, order_id bigint,
    number text not null,
    title text not null,
    state text not null check (state in ('planned', 'scheduled', 'in_progress', 'done', 'cancelled')),
    scheduled_from timestamptz, scheduled_until timestamptz,
    done_on date,
    listed_on date not null generated always as (  -- the day lists sort by
        coalesce(done_on, (scheduled_from at time zone 'UTC')::date, '9999-12-31'::date)) stored,
    technician text,
    summary text,
    cost portal.money,
    internal_note text,
    search_text text not null default '',
    published_at timestamptz, withdrawn_at timestamptz,
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    foreign key (client_id, quote_id) references portal.quotes (client_id, id),
    foreign key (client_id, order_id) references portal.orders (client_id, id),
    check (state <> 'done' or done_on is not null),
    check (scheduled_until is null or scheduled_until > scheduled_from),
    unique (client_id, id),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.jobs (client_id, site_id, id desc);
create index on portal.jobs (client_id, listed_on desc, id desc);
create index on portal.jobs (listed_on desc, id desc);
create index on portal.jobs (client_id, quote_id) where quote_id is not null;
create index on portal.jobs (client_id, order_id) where order_id is not null;

create table portal.bookings (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null references portal.clients, site_id bigint,
    inspection_id bigint, job_id bigint,
    number text not null,
    service text not null,
    state text not null check (state in ('requested', 'confirmed', 'done', 'cancelled')),
    requested_at timestamptz,
    starts_at timestamptz, ends_at timestamptz,
    wished_from date, wished_until date,
    listed_on date not null generated always as (coalesce((starts_at at time zone 'UTC')::date, wished_from,
        (requested_at at time zone 'UTC')::date, '9999-12-31'::date)) stored,  -- the day lists sort by
    technician text, technician_phone text,
    note text,
    internal_note text,
    search_text text not null default '',
    published_at timestamptz, withdrawn_at timestamptz,
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    foreign key (client_id, inspection_id) references portal.inspections (client_id, id),
    foreign key (client_id, job_id) references portal.jobs (client_id, id),
    check (state <> 'confirmed' or starts_at is not null),
    check (ends_at is null or ends_at > starts_at),
    unique (client_id, id),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.bookings (client_id, starts_at desc, id desc);
create index on portal.bookings (client_id, listed_on desc, id desc);
create index on portal.bookings (listed_on desc, id desc);
create index on portal.bookings (client_id, inspection_id) where inspection_id is not null;
create index on portal.bookings (client_id, job_id) where job_id is not null;

-- ------------------------------------------------------------------------------------------------------------ money

create table portal.invoices (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null references portal.clients, site_id bigint,
    kind text not null check (kind in ('invoice', 'proforma', 'receipt', 'credit_note')),
    number text not null,
    state text not null check (state in ('draft', 'issued', 'cancelled')),
    issued_on date, due_on date,
    subject text,
    currency portal.currency not null,
    net portal.money, tax portal.money, gross portal.money,
    payable portal.money not null,
    po_number text,
    credits_id bigint, quote_id bigint, order_id bigint, contract_id bigint, job_id bigint, inspection_id bigint,
    internal_note text,
    search_text text not null default '',
    published_at timestamptz, withdrawn_at timestamptz,
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    foreign key (client_id, quote_id) references portal.quotes (client_id, id),
    foreign key (client_id, order_id) references portal.orders (client_id, id),
    foreign key (client_id, contract_id) references portal.contracts (client_id, id),
    foreign key (client_id, job_id) references portal.jobs (client_id, id),
    foreign key (client_id, inspection_id) references portal.inspections (client_id, id),
    check (credits_id is null or kind = 'credit_note'),
    check (state <> 'draft' or published_at is null),
    check (state = 'draft' or issued_on is not null),
    check (payable >= 0),
    unique (client_id, id),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
alter table portal.invoices add foreign key (client_id, credits_id) references portal.invoices (client_id, id);
create unique index on portal.invoices (client_id, kind, number) where state <> 'draft' and source is null;
create index on portal.invoices (client_id, issued_on desc, id desc);
create index on portal.invoices (client_id, site_id, issued_on desc, id desc);
create index on portal.invoices (issued_on desc, id desc);
create index on portal.invoices (client_id, credits_id) where credits_id is not null;
create index on portal.invoices (client_id, quote_id) where quote_id is not null;
create index on portal.invoices (client_id, order_id) where order_id is not null;
create index on portal.invoices (client_id, contract_id) where contract_id is not null;
create index on portal.invoices (client_id, job_id) where job_id is not null;
create index on portal.invoices (client_id, inspection_id) where inspection_id is not null;

create table portal.invoice_lines (
    id bigint generated always as identity primary key,
    client_id bigint not null, site_id bigint,
    invoice_id bigint not null,
    position int not null,
    text text not null,
    quantity numeric(18, 6), unit text, unit_price numeric(18, 6), tax_rate numeric(6, 3), net portal.money,
    published_at timestamptz, withdrawn_at timestamptz,
    foreign key (client_id, invoice_id) references portal.invoices (client_id, id),
    unique (invoice_id, position)
);
create index on portal.invoice_lines (client_id, invoice_id, position);

create table portal.payments (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null references portal.clients, site_id bigint,
    number text not null,
    received_on date not null,
    amount portal.money not null check (amount > 0),
    currency portal.currency not null,
    method text not null check (method in ('transfer', 'card', 'direct_debit', 'cash', 'cheque', 'other')),
    reference text,
    internal_note text,
    search_text text not null default '',
    published_at timestamptz, withdrawn_at timestamptz,
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    unique (client_id, id),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.payments (client_id, received_on desc, id desc);
create index on portal.payments (client_id, site_id) where site_id is not null;
create index on portal.payments (received_on desc, id desc);

-- What a payment or a credit note takes off an invoice. Carries the site and publication of that invoice.
create table portal.allocations (
    id bigint generated always as identity primary key,
    client_id bigint not null, site_id bigint,
    invoice_id bigint not null,
    payment_id bigint, credit_note_id bigint,
    amount portal.money not null check (amount > 0),
    allocated_on date not null,
    published_at timestamptz, withdrawn_at timestamptz,
    foreign key (client_id, invoice_id) references portal.invoices (client_id, id),
    foreign key (client_id, payment_id) references portal.payments (client_id, id),
    foreign key (client_id, credit_note_id) references portal.invoices (client_id, id),
    check ((payment_id is null) <> (credit_note_id is null)),
    unique (invoice_id, payment_id), unique (invoice_id, credit_note_id)
);
create index on portal.allocations (client_id, invoice_id);
create index on portal.allocations (client_id, payment_id);
create index on portal.allocations (client_id, credit_note_id);

-- -------------------------------------------------------------------------------------------------------- documents

create table portal.documents (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    client_id bigint not null references portal.clients, site_id bigint,
    area text not null check (area in ('inspections', 'equipment', 'jobs', 'documents', 'billing', 'quotes',
        'contracts', 'orders', 'bookings')),
    kind_id bigint not null references portal.kinds,
    title text not null,
    number text,
    issued_on date, valid_until date,
    listed_on date not null generated always as (  -- the day lists sort by
        coalesce(issued_on, (published_at at time zone 'UTC')::date, '9999-12-31'::date)) stored,
    internal_note text,
    search_text text not null default '',
    published_at timestamptz, withdrawn_at timestamptz, deleted_at timestamptz,
    source text, external_ref text, row_hash text,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    unique (client_id, id),
    unique (source, external_ref), check ((source is null) = (external_ref is null))
);
create index on portal.documents (client_id, listed_on desc, id desc);
create index on portal.documents (client_id, site_id, published_at desc);
create index on portal.documents (listed_on desc, id desc);

create table portal.document_versions (
    id bigint generated always as identity primary key,
    client_id bigint not null, site_id bigint, area text not null,
    document_id bigint not null,
    version int not null check (version > 0),
    file_name text not null,
    media_type text not null,
    size bigint not null check (size >= 0),
    sha256 text not null,
    storage_key text not null,
    created_at timestamptz not null default now(),
    published_at timestamptz, withdrawn_at timestamptz, deleted_at timestamptz,
    foreign key (client_id, document_id) references portal.documents (client_id, id),
    unique (document_id, version)
);
create index on portal.document_versions (client_id, document_id, version desc);

create table portal.document_links (
    id bigint generated always as identity primary key,
    client_id bigint not null, site_id bigint, area text not null,
    document_id bigint not null,
    inspection_id bigint, equipment_id bigint, job_id bigint, invoice_id bigint, payment_id bigint, quote_id bigint,
    contract_id bigint, order_id bigint, booking_id bigint,
    published_at timestamptz, withdrawn_at timestamptz, deleted_at timestamptz,
    foreign key (client_id, document_id) references portal.documents (client_id, id),
    foreign key (client_id, inspection_id) references portal.inspections (client_id, id),
    foreign key (client_id, equipment_id) references portal.equipment (client_id, id),
    foreign key (client_id, job_id) references portal.jobs (client_id, id),
    foreign key (client_id, invoice_id) references portal.invoices (client_id, id),
    foreign key (client_id, payment_id) references portal.payments (client_id, id),
    foreign key (client_id, quote_id) references portal.quotes (client_id, id),
    foreign key (client_id, contract_id) references portal.contracts (client_id, id),
    foreign key (client_id, order_id) references portal.orders (client_id, id),
    foreign key (client_id, booking_id) references portal.bookings (client_id, id),
    check (num_nonnulls(inspection_id, equipment_id, job_id, invoice_id, payment_id, quote_id, contract_id, order_id,
        booking_id) = 1)
);
create index on portal.document_links (client_id, document_id);
create index on portal.document_links (client_id, inspection_id) where inspection_id is not null;
create index on portal.document_links (client_id, equipment_id) where equipment_id is not null;
create index on portal.document_links (client_id, job_id) where job_id is not null;
create index on portal.document_links (client_id, invoice_id) where invoice_id is not null;
create index on portal.document_links (client_id, quote_id) where quote_id is not null;
create index on portal.document_links (client_id, contract_id) where contract_id is not null;
create index on portal.document_links (client_id, order_id) where order_id is not null;
create index on portal.document_links (client_id, payment_id) where payment_id is not null;
create index on portal.document_links (client_id, booking_id) where booking_id is not null;

-- ---------------------------------------------------------------------------------------------------- what happened

-- Changes: written in the transaction of the change, never edited. `area` and `site_id` are those of the record.
create table portal.events (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    verb text not null,
    audience text not null check (audience in ('client', 'staff', 'system')),
    client_id bigint references portal.clients, site_id bigint, area text,
    person_id bigint references portal.people,
    acting_staff_id bigint references portal.people,
    import_id bigint references portal.imports,
    equipment_id bigint, inspection_id bigint, job_id bigint, document_id bigint, invoice_id bigint, payment_id bigint,
    quote_id bigint, contract_id bigint, order_id bigint, booking_id bigint,
    changes jsonb,   -- {column: [before, after]} where something was edited
    details jsonb,
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    check (num_nonnulls(equipment_id, inspection_id, job_id, document_id, invoice_id, payment_id, quote_id,
        contract_id, order_id, booking_id) <= 1)
);
create index on portal.events (client_id, at desc);
create index on portal.events (at desc);
create index on portal.events (client_id, equipment_id) where equipment_id is not null;
create index on portal.events (client_id, inspection_id) where inspection_id is not null;
create index on portal.events (client_id, job_id) where job_id is not null;
create index on portal.events (client_id, document_id) where document_id is not null;
create index on portal.events (client_id, invoice_id) where invoice_id is not null;
create index on portal.events (client_id, payment_id) where payment_id is not null;
create index on portal.events (client_id, quote_id) where quote_id is not null;
create index on portal.events (client_id, contract_id) where contract_id is not null;
create index on portal.events (client_id, order_id) where order_id is not null;
create index on portal.events (client_id, booking_id) where booking_id is not null;

-- What people looked at: kept 13 months in monthly partitions, written in batches beside the request.
create table portal.activity (
    id bigint generated always as identity,
    at timestamptz not null default now(),
    kind text not null check (kind in ('page', 'document_opened', 'document_downloaded', 'calendar_taken', 'sign_in',
        'sign_in_failed', 'code_asked', 'sign_out', 'refused', 'view_as_started', 'view_as_ended')),
    person_id bigint, acting_staff_id bigint, is_staff boolean not null default false,
    client_id bigint, site_id bigint, document_id bigint, session_id bigint,
    path text, method text, result text,
    primary key (at, id)
) partition by range (at);
create table portal.activity_rest partition of portal.activity default;
create index on portal.activity (person_id, at desc);
create index on portal.activity (document_id, at desc);

-- Addresses and devices: apart, so that they can be erased without touching what happened.
create table portal.activity_origins (
    activity_id bigint not null, at timestamptz not null, ip inet, user_agent text,
    primary key (at, activity_id)
);

-- Makes the partition of a month; called ahead of time by the worker and once now.
create function portal.make_activity_month(day date) returns void language plpgsql as $$
declare first date := date_trunc('month', day)::date; name text := 'activity_' || to_char(day, 'YYYY_MM');
begin
    if to_regclass('portal.' || name) is null then
        execute format('create table portal.%I partition of portal.activity for values from (%L) to (%L)',
            name, first, (first + interval '1 month')::date);
    end if;
end $$;
select portal.make_activity_month(current_date), portal.make_activity_month((current_date + interval '1 month')::date);

-- --------------------------------------------------------------------------------------------- doors, messages, worker

create table portal.sessions (
    id bigint generated always as identity primary key,
    token_hash text not null unique,
    person_id bigint not null references portal.people,
    client_id bigint references portal.clients,
    method text not null check (method in ('password', 'code')),
    keep boolean not null default false,
    created_at timestamptz not null, last_seen_at timestamptz not null, expires_at timestamptz not null,
    ended_at timestamptz,
    view_as_person_id bigint references portal.people, view_as_client_id bigint references portal.clients,
    view_as_until timestamptz,
    ip inet, user_agent text
);
create index on portal.sessions (person_id) where ended_at is null;

-- Codes by mail or SMS: hashed with purpose and the asking browser's nonce, five tries in all, single use.
create table portal.sign_in_codes (
    id bigint generated always as identity primary key,
    person_id bigint not null references portal.people,
    purpose text not null default 'sign_in',
    nonce_hash text not null,
    code_hash text not null,
    created_at timestamptz not null, expires_at timestamptz not null,
    attempts int not null default 0,
    used_at timestamptz
);
create index on portal.sign_in_codes (person_id, created_at desc);

create table portal.rate_limits (
    key text primary key,
    tokens double precision not null,
    updated_at timestamptz not null
);

create table portal.submissions (
    key text not null, person_id bigint not null references portal.people,
    created_at timestamptz not null default now(), outcome text,
    primary key (person_id, key)
);

create table portal.messages (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    channel text not null check (channel in ('email', 'sms')),
    template text not null, template_version int not null default 1, language portal.language not null,
    person_id bigint references portal.people, client_id bigint references portal.clients,
    recipient text not null,
    variables jsonb not null default '{}',
    state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'expired')),
    attempts int not null default 0, next_at timestamptz not null default now(), leased_until timestamptz,
    message_id text not null unique,
    created_at timestamptz not null default now(), expires_at timestamptz, sent_at timestamptz, error text
);
create index on portal.messages (next_at) where state in ('queued', 'sending');
create index on portal.messages (person_id, created_at desc);

-- Sealed variables (codes, links), erased on sending or expiry.
create table portal.message_secrets (
    message_id bigint primary key references portal.messages on delete cascade, sealed bytea not null, expires_at timestamptz
);

-- Demo mode only: what would have been sent.
create table portal.mailbox (
    id bigint generated always as identity primary key,
    message_id text not null unique,
    recipient text not null, subject text not null, body_text text not null, body_html text not null,
    sent_at timestamptz not null
);

create table portal.heartbeats (name text primary key, at timestamptz not null);
