-- A form somebody sent while the proof of who they are was too old: it waits beside their session until they have proved
-- it. Sealed: what was typed is nobody's to read.
create table portal.kept_forms (
    id bigint generated always as identity primary key,
    public_id portal.public_id not null unique,
    session_id bigint not null references portal.sessions on delete cascade,
    words text not null,                     -- what the form's button says, untranslated
    path text not null, back text not null,  -- where it goes, and where it stood
    sealed bytea not null,
    expires_at timestamptz not null
);
create index on portal.kept_forms (session_id);
