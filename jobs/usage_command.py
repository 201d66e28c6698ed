"""`flask usage rebuild`: the roll-ups of usage made anew from the activity that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import click

from integrations.settings import Settings

HELP = """Roll up activity anew, day by day: after a change of the time zone, or to be sure.

Pages go on meanwhile. Days whose activity has been dropped keep what they have.
"""


def usage_command(settings: Settings) -> click.Group:
    """The command for one installation."""

    @click.group("usage", help="How clients use the portal.")
    def usage() -> None:
        """Groups the commands about usage."""

    @usage.command("rebuild", help=HELP)
    @click.option("--since", type=click.DateTime(["%Y-%m-%d"]), default="1970-01-01", help="The first day.")
    def rebuild(since: datetime) -> None:
        from data.commands.usage import roll_up
        from jobs.command_line import opened

        with opened(settings):
            days, rows = _told(roll_up(since.date()))
        click.echo(f"{days:,} days, {rows:,} rows.")

    return usage


def _told(rolled: Iterator[tuple[date, int]]) -> tuple[int, int]:
    """All days and their rows, each month told of as it is done; whatever ends it early, until where it came."""
    days, whole, last = 0, 0, None
    try:
        for day, rows in rolled:
            if last is not None and day.month != last.month:
                click.echo(f"{last:%Y-%m}  {days:,} days, {whole:,} rows so far")
            days, whole, last = days + 1, whole + rows, day
    except BaseException:
        click.echo(f"Not finished: {last or 'not a day'} was the last day done; --since goes on from there.", err=True)
        raise
    return days, whole
