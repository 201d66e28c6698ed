"""`flask usage rebuild`: the roll-ups of usage made anew from the activity that is kept."""

from __future__ import annotations

from datetime import datetime

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
            days = [rows for _day, rows in roll_up(since.date())]
        click.echo(f"{len(days):,} days, {sum(days):,} rows.")

    return usage
