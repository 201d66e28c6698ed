"""`flask generate`: an empty database filled with a company as large as speed is measured with."""

from __future__ import annotations

import click

from integrations.settings import Settings

HELP = """Fill an EMPTY database with a made-up company of 5,000 clients and a million invoices, to measure and to try.

The same seed makes the same records on the same day. Refuses when there is anybody in the database already, and beside
the demo company; there is no way to force it: make another database (DATABASE_URL or ATRIO_DATA_DIR).
"""


def generate_command(settings: Settings) -> click.Command:
    """The command for one installation."""

    @click.command("generate", help=HELP)
    @click.option("--seed", type=int, default=1, show_default=True, help="Another number makes another company.")
    @click.option(
        "--scale", type=click.FloatRange(0.001, 100), default=1.0, show_default=True, help="0.01 is enough for a look."
    )
    def run(seed: int, scale: float) -> None:
        if settings.demo:
            raise click.ClickException("This is the demo (ATRIO_DEMO): its database belongs to the demo company.")
        _generate(settings, seed, scale)

    return run


def tell_step(step: str, rows: int, seconds: float) -> None:
    """A step as it is done: its rows, if any, and how long it took."""
    click.echo(f"{f'{rows:,}' if rows else '':>10}  {step:<28} {seconds:7.1f} s")


def _generate(settings: Settings, seed: int, scale: float) -> None:
    import secrets

    from data.generated import ACCOUNTS, generate
    from integrations.passwords import hash_password
    from integrations.storage import open_storage
    from jobs.command_line import opened

    password = " ".join(secrets.token_hex(2) for _word in range(4))
    with opened(settings, migrated=True):
        done = generate(open_storage(settings.files_url), seed, scale, hash_password(password), tell_step)
    click.echo(f"{sum(done.counts.values()):>10,}  rows in {done.seconds:.0f} s. Sign in as one of")
    for email, what in ACCOUNTS.items():
        click.echo(f"  {email:<32} {what}")
    click.echo(f"with the password  {password}")
