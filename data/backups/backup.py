"""Making a backup: one moment of the database by `pg_dump`, the files it names, and the manifest, written last."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from data.backups import erasures, programs
from data.backups.contents import LEFT_BEHIND, figures, named_files, silenced_tables
from data.backups.manifest import Manifest, sha256_of
from data.backups.programs import BackupError
from integrations.storage import Storage

DUMP = "database.dump"
FILES = "files"
_SCHEMA = text("select version_num from portal.alembic_version")
_SNAPSHOT = text("select pg_export_snapshot(), current_setting('server_version')")


def write_backup(url: str, storage: Storage, folder: Path, *, key_print: str, binaries: Path | None = None) -> Manifest:
    """Write a backup into a folder that is new or empty, while the portal runs on. Returns its manifest.

    `url` is a login that sees every row: the owner, a superuser or one with BYPASSRLS. All figures and the dump are of
    one snapshot. Raises BackupError, StorageUnavailable.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty: give every backup a folder of its own.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(url, isolation_level="REPEATABLE READ")
    try:
        with engine.connect() as connection:
            return _write(connection, url, storage, folder, key_print, binaries)
    finally:
        engine.dispose()


def _write(
    connection: Connection, url: str, storage: Storage, folder: Path, key_print: str, binaries: Path | None
) -> Manifest:
    silenced = silenced_tables(connection)
    if silenced:
        raise BackupError(
            f"This login does not see every row of {', '.join(silenced)}: a backup made with it would lack data. "
            "Give ATRIO_BACKUP_DATABASE_URL the address of a role with BYPASSRLS."
        )
    snapshot, server = connection.execute(_SNAPSHOT).one()
    schema = str(connection.scalar(_SCHEMA))
    database = str(connection.scalar(text("select current_database()")))
    dump = folder / DUMP
    left = [f"--exclude-table-data={table}" for table in LEFT_BEHIND]
    programs.run(
        "pg_dump", url, "--format=custom", "--no-owner", "--enable-row-security", f"--snapshot={snapshot}",
        "--schema=portal", "--schema=jobs", *left, f"--file={dump}", binaries=binaries,
    )  # fmt: skip
    kept, missing = _copy_files(storage, named_files(connection), folder / FILES)
    erasures.write_list(connection, folder / erasures.NAME)
    manifest = Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"), schema=schema, server=server, database=database,
        sha256=sha256_of(dump), key_print=key_print, tables=figures(connection), files=kept, missing=missing,
    )  # fmt: skip
    manifest.write(folder)
    return manifest


def _copy_files(storage: Storage, keys: list[str], folder: Path) -> tuple[dict[str, str], list[str]]:
    kept: dict[str, str] = {}
    missing: list[str] = []
    for key in keys:
        place = folder / key
        if not place.resolve().is_relative_to(folder.resolve()):
            raise BackupError(f"The key {key!r} leaves the folder of files.")
        place.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        try:
            with place.open("wb") as file:
                for piece in storage.stream(key):
                    digest.update(piece)
                    file.write(piece)
        except FileNotFoundError:
            place.unlink()
            missing.append(key)
            continue
        kept[key] = digest.hexdigest()
    return kept, missing
