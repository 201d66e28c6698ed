"""`flask import`: records from a CSV or XLSX file, with a report that names row and column of whatever is wrong."""

from __future__ import annotations

from pathlib import Path

import click

from integrations.settings import Settings

KINDS = (
    "clients", "sites", "contacts", "grants", "equipment", "inspections", "jobs", "documents", "invoices", "payments",
    "quotes", "contracts", "orders", "bookings", "defects", "files",
)  # fmt: skip
READABLE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
HELP = """Bring records of one KIND in from FILE (CSV or XLSX), or bring them up to date.

All or nothing; the same file twice changes nothing; nothing is ever deleted. Ends with 1 when the file is refused.

KIND is one of: {kinds}.
""".format(kinds=", ".join(KINDS))


def import_command(settings: Settings) -> click.Command:
    """The command for one installation."""

    @click.command("import", help=HELP)
    @click.argument("kind", type=click.Choice(KINDS), required=False, metavar="KIND")
    @click.argument("file", type=READABLE, required=False)
    @click.option("--mapping", type=READABLE, help="TOML file that says which of their columns is which of our fields.")
    @click.option("--dry-run", is_flag=True, help="Only report what would happen.")
    @click.option("--source", help="Whose references the file uses; the same name must be used every time.")
    @click.option(
        "--report",
        type=click.Path(dir_okay=False, writable=True, path_type=Path),
        help="Write all problems to this CSV file.",
    )
    @click.option("--describe", type=click.Choice(KINDS), metavar="KIND", help="Print the fields of a kind and end.")
    @click.option(
        "--template", type=click.Choice(KINDS), metavar="KIND", help="Print an empty CSV file of a kind and end."
    )
    def run(
        kind: str | None, file: Path | None, mapping: Path | None, dry_run: bool, source: str | None,
        report: Path | None, describe: str | None, template: str | None,
    ) -> None:  # fmt: skip
        if describe or template:
            _explain(describe, template)
            return
        if kind is None or file is None:
            raise click.UsageError("KIND and FILE are needed, as in: flask --app app import clients clients.csv")
        if not _import(settings, kind, file, mapping, dry_run, source, report):
            raise click.exceptions.Exit(1)

    return run


def _explain(describe: str | None, template: str | None) -> None:
    from data.imports.describe import describe as described
    from data.imports.describe import template as empty_file

    if describe:
        click.echo(described(describe))
    if template:
        click.echo(empty_file(template), nl=False)


def _import(
    settings: Settings,
    kind: str,
    file: Path,
    mapping: Path | None,
    dry_run: bool,
    source: str | None,
    report: Path | None,
) -> bool:
    from data.imports.run import run_import
    from data.viewer import Viewer
    from integrations.storage import open_storage
    from jobs.command_line import opened

    with opened(settings, migrated=True):
        outcome = run_import(
            Viewer.system(), kind, file, mapping=mapping, dry_run=dry_run, source=source,
            storage=open_storage(settings.files_url),
        )  # fmt: skip
    click.echo(outcome.text(), err=outcome.refused)
    if report is not None:
        outcome.write(report)
        click.echo(f"All problems: {report}")
    return not outcome.refused
