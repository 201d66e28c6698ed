"""The throw-away PostgreSQL of the tests: one cluster, a template for each schema, a clone for each test.

A clone is a thousand small files. Where the system has a file system in memory they lie there: ext4 goes slow when
thousands of files come and go (it will not use again at once what it has just freed), in memory a clone takes a tenth
of the time. Elsewhere the cluster is in var/test.

It is not durable and may be deleted at any time while no test runs (`make clean` does). Several test runs share it:
each process takes a slot (an advisory lock that ends with it), and with it one database name. Role names carry that
name, so the template is migrated under it and renamed afterwards; its clones then find their roles.
"""

import contextlib
import hashlib
import os
import shutil
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
    "data/indexes.py",
    "data/policies.py",
    "data/migrations/**/*.py",
    "data/migrations/sql/*.sql",
    "tests/cast.py",
)
SECRET = "a secret key of the tests, long enough"
SLOTS = 64
MEMORY = Path("/dev/shm")  # noqa: S108  (what lies there is ours alone: see below)
ENOUGH = 2 * 2**30  # bytes free in memory's file system
_OURS = f"atrio-tests-{os.getuid() if hasattr(os, 'getuid') else 0}-"
_CHECKOUT = "checkout"  # the file that says whose cluster it is


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
        self._copy(self.template, self.name)

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
        self._copy(source, target)

    def _copy(self, source: str, target: str) -> None:
        # by files: the copy has what the first connection would have to put together
        self._sql("create database {} template {} owner atrio strategy file_copy", target, source)

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


def cluster_folder() -> Path:
    """Where the cluster of this checkout is: in memory if there is room, else in var/test."""
    on_disk = HOME / "var" / "test"
    if not (os.access(MEMORY, os.W_OK) and MEMORY.is_mount()):
        return on_disk
    _drop_orphans()
    folder = MEMORY / f"{_OURS}{hashlib.sha256(bytes(HOME)).hexdigest()[:12]}"
    if not folder.exists() and shutil.disk_usage(MEMORY).free < ENOUGH:
        return on_disk
    folder.mkdir(mode=0o711, exist_ok=True)  # the server's account may pass through
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        return on_disk
    (folder / _CHECKOUT).write_bytes(bytes(HOME))
    on_disk.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):  # where `make clean` looks
        (on_disk / "memory").symlink_to(folder)
    return folder


def _drop_orphans() -> None:
    """Clusters in memory whose checkout is gone."""
    for note in MEMORY.glob(f"{_OURS}*/{_CHECKOUT}"):
        checkout = note.read_bytes()
        if checkout and not os.path.isdir(checkout):
            shutil.rmtree(note.parent, ignore_errors=True)


@contextmanager
def running_cluster(binaries: Path | None = None) -> Iterator[Cluster]:
    """The cluster, started if nobody has; a broken one is simply made anew."""
    server = EmbeddedServer(cluster_folder(), binaries, durable=False)
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
