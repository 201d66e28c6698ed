"""The only way to the database: one transaction per question or command, entered as the viewer, with their rights."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, TextClause, create_engine, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from data.session import Session, begin
from data.viewer import (
    Conflict,
    Forbidden,
    Interrupted,
    Invalid,
    PortalError,
    SignedOut,
    StaffRole,
    Unavailable,
    Viewer,
)
from integrations.language import _

log = logging.getLogger("atrio.data")
_MODE = "select set_config('transaction_read_only', :read_only, true)"
_ENTER_ONE = text(f"{_MODE}, set_config('role', portal.enter(:person, :client, :exporting), true)")
_ENTER_ALL = text(f"{_MODE}, set_config('role', portal.enter_all(:person, :exporting), true)")
_ENTER_STAFF = text(f"{_MODE}, set_config('role', portal.enter_staff(:person), true)")
_DOOR = text("select set_config('role', current_database() || '_door', true)")
_WORKER = text("select set_config('role', current_database() || '_worker', true)")
_OWNER = text("select 1")
_LONG = text("select set_config('statement_timeout', :milliseconds, true)")
_NO_ACCESS = "28000"
# a connection keeps the plans of this many statements, once they were asked so often: every page has several of its own
_PREPARED, _PREPARED_AFTER = 300, 2
# read-only standby, shutting down, too many connections, a full disk, statement cut off, a lock that is not given:
# come back soon
_PASSING = ("57P", "53", "08", "57014", "55P03")
# two at once: not in one order, waiting for each other; written by both: taken already, overlapping
_IN_THE_WAY = frozenset({"40001", "40P01"})
_AT_ONCE = _IN_THE_WAY | {"23505", "23P01"}
# too long, out of range, text that no column holds, a value that a rule of the table forbids
_UNFIT = ("22", "23514")


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """Connection addresses of the five logins (SQLAlchemy form, `postgresql+psycopg://…`)."""

    owner: str
    door: str
    client: str
    staff: str
    worker: str


class _Pools:
    engines: dict[str, Engine]

    def __init__(self) -> None:
        self.engines = {}


_pools = _Pools()


def configure(urls: DatabaseUrls, *, prepare: bool = True, pool_size: int = 8) -> None:
    """Open the pools, lazily: nothing connects before the first transaction. `prepare=False` suits old pgbouncers."""
    dispose()
    for name in ("owner", "door", "client", "staff", "worker"):
        # The logins bring their search path and limits with them (data/migrate.py), also through a pooler.
        args: dict[str, Any] = {"connect_timeout": 3, "application_name": f"atrio-{name}"}
        if name == "owner":
            args["options"] = "-c search_path=portal,pg_catalog -c lock_timeout=10000"
        args["prepare_threshold"] = _PREPARED_AFTER if prepare else None
        _pools.engines[name] = create_engine(
            getattr(urls, name), connect_args=args, pool_size=pool_size, max_overflow=0,
            pool_timeout=5, pool_recycle=1800, hide_parameters=True,  # what is typed has no place in a log
        )  # fmt: skip
        event.listen(_pools.engines[name], "connect", _keep_statements)


def _keep_statements(connection: Any, _record: object) -> None:
    connection.prepared_max = _PREPARED


def dispose() -> None:
    """Close every pool: before a fork, after the tests."""
    for engine in _pools.engines.values():
        engine.dispose()
    _pools.engines = {}


def engine(name: str) -> Engine:
    """One login's pool; for the catalogue tests and migrations."""
    return _pools.engines[name]


@contextmanager
def _session(
    name: str, first: TextClause, values: Mapping[str, Any] | None = None, only_reading: bool = False
) -> Iterator[Session]:
    pool = _pools.engines.get(name)
    if pool is None:  # closed already, while a thread still had something to write
        raise Unavailable
    try:
        session = begin(pool, first, values or {}, one_moment=only_reading)
        try:
            yield session
            session.commit()
        finally:
            session.close()
    except PoolTimeout as error:
        raise Unavailable from error
    except DBAPIError as error:
        answer = _answer(name, error, only_reading)
        if answer is None:
            raise
        raise answer from error


