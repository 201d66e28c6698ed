-- Records that are written in the portal: references of their own, drafts found quickly.

-- The reference (and, where nobody gives one, the number) of a record made in the portal.
create sequence portal.own_references start with 1001;

-- Among the portal's own invoices a number is given once for each client and kind.
create unique index invoices_own_number on portal.invoices (client_id, kind, number)
    where state <> 'draft' and source = 'portal';

-- What waits to be published: always few.
create index on portal.equipment (updated_at desc) where published_at is null;
create index on portal.contracts (updated_at desc) where published_at is null;
create index on portal.inspections (updated_at desc) where published_at is null;
create index on portal.orders (updated_at desc) where published_at is null;
create index on portal.quotes (updated_at desc) where published_at is null;
create index on portal.jobs (updated_at desc) where published_at is null;
create index on portal.defects (updated_at desc) where published_at is null;
create index on portal.bookings (updated_at desc) where published_at is null;
create index on portal.invoices (updated_at desc) where published_at is null;
