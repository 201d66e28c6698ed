"""`flask --app app reconcile`: whether every row has its bytes and every byte its row; --mend makes it so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from integrations.settings import Settings

if TYPE_CHECKING:
    from jobs.files import Differences


def reconcile_command(settings: Settings) -> click.Command:
    """The command; ends with 1 while rows are without bytes or, unmended, bytes without rows."""

    @click.command(
        "reconcile", help="Compare the file store with the database. Lists bytes nobody knows and rows without bytes."
    )
    @click.option("--mend", is_flag=True, help="Remove the bytes nobody knows, and what never became a file.")
    def reconcile(mend: bool) -> None:
        from integrations.storage import StorageUnavailable, open_storage
        from jobs import files
        from jobs.command_line import opened
        from jobs.queue import use_settings

        with opened(settings):
            use_settings(settings)
            try:
                storage = open_storage(settings.files_url)
                cleared = files.clear_files() if mend else 0
                found = files.compare(storage)
                if mend:
                    files.mend(storage, found)
            except StorageUnavailable as error:
                raise click.ClickException(f"The file store does not answer. {error}") from None
            finally:
                use_settings(None)
        _tell(found, mend=mend, cleared=cleared)

    return reconcile


def _tell(found: Differences, *, mend: bool, cleared: int) -> None:
    for key in found.orphans:
        click.echo(f"{'removed' if mend else 'nobody knows'}: {key}")
    for key, of in found.missing.items():
        click.echo(f"bytes are gone: {key} of {of}")
    if cleared:
        click.echo(f"{cleared} cleared away that never became a file, or whose time was over.")
    if found.missing or (found.orphans and not mend):
        raise click.ClickException(
            f"{len(found.missing)} rows without bytes, {0 if mend else len(found.orphans)} bytes without a row."
        )
    click.echo("Every row has its bytes, and every byte its row.")
