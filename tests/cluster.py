"""The throw-away PostgreSQL of the tests: a cluster in var/test, a template for each schema, a clone for each test.

The cluster is not durable and may be deleted at any time. Several test runs share it: each process takes a slot (an
advisory lock that ends with it), and with it one database name. Role names carry that name, so the template is migrated
under it and renamed afterwards; its clones then find their roles.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from data import database as pools
from data.logins import bring_up_to_date, open_database
from data.server import EmbeddedServer, ServerError
from integrations.settings import Settings
from tests import cast

HOME = Path(__file__).resolve().parent.parent
# What decides the contents of the template.
SOURCES = (
    "data/migrate.py",
    "data/policies.py",
    "data/migrations/**/*.py",
    "data/migrations/sql/*.sql",
    "tests/cast.py",
)
SECRET = "a secret key of the tests, long enough"
SLOTS = 64


class Cluster:
    """This process's database on the shared cluster."""

    def __init__(self, server: EmbeddedServer) -> None:
        self.server = server
        self.admin = psycopg.connect(server.url("postgres", "postgres"), autocommit=True)
        self.slot = self._take_slot()
        self.name = f"atrio_{_fingerprint()}_{self.slot}"
        self.template = f"{self.name}_template"

    def settings(self, storage: Path) -> Settings:
        """Settings of an installation whose database is this process's clone."""
        return Settings(
            data_dir=storage,
            secret_key=SECRET,
            database_url=self.server.url(self.name),
            web_threads=4,
            log_level="WARNING",
        )

    def clone(self) -> None:
        """A fresh copy of the template: migrated, with the cast in it."""
        self._make_template()
        self._sql("drop database if exists {} with (force)", self.name)
        self._sql("create database {} template {} owner atrio", self.name, self.template)

    def drop(self) -> None:
        """Removes the clone."""
        self._sql("drop database if exists {} with (force)", self.name)

    def empty(self, name: str) -> str:
        """A database of that name with nothing in it; its address as the owner."""
        self._sql("drop database if exists {} with (force)", name)
        self._sql("create database {} owner atrio", name)
        return self.server.url(name)

    def copy(self, source: str, target: str) -> None:
        """A copy of one database under another name; what was there is replaced."""
        self._sql("drop database if exists {} with (force)", target)
        self._sql("create database {} template {} owner atrio", target, source)

    def _sql(self, statement: str, *names: str) -> None:
        self.admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]

    def _take_slot(self) -> int:
        for slot in range(SLOTS):
            if self.admin.execute("select pg_try_advisory_lock(77, %s)", [slot]).fetchone() == (True,):
                return slot
        raise RuntimeError("too many test runs at once")

    def _exists(self, name: str) -> bool:
        return self.admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None

    def _make_template(self) -> None:
        if self._exists(self.template):
            return
        self._drop_older()
        self.empty(self.name)
        settings = self.settings(HOME / "var")
        open_database(settings)
        try:
            bring_up_to_date(settings, None)
            with pools.owner() as session:
                cast.populate(session, cast.LIGHT_HASHER.hash(cast.PASSWORD))
        finally:
            pools.dispose()
        self._sql("alter database {} rename to {}", self.name, self.template)

    def _drop_older(self) -> None:
        """Databases and roles of this slot that an earlier schema left."""
        pattern = f"^atrio_[0-9a-f]{{8}}_{self.slot}(_.*)?$"
        for (name,) in self.admin.execute("select datname from pg_database where datname ~ %s", [pattern]).fetchall():
            self._sql("drop database if exists {} with (force)", name)
        for (name,) in self.admin.execute("select rolname from pg_roles where rolname ~ %s", [pattern]).fetchall():
            self._sql("drop role {}", name)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(HOME.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


@contextmanager
def running_cluster(binaries: Path | None = None) -> Iterator[Cluster]:
    """The cluster, started if nobody has; a broken one is simply made anew."""
    server = EmbeddedServer(HOME / "var" / "test", binaries, durable=False)
    try:
        server.start()
    except ServerError:
        server.remove()
        server.start()
    cluster = Cluster(server)
    try:
        yield cluster
    finally:
        cluster.drop()
        cluster.admin.close()
        server.release()
