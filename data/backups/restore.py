"""Bringing a backup back into an empty place, proving that all of it came, and seeing that it does nothing twice."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from data.backups import erasures, programs
from data.backups.backup import DUMP, FILES
from data.backups.contents import figures
from data.backups.manifest import Manifest, read_manifest, sha256_of
from data.backups.programs import BackupError
from data.migrate import make_roles, migrate
from data.records.erasure import Erasure
from integrations.storage import Storage, key_of

# Named after the database they were made in, or made anew by data/policies.py from what the code says.
_MADE_ANEW = (" POLICY ", " ACL ", " DEFAULT ACL ", " ROW SECURITY ")
_THERE = text("select to_regclass('portal.people') is not null")
_SOMEBODY = text("select exists (select from portal.people) or exists (select from portal.clients)")
_CLEAR = text("drop schema if exists portal cascade; drop schema if exists jobs cascade")
# Nothing of what waited then is sent now: a code of last week, a reminder long settled, a mail already gone.
_SEND_NOTHING = text("""
    update portal.messages set state = 'suppressed', leased_until = null, error = 'restored from a backup'
     where state in ('queued', 'sending')
""")
# A backup of an earlier schema has no such table.
_TELL_NOTHING = text("""
    do $$ begin
        if to_regclass('portal.publishing_batches') is not null then
            update portal.publishing_batches set tell_at = null where tell_at is not null;
        end if;
    end $$
""")
_ROOM = text("""
    select portal.make_activity_month((portal.today() + make_interval(months => ahead))::date)
      from generate_series(0, 2) ahead
""")


def check_backup(folder: Path) -> Manifest:
    """Whether a backup is whole: the dump and every file as the manifest says. Raises BackupError."""
    manifest = read_manifest(folder)
    if sha256_of(folder / DUMP) != manifest.sha256:
        raise BackupError(f"{folder / DUMP} is not what was written: its SHA-256 differs.")
    wrong = [key for key, sha256 in manifest.files.items() if not _is(folder / FILES / key, sha256)]
    if wrong:
        raise BackupError(f"{len(wrong)} files of the backup are missing or changed, the first: {wrong[0]}")
    return manifest


def restore_backup(
    owner_url: str,
    passwords: Mapping[str, str],
    storage: Storage,
    folder: Path,
    *,
    known: Iterable[Erasure] = (),
    binaries: Path | None = None,
) -> Manifest:
    """Restore a backup into a database without people and clients, and its files into the store.

    Every table is compared with the manifest before anything else happens; then the schema is brought up to date. No
    session, code or link comes back, and no message that waited is sent. Erasures that are `known` and that the backup
    does not know are carried out again. Raises BackupError.
    """
    manifest = check_backup(folder)
    engine = create_engine(owner_url)
    try:
        with engine.begin() as connection:
            _make_room(connection)
            make_roles(connection, passwords)
        _restore_database(owner_url, folder / DUMP, binaries)
        with engine.begin() as connection:
            connection.exec_driver_sql("set local search_path = portal, pg_catalog")
            _compare(manifest, connection)
            connection.execute(_SEND_NOTHING)
            connection.execute(_TELL_NOTHING)
            connection.execute(_ROOM)
        for key, sha256 in manifest.files.items():
            _bring(storage, folder / FILES / key, key, sha256)
    finally:
        engine.dispose()
    migrate(owner_url, passwords)
    erasures.replay(owner_url, known, storage)
    return manifest


def _make_room(connection: Connection) -> None:
    if connection.scalar(_THERE) and connection.scalar(_SOMEBODY):
        raise BackupError("There are people or clients in this database: a backup is restored into an empty one only.")
    connection.execute(_CLEAR)


def _restore_database(url: str, dump: Path, binaries: Path | None) -> None:
    listed = programs.list_archive(dump, binaries)
    wanted = [line for line in listed if not any(word in line for word in _MADE_ANEW)]
    with tempfile.NamedTemporaryFile("w", suffix=".list", encoding="utf-8") as entries:
        entries.write("\n".join(wanted))
        entries.flush()
        programs.run("pg_restore", url, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                     f"--use-list={entries.name}", str(dump), binaries=binaries)  # fmt: skip


def _compare(manifest: Manifest, connection: Connection) -> None:
    found = figures(connection)
    wrong = sorted(
        name for name in manifest.tables.keys() | found.keys() if manifest.tables.get(name) != found.get(name)
    )
    if wrong:
        raise BackupError(f"What was restored is not what was saved: {', '.join(wrong)}")


def _bring(storage: Storage, place: Path, key: str, sha256: str) -> None:
    if key == key_of(sha256) and storage.exists(key):
        return
    with place.open("rb") as file:
        storage.keep(key, file)


def _is(place: Path, sha256: str) -> bool:
    return place.is_file() and sha256_of(place) == sha256
