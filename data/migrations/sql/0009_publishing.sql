-- Publishing by staff: files put aside, matched with the record they are about, and shown to nobody before somebody has
-- confirmed where they belong. Documents come into being then, and not earlier.

create table portal.publishing_batches (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    origin text not null check (origin in ('drop', 'record')),   -- many files at once, or one beside its record
    by_person_id bigint references portal.people,
    created_at timestamptz not null default portal.now(),
    published_at timestamptz,                -- when something of it was published for the first time
    tell_at timestamptz,                     -- when the clients' people are told; null: nothing to tell
    undone_at timestamptz, undone_by_person_id bigint references portal.people
);
create index on portal.publishing_batches (created_at desc, id desc);
create index on portal.publishing_batches (tell_at) where tell_at is not null;

create table portal.publishing_items (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    batch_id bigint not null references portal.publishing_batches,
    state text not null check (state in ('certain', 'uncertain', 'published', 'discarded', 'undone')),
    reason text,                             -- why it is uncertain
    file_name text not null,
    media_type text not null,
    size bigint not null check (size >= 0),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    storage_key text,                        -- of the file put aside: until it is published or discarded
    client_id bigint references portal.clients, site_id bigint,
    kind_id bigint references portal.kinds,
    inspection_id bigint, equipment_id bigint, defect_id bigint, job_id bigint, invoice_id bigint, payment_id bigint,
    quote_id bigint, contract_id bigint, order_id bigint, booking_id bigint,
    title text, number text, valid_until date,
    replaces_id bigint,                      -- the document it is a new version of
    document_id bigint, version int,         -- what it became
    by_person_id bigint references portal.people,   -- who decided
    created_at timestamptz not null default portal.now(), settled_at timestamptz,
    foreign key (client_id, site_id) references portal.sites (client_id, id),
    foreign key (client_id, inspection_id) references portal.inspections (client_id, id),
    foreign key (client_id, equipment_id) references portal.equipment (client_id, id),
    foreign key (client_id, defect_id) references portal.defects (client_id, id),
    foreign key (client_id, job_id) references portal.jobs (client_id, id),
    foreign key (client_id, invoice_id) references portal.invoices (client_id, id),
    foreign key (client_id, payment_id) references portal.payments (client_id, id),
    foreign key (client_id, quote_id) references portal.quotes (client_id, id),
    foreign key (client_id, contract_id) references portal.contracts (client_id, id),
    foreign key (client_id, order_id) references portal.orders (client_id, id),
    foreign key (client_id, booking_id) references portal.bookings (client_id, id),
    foreign key (client_id, replaces_id) references portal.documents (client_id, id),
    foreign key (client_id, document_id) references portal.documents (client_id, id),
    check (num_nonnulls(inspection_id, equipment_id, defect_id, job_id, invoice_id, payment_id, quote_id, contract_id,
        order_id, booking_id) <= 1),
    check (client_id is not null or num_nonnulls(site_id, inspection_id, equipment_id, defect_id, job_id, invoice_id,
        payment_id, quote_id, contract_id, order_id, booking_id, replaces_id, document_id) = 0),
    check (state <> 'certain' or num_nonnulls(client_id, kind_id, title) = 3),
    check (state not in ('published', 'undone') or document_id is not null),
    check (state in ('certain', 'uncertain') = (storage_key is not null))
);
create index on portal.publishing_items (batch_id, state, id);
create index on portal.publishing_items (sha256);
create index on portal.publishing_items (state, id) where state in ('certain', 'uncertain');

-- Who was told of a batch: everybody once, however often it is confirmed.
create table portal.publishing_notices (
    batch_id bigint not null references portal.publishing_batches,
    person_id bigint not null references portal.people,
    told_at timestamptz not null default portal.now(),
    primary key (batch_id, person_id)
);

create index on portal.document_versions (sha256);

-- Numbers as they are compared with what stands in a file: small letters, without the signs people leave out.
create index on portal.inspections ((translate(lower(number), ' -/._', '')));
create index on portal.defects ((translate(lower(number), ' -/._', '')));
create index on portal.jobs ((translate(lower(number), ' -/._', '')));
create index on portal.invoices ((translate(lower(number), ' -/._', '')));
create index on portal.payments ((translate(lower(number), ' -/._', '')));
create index on portal.quotes ((translate(lower(number), ' -/._', '')));
create index on portal.contracts ((translate(lower(number), ' -/._', '')));
create index on portal.orders ((translate(lower(number), ' -/._', '')));
create index on portal.bookings ((translate(lower(number), ' -/._', '')));
create index on portal.clients ((translate(lower(number), ' -/._', '')));
create index on portal.clients ((translate(lower(tax_id), ' -/._', '')));
create index on portal.sites ((translate(lower(code), ' -/._', '')));
