"""What the worker does for files: asks the scanner again, clears what never became a file, empties the trash."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text

from data.database import owner, worker
from data.records.uploads import Verdict
from integrations.storage import key_of

_PENDING = text("select id, storage_key from portal.files where scan = 'pending' and id > :after order by id limit 1")
_JUDGE = text("""
    update portal.files set scan = :scan, virus = :virus, updated_at = now() where id = :id and scan = 'pending'
""")
# a process that is just making its file of it comes first, or finds it gone
_STALE = text("""
    delete from portal.uploads where public_id = (
        select public_id from portal.uploads where created_at < portal.now() - make_interval(secs => :seconds)
         order by created_at limit 1)
    returning storage_key
""")
_OVER = text("""
    select id, storage_key from portal.files
     where coalesce(deleted_at, case when origin = 'client' and storage_key like 'uploads/%' then withdrawn_at end)
           < portal.now() - make_interval(days => coalesce(
               (select (value #>> '{}')::int from portal.settings where key = 'files_kept_days'), 30))
     order by id limit 1 for update skip locked
""")
_PURGE = text("delete from portal.files where id = :id")
_SHARED = text("select exists (select from portal.files where storage_key = :key and id <> :id)")
_WANTED = text("""
    select storage_key, 'file ' || public_id as of from portal.files
    union all select v.storage_key, 'document ' || d.public_id || ' version ' || v.version
      from portal.document_versions v join portal.documents d on d.id = v.document_id
    union all select storage_key, 'file to be published ' || public_id from portal.publishing_items
     where storage_key is not null
    union all select storage_key, 'imported table ' || public_id from portal.imports where storage_key is not null
    union all select storage_key, 'download ' || public_id from portal.downloads where state = 'ready'
""")
_LOGO = text("select split_part(value #>> '{}', '.', 1) from portal.settings where key = 'logo' and value <> '\"\"'")
_ON_THEIR_WAY = text("select storage_key from portal.uploads")


def next_pending(after: int) -> tuple[int, str] | None:
    """Id and storage key of the next file the scanner has not judged yet."""
    with worker() as session:
        row = session.execute(_PENDING, {"after": after}).one_or_none()
        return (int(row.id), str(row.storage_key)) if row else None


def judge(file: int, verdict: Verdict) -> None:
    """What the scanner says of a file that waited for it."""
    with worker() as session:
        session.execute(_JUDGE, {"id": file, "scan": verdict.scan, "virus": verdict.virus})


def clear_stale(forget: Callable[[str], None], seconds: int) -> int:
    """Forget uploads that began so long ago and never became files, bytes before rows; how many."""
    cleared = 0
    while True:
        with worker() as session:
            key = session.execute(_STALE, {"seconds": seconds}).scalar_one_or_none()
            if key is None:
                return cleared
            forget(key)
            cleared += 1


def purge_deleted(forget: Callable[[str], None]) -> int:
    """End the time of deleted and taken back files: the row goes first in a transaction that the bytes end; how many.

    Imported files may share their bytes with a document: those stay in the store.
    """
    purged = 0
    while True:
        with worker() as session:
            row = session.execute(_OVER).one_or_none()
            if row is None:
                return purged
            shared = session.scalar(_SHARED, {"key": row.storage_key, "id": row.id})
            session.execute(_PURGE, {"id": row.id})
            if row.storage_key.startswith("uploads/") and not shared:
                forget(row.storage_key)
            purged += 1


def wanted_bytes() -> tuple[dict[str, str], set[str]]:
    """Storage keys the database knows, with what each belongs to; and those on their way. As the schema's owner."""
    with owner() as session:
        wanted = {str(row.storage_key): str(row.of) for row in session.execute(_WANTED)}
        wanted |= {key_of(sha256): "logo of the company" for sha256 in session.execute(_LOGO).scalars()}
        return wanted, set(session.execute(_ON_THEIR_WAY).scalars())
