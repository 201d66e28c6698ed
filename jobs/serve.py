"""What `make run` runs: brings the database up, fills it in demo mode, supervises, and says how to sign in."""

from __future__ import annotations

from pathlib import Path

import click

from integrations.settings import Settings
from jobs.command_line import opened
from jobs.demo import PEOPLE, current_password, seed_demo
from jobs.listening import listen
from jobs.supervisor import Supervisor


def serve_portal(settings: Settings, home: Path) -> None:
    """Runs until stopped. Raises StartFailed, click.ClickException."""
    listening = listen(settings, click.echo)
    with listening, opened(settings, migrated=True) as server:
        password = None
        if settings.demo:
            click.echo("Starting Atrio with its demo company ...")
            password = seed_demo(settings) or current_password(settings)
        from data import database

        database.dispose()  # the children open their own; the supervisor keeps no connection but the holder's
        Supervisor(settings, home, server, listening).run(lambda: _tell(settings, password))
        click.echo("\nAtrio has stopped; everything is kept.")


def _tell(settings: Settings, password: str | None) -> None:
    click.echo(f"\nAtrio is running at {settings.base_url}\n")
    if settings.demo:
        click.echo("Sign in as one of")
        for email, what in PEOPLE:
            click.echo(f"  {email:<28} {what}")
        click.echo(f"with the password  {password or '(the one shown when this database was filled)'}")
        click.echo(f"Mail that would have gone out: {settings.base_url}/demo/mailbox\n")
    click.echo("Ctrl-C stops everything.")
