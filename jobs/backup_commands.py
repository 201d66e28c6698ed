"""`flask backup` and `flask restore`: the installation into a folder, and back into an empty place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from integrations.settings import Settings

if TYPE_CHECKING:
    from data.server import EmbeddedServer

_FOLDER = click.Path(file_okay=False, path_type=Path)
_LIST = click.Path(exists=True, path_type=Path)
BACKUP_HELP = """Write the database and all files into FOLDER, which is new or empty, while the portal runs on.

The manifest, written last, tells rows and a digest of every table and the SHA-256 of every file. Sessions, codes, links
and waiting jobs stay behind. The secret key is not part of it: keep it elsewhere, without it authenticator apps of the
restored people cannot be read.
"""
RESTORE_HELP = """Bring a backup in FOLDER back, into a database without people and clients.

Everything is compared with the manifest first. Nobody stays signed in, and no message that waited then is sent. Who was
erased after the backup was made is erased again: by the lists in the file store and in the backups beside this one, and
by --erasures.
"""


def backup_commands(settings: Settings) -> tuple[click.Command, click.Command]:
    """The two commands for one installation."""

    @click.command("backup", help=BACKUP_HELP)
    @click.argument("folder", type=_FOLDER)
    def backup(folder: Path) -> None:
        _backup(settings, folder)

    @click.command("restore", help=RESTORE_HELP)
    @click.argument("folder", type=_FOLDER)
    @click.option("--check", is_flag=True, help="Only look whether the backup is whole; nothing is restored.")
    @click.option(
        "--erasures",
        multiple=True,
        type=_LIST,
        help="One more list of erasures: a file, or the folder of a backup. May be given several times.",
    )
    def restore(folder: Path, check: bool, erasures: tuple[Path, ...]) -> None:
        _restore(settings, folder, check, erasures)

    return backup, restore


def _backup(settings: Settings, folder: Path) -> None:
    from data.backups.backup import write_backup
    from data.commands.upkeep import beat
    from data.logins import owner_url
    from integrations.storage import open_storage
    from jobs.command_line import opened

    with opened(settings) as server, _explained():
        # Our own server's superuser, elsewhere who was named, else the owner: who does not see every row is refused.
        if settings.backup_database_url:
            url = settings.backup_database_url.replace("postgres://", "postgresql://", 1)
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        elif server is not None:
            url = server.url(user="postgres").replace("postgresql:", "postgresql+psycopg:", 1)
        else:
            url = owner_url(settings).render_as_string(hide_password=False)
        made = write_backup(
            url, open_storage(settings.files_url), folder, key_print=_key_print(settings), binaries=settings.pg_bin
        )
        beat("backup")
    rows = sum(table.rows for table in made.tables.values())
    click.echo(f"{folder}: {rows:,} rows of {len(made.tables)} tables, {len(made.files):,} files.")
    if made.missing:
        click.echo(
            f"{len(made.missing)} files named in the database are not in the store, the first: {made.missing[0]}"
        )
        raise click.exceptions.Exit(1)


def _restore(settings: Settings, folder: Path, check: bool, lists: tuple[Path, ...]) -> None:
    from data.backups.erasures import known_erasures
    from data.backups.restore import check_backup, restore_backup
    from data.logins import owner_url, passwords
    from integrations.storage import open_storage
    from jobs.command_line import opened

    if check:
        with _explained():
            whole = check_backup(folder)
        click.echo(f"{folder} is whole: made {whole.made_at}, schema {whole.schema}, {len(whole.files):,} files.")
        return
    with opened(settings) as server, _explained():
        url = owner_url(settings, _url(server)).render_as_string(hide_password=False)
        storage = open_storage(settings.files_url)
        known = known_erasures(storage, folder, lists)
        done = restore_backup(url, passwords(settings), storage, folder, known=known, binaries=settings.pg_bin)
    rows = sum(table.rows for table in done.tables.values())
    click.echo(f"Restored as it was {done.made_at}: {rows:,} rows, {len(done.files):,} files, all compared.")
    click.echo(f"Erasures known: {len(known):,}. Who was erased after the backup was made is erased again.")
    if done.key_print != _key_print(settings):
        click.echo(
            "The secret key is another one than at the time of the backup: authenticator apps have to be set up anew, "
            "unless the former ATRIO_SECRET_KEY is put back before anybody signs in."
        )


@contextmanager
def _explained() -> Iterator[None]:
    from data.backups.programs import BackupError
    from integrations.storage import StorageUnavailable

    try:
        yield
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    except StorageUnavailable as error:
        raise click.ClickException(f"The file store does not answer. {error}") from None


def _url(server: EmbeddedServer | None) -> str | None:
    return server.url() if server else None


def _key_print(settings: Settings) -> str:
    return settings.derived("backup")[:16]
