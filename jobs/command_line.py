"""The commands of `flask --app app`. Each ends with 0 (done), 1 (refused, the text says why) or 2 (called wrongly)."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask

from integrations.logs import configure_logging
from integrations.settings import Settings, SettingsError

if TYPE_CHECKING:
    from data.server import EmbeddedServer

STAFF_ROLES = ("administrator", "manager", "agent", "read_only")


def add_commands(server: Flask, settings: Settings, home: Path) -> None:
    """Hangs the commands on the server's command line; each imports what it needs when it runs."""
    from jobs.backup_commands import backup_commands
    from jobs.care_commands import care_commands
    from jobs.erasure_commands import erasure_commands
    from jobs.generate_command import generate_command
    from jobs.import_command import import_command
    from jobs.reconcile_command import reconcile_command
    from jobs.usage_command import usage_command

    commands = (
        _migrate(settings),
        _seed(settings),
        import_command(settings),
        generate_command(settings),
        *backup_commands(settings),
        *care_commands(settings),
        *erasure_commands(settings),
        reconcile_command(settings),
        _worker(settings),
        _serve(settings, home),
        _staff(settings),
        usage_command(settings),
    )
    for command in commands:
        server.cli.add_command(command)


@contextmanager
def opened(settings: Settings, *, migrated: bool = False) -> Iterator[EmbeddedServer | None]:
    """The database, open for one command; whatever it refuses becomes one clear text and exit code 1."""
    from data import database, logins
    from data.server import ServerError
    from data.viewer import PortalError, Unavailable

    server = None
    try:
        server = logins.open_database(settings)
        if migrated:
            logins.bring_up_to_date(settings, server)
        yield server
    except Unavailable as error:
        reason = error.message or getattr(error.__cause__, "orig", None) or error.__cause__ or ""
        raise click.ClickException(f"The database does not answer. {reason}".strip()) from None
    except PortalError as error:
        raise click.ClickException(error.message or type(error).__name__) from None
    except (ServerError, SettingsError) as error:
        raise click.ClickException(str(error)) from None
    finally:
        database.dispose()
        if server is not None:
            server.release()


def _migrate(settings: Settings) -> click.Command:
    @click.command("migrate", help="Create the schema or bring it up to date: tables, roles, rights. Safe to repeat.")
    def migrate() -> None:
        with opened(settings, migrated=True):
            click.echo("The database is up to date.")

    return migrate


def _seed(settings: Settings) -> click.Command:
    @click.command("seed", help="Fill an empty database with the demo company. Refuses when there are clients already.")
    def seed() -> None:
        from jobs.demo import seed_demo

        with opened(settings, migrated=True):
            password = seed_demo(settings)
            if password is None:
                raise click.ClickException("There are clients in this database already; nothing was changed.")
            click.echo(f"The demo company is in. Password of its people: {password}")

    return seed


def _worker(settings: Settings) -> click.Command:
    @click.command(
        "worker", help="Deliver messages and do everything else that happens beside the pages, until stopped."
    )
    @click.option("--supervised", is_flag=True, hidden=True, help="Stop when standard input ends.")
    def worker(supervised: bool) -> None:
        from jobs.lifeline import follow_supervisor
        from jobs.worker import run_worker

        configure_logging(settings.log_level)
        with opened(settings):
            # Until the queue takes signals itself. A worker that ends while it starts has to leave through `opened`:
            # otherwise the embedded database would run on with nobody there to stop it.
            signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
            if supervised:
                follow_supervisor()
            run_worker(settings)

    return worker


def _serve(settings: Settings, home: Path) -> click.Command:
    @click.command("serve", help="Run everything: database, migrations, web server and worker, until Ctrl-C.")
    def serve() -> None:
        from jobs.listening import StartFailed
        from jobs.serve import serve_portal

        try:
            serve_portal(settings, home)
        except StartFailed as error:
            raise click.ClickException(str(error)) from None

    return serve


def _staff(settings: Settings) -> click.Group:
    @click.group("staff", help="The company's own people.")
    def staff() -> None:
        """Groups the commands about staff."""

    @staff.command("add", help="Let somebody in as staff; the first administrator comes this way.")
    @click.argument("email")
    @click.option("--name", required=True, help="As colleagues and clients will read it.")
    @click.option("--role", type=click.Choice(STAFF_ROLES), default="administrator", show_default=True)
    @click.option("--language", type=click.Choice(["en", "es", "it", "ro"]), default="en", show_default=True)
    @click.option(
        "--password", is_flag=True, help="Ask for a password; without one they sign in with a code by e-mail."
    )
    def add(email: str, name: str, role: str, language: str, password: bool) -> None:
        from data.commands.staff import add_staff

        secret = click.prompt("Password", hide_input=True, confirmation_prompt=True) if password else None
        with opened(settings, migrated=True):
            add_staff(email, name, role, language, _hashed(secret))
            click.echo(f"{email} can sign in at {settings.base_url}/sign-in as {role.replace('_', '-')}.")

    @staff.command("reset", help="In an emergency: let a colleague in again, whatever the pages say.")
    @click.argument("email")
    @click.option("--role", type=click.Choice(STAFF_ROLES), help="Give this role.")
    @click.option("--unlock", is_flag=True, help="Open a locked account.")
    @click.option("--second-step", is_flag=True, help="Remove authenticator app, passkeys and recovery codes.")
    def reset(email: str, role: str | None, unlock: bool, second_step: bool) -> None:
        if not (role or unlock or second_step):
            raise click.UsageError("Say what to do: --role, --unlock or --second-step.")
        from urllib.parse import urlsplit

        from data.commands.colleagues import change_role, lock_colleague, reset_factors
        from data.viewer import NotFound, Viewer

        viewer, address = Viewer.system(), email.strip().lower()
        with opened(settings):
            try:
                if role:
                    change_role(viewer, address, role)
                if unlock:
                    lock_colleague(viewer, address, unlock=True)
                if second_step:
                    reset_factors(viewer, address, urlsplit(settings.base_url).hostname or "localhost")
            except NotFound:
                raise click.ClickException(f"Nobody of the staff has the address {email}.") from None
            click.echo(f"Done. {email} can sign in at {settings.base_url}/sign-in.")

    return staff


def _hashed(password: str | None) -> str | None:
    if password is None:
        return None
    from auth.passwords import check_new_password, hash_password

    check_new_password(password)
    return hash_password(password)
