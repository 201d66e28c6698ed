"""From an installation's settings to open connection pools: five logins, embedded server or DATABASE_URL."""

from __future__ import annotations

import atexit

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, make_url
from sqlalchemy.exc import OperationalError, ProgrammingError

from data.database import DatabaseUrls, configure
from data.migrate import ServerTooOld, migrate
from data.server import EmbeddedServer, ServerError
from data.viewer import Unavailable
from integrations.settings import Settings

_INSUFFICIENT_PRIVILEGE = "42501"
LOGINS = ("client", "staff", "door", "worker")


def open_database(settings: Settings, server: EmbeddedServer | None = None) -> EmbeddedServer | None:
    """Configures the pools; starts the embedded server first where there is no DATABASE_URL.

    Returns the embedded server, which is let go when the process ends. Raises ServerError.
    """
    if settings.database_url is None and server is None:
        server = EmbeddedServer(settings.data_dir, settings.pg_bin)
        server.start()
        atexit.register(server.release)
    configure(
        database_urls(settings, server.url() if server else None),
        prepare=settings.prepare,
        pool_size=settings.web_threads + 2,  # and those that answer whom the threads have no time for
    )
    return server


def passwords(settings: Settings) -> dict[str, str]:
    """One password for each login, derived from the secret key; none where a login's address was given."""
    return {name: settings.derived(f"database login {name}") for name in LOGINS if not _given(settings, name)}


def database_urls(settings: Settings, embedded: str | None = None) -> DatabaseUrls:
    """The five addresses; logins that were not given are the owner's address with another name and password."""
    owner = owner_url(settings, embedded)
    database = owner.database or owner.username
    secrets = passwords(settings)
    urls = {}
    for name in LOGINS:
        given = _given(settings, name)
        login = owner.set(username=f"{database}_{name}_login", password=secrets.get(name))
        urls[name] = (_driver(make_url(given)) if given else login).render_as_string(hide_password=False)
    return DatabaseUrls(owner=owner.render_as_string(hide_password=False), **urls)


def owner_url(settings: Settings, embedded: str | None = None) -> URL:
    """The schema owner's address with our driver."""
    address = settings.database_url or embedded
    if address is None:
        raise ValueError("neither DATABASE_URL nor an embedded server")
    return _driver(make_url(address))


def libpq_address(url: str) -> str:
    """The same address in the words of PostgreSQL's own library, for what does not go through SQLAlchemy."""
    parsed = make_url(url)
    return make_conninfo("", **parsed.translate_connect_args(username="user", database="dbname"), **parsed.query)  # type: ignore[arg-type]


def _driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg")


def _given(settings: Settings, name: str) -> str | None:
    return getattr(settings, f"{name}_database_url")


def bring_up_to_date(settings: Settings, server: EmbeddedServer | None) -> None:
    """Migrates the opened database. Raises ServerError where the server is too old, Unavailable where it is away."""
    owner = owner_url(settings, server.url() if server else None).render_as_string(hide_password=False)
    try:
        migrate(owner, passwords(settings))
    except ServerTooOld as reason:
        raise ServerError(f"{reason}.") from None
    except OperationalError as reason:
        raise Unavailable(str(reason.orig)) from reason
    except ProgrammingError as reason:
        if getattr(reason.orig, "sqlstate", None) != _INSUFFICIENT_PRIVILEGE:
            raise
        raise ServerError(
            f"DATABASE_URL's account may not do what a migration needs ({str(reason.orig).strip()})."
            " It has to own the database and to be allowed to create roles (alter role … createrole)."
        ) from None
