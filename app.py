"""The application: settings from the environment, `create_app()`, and the commands of `flask --app app`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from flask import Flask

from integrations.logs import configure_logging
from integrations.settings import Settings, SettingsError
from jobs import command_line

HOME = Path(__file__).resolve().parent
# Of Flask's own commands these need the pages; ours need only the data.
WEB_COMMANDS = frozenset({"run", "shell", "routes"})


def create_app(settings: Settings | None = None) -> Flask:
    """The Flask server, with Dash in `extensions["dash"]`. Raises SettingsError and data.server.ServerError.

    Under Flask's command line only the commands are made, unless the command serves pages.
    """
    try:
        settings = settings or Settings.from_env(os.environ, HOME)
    except SettingsError as error:
        if _under_command_line():
            raise click.UsageError(str(error)) from None
        raise
    server = Flask("app", root_path=str(HOME), static_folder=None, template_folder="auth/templates")
    server.secret_key = settings.derived("web sessions")
    server.extensions["settings"] = settings
    serves_pages = not _under_command_line() or bool(WEB_COMMANDS.intersection(sys.argv[1:]))
    configure_logging(settings.log_level if serves_pages else "WARNING")
    command_line.add_commands(server, settings, HOME)
    if serves_pages:
        _build_web(server, settings)
    return server


def _under_command_line() -> bool:
    return click.get_current_context(silent=True) is not None


def _build_web(server: Flask, settings: Settings) -> None:
    """Everything that answers requests: pools, health, then gate, pages and Dash."""
    from werkzeug.middleware.proxy_fix import ProxyFix

    from auth import crowding, health, metrics, portal, views
    from data.logins import open_database

    open_database(settings)
    hops = settings.trusted_proxies
    if hops:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    health.install(server, settings)
    metrics.install(server)
    crowding.install(server)
    portal.load("auth", "pages")
    views.install(server, settings)
    portal.build(server, settings)
