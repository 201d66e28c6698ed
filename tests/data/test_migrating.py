"""Migrating a database that people work with: it stands in nobody's way, and mends what is not as it should be."""

import psycopg
import pytest
from sqlalchemy import text

from data import database as db
from data.logins import bring_up_to_date
from data.viewer import Unavailable
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


def ask_for_sessions() -> None:
    with db.door() as session:
        session.execute(text("set local lock_timeout = '10ms'"))
        session.execute(text("select from portal.sessions"))
