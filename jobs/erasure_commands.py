"""`flask person erase` and `flask erasures`: erasing somebody from the console, and the list of who was erased."""

from __future__ import annotations

from pathlib import Path

import click

from integrations.settings import Settings

ERASE_HELP = """Erase whoever has this e-mail address: a client's person, a contact, a colleague.

Records stay, and say "Erased person" where the name stood. It cannot be undone.
"""
REPLAY_HELP = """Carry out the erasures of the list again that this database does not know.

`flask restore` does so by itself. Without FILE the list in the file store is used; FILE may be the folder of a backup.
"""


def erasure_commands(settings: Settings) -> tuple[click.Group, click.Group]:
    """The two groups for one installation."""

    @click.group("person", help="People of clients, contacts, colleagues.")
    def person() -> None:
        """Groups the commands about people."""

    @person.command("erase", help=ERASE_HELP)
    @click.argument("email")
    @click.option("--reason", default="", help="Why, for colleagues; without saying who it is.")
    @click.option("--yes", is_flag=True, help="Do not ask for the address again.")
    def erase(email: str, reason: str, yes: bool) -> None:
        if not yes and click.prompt("This cannot be undone. Type the address again").strip().lower() != email.lower():
            raise click.ClickException("Nothing was done.")
        _erase(settings, email, reason)

    @click.group("erasures", help="The list of who was erased; it names nobody.")
    def erasures() -> None:
        """Groups the commands about the list."""

    @erasures.command("export", help="Write the list into FILE, to be kept where backups are.")
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    def export(file: Path) -> None:
        _export(settings, file)

    @erasures.command("replay", help=REPLAY_HELP)
    @click.argument("file", required=False, type=click.Path(exists=True, path_type=Path))
    def replay(file: Path | None) -> None:
        _replay(settings, file)

    return person, erasures


def _erase(settings: Settings, email: str, reason: str) -> None:
    from data.backups.erasures import list_erasures
    from data.commands.erasing import erase_address
    from data.viewer import NotFound, Viewer
    from integrations.storage import StorageUnavailable, open_storage
    from jobs.command_line import opened

    with opened(settings):
        try:
            erase_address(Viewer.system(), email, reason)
        except NotFound:
            raise click.ClickException(f"Nobody has the address {email}.") from None
        try:
            list_erasures(open_storage(settings.files_url))
        except StorageUnavailable:
            click.echo("The file store does not answer; the worker puts the erasure on the list once it does.")
    click.echo("Erased. Backups made before still hold the data until you delete them.")


def _export(settings: Settings, file: Path) -> None:
    from data.backups.erasures import export_list
    from jobs.command_line import opened

    with opened(settings):
        count = export_list(file)
    click.echo(f"{file}: {count:,} erasures.")


def _replay(settings: Settings, file: Path | None) -> None:
    from data.backups.erasures import known_erasures, replay
    from data.backups.programs import BackupError
    from data.logins import owner_url
    from integrations.storage import StorageUnavailable, open_storage
    from jobs.command_line import opened

    with opened(settings) as server:
        storage = open_storage(settings.files_url)
        url = owner_url(settings, server.url() if server else None).render_as_string(hide_password=False)
        try:
            known = known_erasures(storage, None, [file] if file else [])
            again = replay(url, known, storage)
        except BackupError as error:
            raise click.ClickException(str(error)) from None
        except StorageUnavailable as error:
            raise click.ClickException(f"The file store does not answer. {error}") from None
    click.echo(f"Erasures known: {len(known):,}, carried out again: {again:,}.")
