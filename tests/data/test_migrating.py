"""Migrating a database that people work with: it stands in nobody's way, and mends what is not as it should be."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, event, text

from data import database as db
from data import indexes
from data.indexes import Index
from data.logins import bring_up_to_date
from data.migrate import migrations
from data.viewer import Unavailable
from tests.cluster import HOME
from tests.doors import scalar, sql

POLICY = "select obj_description(oid, 'pg_policy') from pg_policy where polname = 'one_client'" \
         " and polrelid = 'portal.invoices'::regclass"  # fmt: skip


@pytest.fixture
def reading(cluster, database):
    """Somebody in the middle of a long answer about invoices and sites."""
    with psycopg.connect(cluster.server.url(database)) as connection:
        connection.execute("select from portal.invoices, portal.sites limit 1")
        yield connection


def test_repeating_it_waits_for_nobody_who_reads(settings, reading, monkeypatch):
    monkeypatch.setattr("data.migrate.TRIES", 1)
    bring_up_to_date(settings, None)


def test_a_policy_that_is_not_as_it_should_be_is_made_anew(settings, database):
    as_it_should_be = scalar(POLICY)
    sql("drop policy one_client on portal.invoices")
    sql("create policy one_client on portal.invoices for select using (true)")
    sql("drop policy staff on portal.sites")
    bring_up_to_date(settings, None)
    assert scalar(POLICY) == as_it_should_be
    assert scalar("select count(*) from pg_policies where tablename = 'sites' and policyname = 'staff'") == 1
    assert "client_id" in scalar("select qual from pg_policies where tablename = 'invoices' and policyname ="
                                 " 'one_client'")  # fmt: skip


def test_a_table_that_stays_locked_is_no_defect_of_the_page_that_wants_it(database, reading):
    reading.execute("lock table portal.sessions in access exclusive mode")
    with pytest.raises(Unavailable):
        ask_for_sessions()


VERSION = """
from alembic import op
revision, down_revision = "9999", "{head}"
def upgrade():
    op.execute("alter table portal.events add weight int")
AFTERWARDS = (
    "update events set weight = 1 where id in (select id from events where weight is null order by id limit 100)",
    "create index concurrently if not exists events_weight on events (weight)",
)
"""


def test_what_a_migration_leaves_for_afterwards_is_done_by_portions_and_once(
    cluster, settings, database, monkeypatch, tmp_path
):
    sql("insert into portal.events (verb, audience) select 'happened', 'staff' from generate_series(1, 250)")
    monkeypatch.setattr("data.migrate.MIGRATIONS", tmp_path / "migrations")
    shutil.copytree(HOME / "data" / "migrations", tmp_path / "migrations")
    head = sorted((tmp_path / "migrations" / "versions").glob("[0-9]*.py"))[-1].name[:4]
    (tmp_path / "migrations" / "versions" / "9999_weight.py").write_text(VERSION.format(head=head))
    sent: list[str] = []
    with record(sent):
        bring_up_to_date(settings, None)
    portions = sum(statement.startswith("update events set weight") for statement in sent)
    assert portions == 4  # 100, 100, 50, none
    assert scalar("select count(*) from portal.events where weight = 1") == 250
    assert scalar("select indisvalid from pg_index where indexrelid = 'portal.events_weight'::regclass")
    # broken off in the middle of building it: what is left is thrown away, and it is built again
    with psycopg.connect(cluster.server.url(database, "postgres")) as superuser:
        superuser.execute("update pg_index set indisvalid = false where indexrelid = 'portal.events_weight'::regclass")
    bring_up_to_date(settings, None)
    assert scalar("select indisvalid from pg_index where indexrelid = 'portal.events_weight'::regclass")


@contextmanager
def record(sent: list[str]) -> Iterator[None]:
    """The statements that any connection is sent meanwhile."""

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def ask_for_sessions() -> None:
    with db.door() as session:
        session.execute(text("set local lock_timeout = '10ms'"))
        session.execute(text("select from portal.sessions"))


NEW = {index.name: index for index in (
    Index("invoices_tried", "invoices", "(po_number) where po_number <> '100%'"),
    Index("activity_tried", "activity", "(method, at desc)"),
)}  # fmt: skip
STATE = "select indisvalid from pg_index where indexrelid = to_regclass(%s)"


@pytest.fixture
def owner(cluster, database) -> Iterator:
    """The schema's owner, committing by itself."""
    engine = create_engine(cluster.server.url(database).replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def admin(cluster, database) -> Iterator[psycopg.Connection]:
    """Who looks into the catalogue, and breaks it."""
    with psycopg.connect(cluster.server.url(database, "postgres"), autocommit=True) as connection:
        yield connection


def test_an_index_is_built_while_others_write(cluster, database, owner, admin):
    with psycopg.connect(cluster.server.url(database)) as writing, ThreadPoolExecutor(1) as thread:
        writing.execute("update portal.invoices set po_number = 'first' where id = 1")
        building = thread.submit(indexes.build, owner, NEW, frozenset())
        while admin.execute(STATE, ["portal.invoices_tried"]).fetchone() is None:
            assert not building.done()  # it waits for who was writing before
        with psycopg.connect(cluster.server.url(database), options="-c lock_timeout=5s") as another:
            another.execute("update portal.invoices set po_number = 'second' where id = 2")
        writing.commit()
    assert building.result() is None
    assert [admin.execute(STATE, [f"portal.{name}"]).fetchone() for name in NEW] == [(True,), (True,)]


def test_what_an_interruption_left_is_built_again_and_what_is_whole_left_alone(owner, admin):
    indexes.build(owner, NEW, frozenset())
    first = [admin.execute("select to_regclass(%s)::oid", [f"portal.{name}"]).fetchone() for name in NEW]
    admin.execute("update pg_index set indisvalid = false where indexrelid = 'portal.invoices_tried'::regclass")
    indexes.build(owner, NEW, frozenset())
    then = [admin.execute("select to_regclass(%s)::oid", [f"portal.{name}"]).fetchone() for name in NEW]
    assert (first[0] != then[0], first[1] == then[1]) == (True, True)
    assert admin.execute(STATE, ["portal.invoices_tried"]).fetchone() == (True,)
    indexes.build(owner, {}, frozenset(NEW))
    assert [admin.execute(STATE, [f"portal.{name}"]).fetchone() for name in NEW] == [None, None]


def test_every_index_that_a_migration_names_is_there(settings, admin):
    bring_up_to_date(settings, None)
    wanted, gone = indexes.in_force(migrations())
    assert wanted
    assert all(admin.execute(STATE, [f"portal.{name}"]).fetchone() == (True,) for name in wanted)
    assert not any(admin.execute(STATE, [f"portal.{name}"]).fetchone() for name in gone)
