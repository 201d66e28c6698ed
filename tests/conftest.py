"""What every test may ask for: a database with the cast in it, the application, the cast as viewers, signing in."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from data import database as pools
from data.commands.activity import flush_activity
from data.database import DatabaseUrls
from data.logins import database_urls as urls_of
from data.logins import open_database
from data.queries.company import forget_company
from data.viewer import Viewer
from integrations import passwords
from integrations.language import set_language
from integrations.settings import Settings
from tests import cast
from tests.cluster import Cluster, running_cluster
from tests.doors import begin_session

PRODUCT_HASHER = passwords._hasher
pytest_plugins = ("tests.demo_world", "tests.browser.fixtures")

hypothesis_settings.register_profile(
    "atrio", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow], database=None
)
hypothesis_settings.load_profile("atrio")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "one_database: the tests of this module share one clone; for tests that only read, or do not mind"
    )
    config.addinivalue_line("markers", "only_reads: shares a clone with the tests beside it that only read as well")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In each module the tests that share a clone come first, so that nobody takes it away between them."""
    modules = {name: place for place, name in enumerate(dict.fromkeys(item.location[0] for item in items))}
    items.sort(key=lambda item: (modules[item.location[0]], item.get_closest_marker("only_reads") is None))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English: answering a request leaves its language behind in this thread."""
    set_language("en")
    yield
    set_language("en")


@pytest.fixture(scope="session", autouse=True)
def _light_hashes() -> Iterator[None]:
    """Passwords cost next to nothing here; tests about their cost ask for `product_hashes`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", cast.LIGHT_HASHER)
        yield


@pytest.fixture
def product_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords cost what they cost in the product."""
    monkeypatch.setattr(passwords, "_hasher", PRODUCT_HASHER)
    passwords._nobodys_hash.cache_clear()
    passwords.prepare()
    yield
    passwords._nobodys_hash.cache_clear()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The throw-away PostgreSQL server, and this process's database on it."""
    with running_cluster(Path(os.environ["ATRIO_PG_BIN"]) if "ATRIO_PG_BIN" in os.environ else None) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def settings(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation on this process's database, with a file store of its own."""
    storage = tmp_path_factory.mktemp("installation")
    manual = storage / "files" / cast.MANUAL_KEY
    manual.parent.mkdir(parents=True)
    manual.write_bytes(cast.MANUAL)
    return cluster.settings(storage)


@pytest.fixture(scope="module")
def _module_clone(cluster: Cluster, settings: Settings, request: pytest.FixtureRequest) -> Iterator[bool]:
    """The clone that the tests of a module marked `one_database` share; False in every other module."""
    marks = getattr(request.module, "pytestmark", [])
    shared = any(mark.name == "one_database" for mark in (marks if isinstance(marks, list) else [marks]))
    if shared:
        cluster.clone()
        open_database(settings)
    yield shared
    if shared:
        _close()


class _ReadersClone:
    """The clone that tests marked `only_reads` share until another test of the module needs a fresh one."""

    def __init__(self) -> None:
        self.is_open = False

    def close(self) -> None:
        if self.is_open:
            _close()
        self.is_open = False


@pytest.fixture(scope="module")
def _readers_clone() -> Iterator[_ReadersClone]:
    clone = _ReadersClone()
    yield clone
    clone.close()


@pytest.fixture
def database(
    cluster: Cluster, settings: Settings, _module_clone: bool, _readers_clone: _ReadersClone,
    request: pytest.FixtureRequest,
) -> Iterator[str]:  # fmt: skip
    """A fresh database with the cast in it and open pools (data.database); its name. May be changed at will.

    Tests marked `only_reads` and modules marked `one_database` are given one that others have read.
    """
    if _module_clone:
        yield cluster.name
        return
    reads = request.node.get_closest_marker("only_reads") is not None
    if not reads:
        _readers_clone.close()
    if not _readers_clone.is_open:
        cluster.clone()
        open_database(settings)
        _readers_clone.is_open = reads
    yield cluster.name
    if not reads:
        _close()


def _close() -> None:
    flush_activity()  # what still waits belongs to this clone
    forget_company()  # so do its settings
    pools.dispose()


@pytest.fixture
def database_urls(database: str, settings: Settings) -> DatabaseUrls:
    """Addresses of the five logins of the test's database."""
    return urls_of(settings)


@pytest.fixture(scope="session")
def _server(settings: Settings) -> Flask:
    # Dash and the pages register with the process: there is one application for all tests.
    from app import create_app

    return create_app(settings)


@pytest.fixture
def app(database: str, _server: Flask) -> Flask:
    """The whole application on the test's database."""
    _server.testing = True
    return _server


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser, not signed in."""
    return app.test_client()


def _viewer(role: str) -> Viewer:
    with pools.owner() as session:
        return cast.viewer(session, role)


@pytest.fixture
def owner(database: str) -> Viewer:
    """A person of Grup Miramar: both sites, everything."""
    return _viewer("owner")


@pytest.fixture
def colleague(database: str) -> Viewer:
    """A person of Grup Miramar: the Spa only, nothing of money."""
    return _viewer("colleague")


@pytest.fixture
def stranger(database: str) -> Viewer:
    """A person of another client."""
    return _viewer("stranger")


@pytest.fixture
def admin(database: str) -> Viewer:
    """Staff, administrator."""
    return _viewer("admin")


@pytest.fixture
def reader(database: str) -> Viewer:
    """Staff, read-only."""
    return _viewer("reader")


@pytest.fixture
def sign_in() -> Callable[[FlaskClient, str], FlaskClient]:
    """`sign_in(client, "owner")` begins a session of one of the cast in that browser and gives the browser back.

    The session is a real one; forms are not tried here, so no limit counts. `client.csrf_token` is what forms send.
    """
    from auth import cookies, sessions

    def begin(client: FlaskClient, person: str) -> FlaskClient:
        token = begin_session(cast.EMAILS[person])
        with client.application.app_context():
            client.set_cookie(cookies.full_name(cookies.SESSION), token)
            client.csrf_token = sessions._form_token_of("session", token)
        return client

    return begin
