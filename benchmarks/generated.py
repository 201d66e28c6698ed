"""The generated company in a database of its own below var/bench, kept and used again while schema, seed and size stay.

The server there is not durable and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from data import database as pools
from data.commands.activity import flush_activity
from data.generated import generate
from data.logins import bring_up_to_date, open_database
from data.server import EmbeddedServer, ServerError
from data.viewer import Area, ClientChoice, StaffRole, Viewer
from integrations.passwords import hash_password
from integrations.settings import Settings
from integrations.storage import open_storage
from jobs.generate_command import tell_step

HOME = Path(__file__).resolve().parent.parent
FOLDER = HOME / "var" / "bench"
# what decides the contents
_SOURCES = ("data/migrate.py", "data/indexes.py", "data/policies.py", "data/migrations/**/*.py",
            "data/migrations/sql/*.sql", "data/generated/*.py", "data/search.py")  # fmt: skip
_SECRET = "a secret key of the measurements, long enough"
PASSWORD = "measured measured measured"
SEED = 1


def scale() -> float:
    """How large the company is: BENCH_SCALE, else full size."""
    return float(os.environ.get("BENCH_SCALE", "1"))


@contextmanager
def generated(size: float | None = None) -> Iterator[Settings]:
    """Settings of an installation that holds the generated company, its pools open."""
    size = scale() if size is None else size
    server = EmbeddedServer(FOLDER, durable=False)
    try:
        server.start()
    except ServerError:
        server.remove()
        server.start()
    try:
        name = f"atrio_{size:g}".replace(".", "_")
        settings = Settings(data_dir=FOLDER, secret_key=_SECRET, database_url=server.url(name), web_threads=16,
                            log_level="WARNING")  # fmt: skip
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
            if _marked(admin, name) != (mark := _fingerprint(size)):
                _make(admin, name, settings, size, mark)
        open_database(settings)
        yield settings
    finally:
        flush_activity()  # what pages have noted while the pools are open
        pools.dispose()
        server.release()


def _make(admin: psycopg.Connection, name: str, settings: Settings, size: float, mark: str) -> None:
    print(f"Generating a company of size {size:g} (kept in {FOLDER.relative_to(HOME)}) ...", flush=True)
    admin.execute(f"drop database if exists {name} with (force)")
    admin.execute(f"create database {name} owner atrio")
    open_database(settings)
    bring_up_to_date(settings, None)
    done = generate(open_storage(settings.files_url), SEED, size, hash_password(PASSWORD), tell_step)
    pools.dispose()
    admin.execute(f"comment on database {name} is '{mark}'")
    print(f"{sum(done.counts.values()):,} rows in {done.seconds:.0f} s", flush=True)


def _marked(admin: psycopg.Connection, name: str) -> str | None:
    row = admin.execute("select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [name])
    return next((mark for (mark,) in row), None)


def _fingerprint(size: float) -> str:
    digest = hashlib.sha256(f"{SEED} {size}".encode())
    for pattern in _SOURCES:
        for path in sorted(HOME.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def person(email: str) -> Viewer:
    """One of the generated people, as a request would know them."""
    from sqlalchemy import text

    with pools.owner() as session:
        row = session.execute(text("select id, public_id, name, staff_role from portal.people where email = :e"),
                              {"e": email}).one()  # fmt: skip
        clients = tuple(
            ClientChoice(one.id, one.public_id, one.name)
            for one in session.execute(text("select * from portal.person_clients(:p)"), {"p": row.id})
        )
    role = StaffRole(row.staff_role) if row.staff_role else None
    return Viewer(row.id, row.public_id, row.name, email, staff_role=role, clients=clients, areas=frozenset(Area),
                  client_id=clients[0].id if len(clients) == 1 else None)  # fmt: skip
