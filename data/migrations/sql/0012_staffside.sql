-- What the pages of staff ask of all clients at once, each answered by an index that holds hardly more than the answer:
-- what waits on the company, today's visits, what happened at one client, who opened a record.

-- ------------------------------------------------------------------------------------------------ what waits on us

create index defects_unquoted on portal.defects (found_on, id)
    where quoted_on is null and approved_on is null and scheduled_on is null and fixed_on is null
      and proven_on is null and cancelled_on is null and published_at is not null and withdrawn_at is null;
create index contracts_by_notice on portal.contracts ((coalesce(renewal_on, ends_on) - coalesce(notice_days, 0)))
    where state = 'active' and renewal = 'automatic';
create index inspections_by_certificate on portal.inspections (certificate_due_on, id)
    where state = 'done' and certificate_due_on is not null;
create index bookings_requested on portal.bookings (requested_at, id) where state = 'requested';
create index people_bounced on portal.people (mail_bounced_at) where mail_bounced_at is not null;
create index messages_failed on portal.messages (created_at) where state = 'failed';

-- What was never published.
create index on portal.inspections (created_at) where published_at is null;
create index on portal.defects (created_at) where published_at is null;
create index on portal.jobs (created_at) where published_at is null;
create index on portal.documents (created_at) where published_at is null;
create index on portal.invoices (created_at) where published_at is null;
create index on portal.payments (created_at) where published_at is null;
create index on portal.quotes (created_at) where published_at is null;
create index on portal.contracts (created_at) where published_at is null;
create index on portal.orders (created_at) where published_at is null;
create index on portal.bookings (created_at) where published_at is null;
create index on portal.files (created_at) where published_at is null;

-- --------------------------------------------------------------------------------------------------- today's visits

create index bookings_confirmed on portal.bookings (starts_at) where state = 'confirmed';

-- ---------------------------------------------------------------------------------------------------- what happened

-- One client's history; what imports recorded comes by the thousand and is asked for by itself.
create index on portal.events (client_id, at desc, id desc) where verb <> 'imported';
create index on portal.events (id desc) where verb = 'withdrawn';
create index on portal.activity (client_id, at desc, id desc) where client_id is not null;
create index on portal.activity (person_id, at desc, id desc) where client_id is null;   -- before one was chosen

-- Who opened a record's page or paper. The condition is repeated by the question (data/queries/openings.py).
create index activity_record_pages on portal.activity (path, at) where not is_staff and path ~ '^/[a-z]+/[a-z2-7]{16}';