def _answer(name: str, error: DBAPIError, only_reading: bool) -> PortalError | None:
    """What a failure of the database means to whoever asked; None for one that nobody but us can have caused."""
    state = getattr(error.orig, "sqlstate", None) or ""
    if state == _NO_ACCESS:
        return SignedOut()
    connection_lost = error.connection_invalidated or (isinstance(error, OperationalError) and not state)
    if connection_lost or isinstance(error, InterfaceError) or state.startswith(_PASSING):
        return Unavailable()
    if name == "owner":  # migrations and the command line want to know exactly
        return None
    if (only_reading or name == "door") and state in _IN_THE_WAY:  # nothing that was typed is lost
        return Interrupted()
    if state in _AT_ONCE:
        return Conflict(
            _("Somebody else has changed the same meanwhile. Nothing of yours was saved. Please try again.")
        )
    if state.startswith(_UNFIT):
        log.warning("the database refused a value: %s", state, exc_info=error)
        return Invalid(_("Something here is too long or cannot be stored. Please check what you entered."))
    return None


class _Shared:
    """One transaction for everything that a page reads with the same rights; `key` says whose, and which."""

    def __init__(self) -> None:
        self.key: tuple[object, ...] = ()
        self.session: Session | None = None
        self.stack = ExitStack()

    def end(self) -> None:
        """Ends the transaction; the next question begins another one."""
        self.session = None
        self.stack.close()

    def fail(self) -> None:
        """Ends the transaction with the exception at hand, which may come out as one of ours."""
        self.session = None
        stack, self.stack = self.stack, ExitStack()
        stack.__exit__(*sys.exc_info())


_shared: ContextVar[_Shared | None] = ContextVar("shared transaction", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Everything read inside with the same rights reads in one transaction: one moment, and entered once.

    For showing a page, which changes nothing: the transaction is read-only, so a command inside fails loudly unless it
    goes through a login of its own.
    """
    shared = _Shared()
    token = _shared.set(shared)
    try:
        yield
    finally:
        _shared.reset(token)
        shared.end()


@contextmanager
def transaction(
    viewer: Viewer, *, seconds: int | None = None, exporting: bool = False, own: bool = False
) -> Iterator[Session]:
    """One transaction with exactly the viewer's rights; committed at the end, rolled back on any exception.

    `seconds` lengthens the statement limit for imports and exports. `exporting` leaves out what grants open without the
    right to take it away. `own`: what is written belongs to the person alone, which read-only staff may do too.
    Raises SignedOut when the person has no access any more, Forbidden when nothing may be taken away, Unavailable when
    the database cannot be reached.
    """
    if exporting and not viewer.exports:
        raise Forbidden
    shared = _shared.get()
    if shared is None or seconds is not None or own:
        with _entered(viewer, seconds, exporting, own) as session:
            yield session
        return
    key = (viewer.person_id, viewer.client_id, viewer.staff_role, viewer.acting_staff_id, exporting)
    if shared.session is None or shared.key != key:
        shared.end()
        shared.session, shared.key = shared.stack.enter_context(_entered(viewer, None, exporting, own, True)), key
    try:
        yield shared.session
    except BaseException:
        shared.fail()
        raise


@contextmanager
def _entered(
    viewer: Viewer, seconds: int | None, exporting: bool, own: bool, only_reading: bool = False
) -> Iterator[Session]:
    reader = only_reading or viewer.read_only or (viewer.staff_role == StaffRole.READ_ONLY and not own)
    who: dict[str, Any] = {"person": viewer.person_id, "read_only": "on" if reader else "off"}
    if viewer.is_staff:
        enter = _ENTER_STAFF
    elif viewer.client_id is not None:
        enter, who = _ENTER_ONE, who | {"client": viewer.client_id, "exporting": exporting}
    else:
        enter, who = _ENTER_ALL, who | {"exporting": exporting}
    with _session("staff" if viewer.is_staff else "client", enter, who, reader) as session:
        if seconds is not None:
            session.execute(_LONG, {"milliseconds": str(seconds * 1000)})
        yield session


@contextmanager
def door() -> Iterator[Session]:
    """Before anybody is known: people's credentials, sessions, codes, limits, the company's public settings."""
    with _session("door", _DOOR) as session:
        yield session


@contextmanager
def worker() -> Iterator[Session]:
    """The worker's own tables: messages, heartbeats, clearing away."""
    with _session("worker", _WORKER) as session:
        yield session


@contextmanager
def owner() -> Iterator[Session]:
    """The owner of the schema: migrations, the first administrator, the demo company. Never while answering a page."""
    with _session("owner", _OWNER) as session:
        yield session
