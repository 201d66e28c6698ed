"""`flask doctor` and `flask invariants`: how the installation is, and whether its data still is what it must be."""

from __future__ import annotations

import click

from integrations.settings import Settings

DOCTOR_HELP = "Look at the whole installation: what is wrong, and what to do. Ends with 1 if anything is."
INVARIANTS_HELP = "Look for data that must never be: sums, copies, double effects, lost files. Changes nothing."
_SIGNS = {"well": "  ok  ", "look": " look ", "wrong": "WRONG "}


def care_commands(settings: Settings) -> tuple[click.Command, click.Command]:
    """The two commands for one installation."""

    @click.command("doctor", help=DOCTOR_HELP)
    def doctor() -> None:
        _doctor(settings)

    @click.command(
        "invariants",
        help=INVARIANTS_HELP,
    )
    def invariants() -> None:
        _invariants(settings)

    return doctor, invariants


def _doctor(settings: Settings) -> None:
    from jobs.command_line import opened
    from jobs.doctor import examine

    with opened(settings):
        findings = examine(settings)
    for finding in findings:
        click.echo(f"[{_SIGNS[finding.level]}] {finding.what}")
        if finding.advice:
            click.echo(f"         -> {finding.advice}")
    wrong = sum(1 for finding in findings if finding.level == "wrong")
    click.echo("Nothing is wrong." if not wrong else f"{wrong} to mend.")
    if wrong:
        raise click.exceptions.Exit(1)


def _invariants(settings: Settings) -> None:
    from data.queries.invariants import INVARIANTS, files_of_rows, find_breaches
    from integrations.storage import StorageUnavailable, open_storage
    from jobs.command_line import opened

    with opened(settings):
        breaches = find_breaches()
        keys = files_of_rows()
    storage = open_storage(settings.files_url)
    try:
        lost = [key for key in keys if not storage.exists(key)]
    except StorageUnavailable as error:
        raise click.ClickException(f"The file store does not answer. {error}") from None
    for breach in breaches:
        click.echo(f"{breach.count:>8,}  {breach.what}: {', '.join(map(str, breach.examples))}")
    for key in lost:
        click.echo(f"    lost  {key}")
    if breaches or lost:
        raise click.exceptions.Exit(1)
    click.echo(f"{len(INVARIANTS)} invariants hold; {len(keys):,} files are there.")
