"""The embedded PostgreSQL server: made at first use, shared by every process of one data folder, stopped by the last.

Each process that uses it holds one connection; whoever leaves and finds no other such connection stops the server.
Nothing is counted in files, so a process that is killed leaves no trace. Authentication is the file system's: the only
way in is a socket inside the database's own 0700 folder.
"""

import contextlib
import os
import shutil
import time
from pathlib import Path
from urllib.parse import quote

import fasteners
import psycopg
from psycopg import sql

from data.server_binaries import ServerError
from data.server_folder import NAME, PATIENCE, PORT, DatabaseFolder, find_folder

__all__ = ["EmbeddedServer", "ServerError"]
OWNER = "atrio"
DATABASE = "atrio"
HOLDER = "atrio-holder"
LEFTOVERS = 10.0  # seconds in which the processes of a killed server notice that it is gone
_OTHER_HOLDERS = "select count(*) from pg_stat_activity where application_name = %s and pid <> pg_backend_pid()"
_LEAVE = "set application_name = 'atrio-leaving'"


class EmbeddedServer:
    """One cluster under `root`; `durable=False` is for throw-away clusters only."""

    def __init__(self, root: Path, wanted_binaries: Path | None = None, durable: bool = True) -> None:
        self.root = root.resolve()
        self.durable = durable
        self._wanted = wanted_binaries
        self._folder: DatabaseFolder | None = None
        self._held: psycopg.Connection | None = None
        self._holder_pid = 0

    @property
    def folder(self) -> DatabaseFolder:
        """Where the database's files are; known once the server has been started."""
        if self._folder is None:
            raise RuntimeError("the server has not been started")
        return self._folder

    def start(self) -> None:
        """Makes sure the server runs and holds on to it. Raises ServerError with a text for people."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            (self.root / ".lock").touch()
        except OSError as reason:
            raise ServerError(f"The data folder {self.root} cannot be written: {reason.strerror}.") from None
        with self._lock():
            self._folder = find_folder(self.root, self._wanted, self.durable)
            self._folder.initialise()
            self._held = self._connect_or_launch()
            self._holder_pid = os.getpid()
            self._create_database(self._held)

    def url(self, database: str = DATABASE, user: str = OWNER) -> str:
        """Connection address by socket; nobody needs a password there."""
        place = quote(str(self.folder.socket_folder()), safe="")
        return f"postgresql://{user}@/{database}?host={place}&port={PORT}"

    def ensure(self) -> None:
        """Starts the server again if it has died since."""
        if self._held is not None:
            try:
                self._held.execute("select 1")
                return
            except psycopg.Error:
                self._held.close()
        self.start()

    def release(self) -> None:
        """Lets go; the last holder stops the server. Does nothing in a process that merely inherited the object."""
        held = self._held
        if held is None or self._holder_pid != os.getpid():
            return
        self._held = None
        with self._lock():
            if self._leave(held):
                self.folder.stop()

    def _leave(self, held: psycopg.Connection) -> bool:
        """Ends the connection; whether it was the last one of its kind to a server that runs."""
        try:
            with held:
                return _is_last(held)
        except psycopg.Error:  # the server has died since, and somebody may have started it again
            with contextlib.suppress(psycopg.Error), self._connect() as again:
                return _is_last(again)
            return False

    def remove(self) -> None:
        """Deletes the whole cluster. For throw-away clusters."""
        if self.durable:
            raise ValueError("this cluster holds data")
        for path in self.root.glob(f"{NAME}*"):
            shutil.rmtree(path)

    def _lock(self) -> fasteners.InterProcessLock:
        return fasteners.InterProcessLock(str(self.root / ".lock"))

    def _connect(self) -> psycopg.Connection:
        address = self.url("postgres", "postgres")
        return psycopg.connect(address, autocommit=True, application_name=HOLDER, connect_timeout=10)

    def _connect_or_launch(self) -> psycopg.Connection:
        deadline = time.monotonic() + PATIENCE
        give_up = 0.0
        while True:
            try:
                return self._connect()
            except psycopg.OperationalError as reason:
                if time.monotonic() > deadline:
                    raise ServerError(f"The embedded database does not answer: {reason}") from None
            if self.folder.server_lives():
                time.sleep(0.05)  # recovering, or on its way out
                continue
            try:
                self.folder.launch()
            except ServerError:
                give_up = give_up or time.monotonic() + LEFTOVERS
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.2)

    def _create_database(self, held: psycopg.Connection) -> None:
        """The owner is an ordinary role, as on a managed server: what works here works there."""
        owner, database = sql.Identifier(OWNER), sql.Identifier(DATABASE)
        if not held.execute("select 1 from pg_roles where rolname = %s", [OWNER]).fetchone():
            held.execute(sql.SQL("create role {} login createrole createdb").format(owner))
        if not held.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            held.execute(sql.SQL("create database {} owner {}").format(database, owner))


def _is_last(holder: psycopg.Connection) -> bool:
    alone = holder.execute(_OTHER_HOLDERS, [HOLDER]).fetchone() == (0,)
    holder.execute(_LEAVE)  # the connection itself takes a moment to go, and the next one out counts
    return alone
