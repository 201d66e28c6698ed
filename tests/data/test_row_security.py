"""Rows: area by site by date, in the database. Every question here is asked without any filter of our own."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from data import database as db
from data.policies import AREA_OF
from data.viewer import Forbidden, SignedOut, Viewer
from tests import cast

NUMBERED = ["contracts", "inspections", "defects", "orders", "quotes", "jobs", "bookings", "invoices", "payments"]
LINES = {"inspection_lines": "inspections", "invoice_lines": "invoices", "quote_lines": "quotes",
         "allocations": "invoices"}  # fmt: skip


def numbers(viewer: Viewer, table: str) -> set[str]:
    with db.transaction(viewer) as session:
        return {n.split("-", 1)[1] for (n,) in session.execute(text(f"select number from portal.{table}"))}


def count(viewer: Viewer, table: str) -> int:
    with db.transaction(viewer) as session:
        return int(session.execute(text(f"select count(*) from portal.{table}")).scalar_one())


@pytest.mark.only_reads
@pytest.mark.parametrize("table", NUMBERED)
def test_the_stranger_sees_only_their_own(database, stranger, table):
    assert numbers(stranger, table) == {"VILLA", "PALAZZO"}


@pytest.mark.only_reads
@pytest.mark.parametrize("table", NUMBERED)
def test_the_owner_sees_every_published_record_of_their_client_and_no_draft(database, owner, table):
    assert numbers(owner, table) == {"HOTEL", "SPA", "MIRAMAR"}


@pytest.mark.only_reads
@pytest.mark.parametrize("table", NUMBERED)
def test_the_colleague_sees_one_site_and_only_the_areas_of_the_grant(database, colleague, table):
    expected = {"SPA"} if AREA_OF[table] in cast.TECHNICAL else set()
    assert numbers(colleague, table) == expected


@pytest.mark.only_reads
@pytest.mark.parametrize(("table", "parent"), LINES.items())
def test_lines_follow_their_parent(database, owner, colleague, stranger, table, parent):
    per_record = 3 if table == "inspection_lines" else 1
    for viewer in (owner, colleague, stranger):
        assert count(viewer, table) == per_record * len(numbers(viewer, parent))


def test_documents_follow_the_area_of_their_row(database, owner, colleague):
    with db.owner() as session:
        session.execute(text("update portal.documents set area = 'billing' where title in ('Manual SPA')"))
    with db.transaction(colleague) as session:
        assert session.execute(text("select title from portal.documents")).all() == []
    with db.transaction(owner) as session:
        titles = {title for (title,) in session.execute(text("select title from portal.documents"))}
    assert titles == {"Manual HOTEL", "Manual SPA", "Manual MIRAMAR"}


def test_billing_on_one_site_and_technical_on_another_never_mix(database):
    with db.owner() as session:
        person = cast.insert(session, "people", email="mixed@miramar.example", name="Mixed")
        sites = dict(session.execute(text("select name, id from portal.sites")).all())
        client = session.execute(text("select id from portal.clients where number = 'C-001'")).scalar_one()
        for name, areas in (("Hotel Miramar", ["billing"]), ("Spa Miramar", ["inspections", "jobs"])):
            cast.insert(session, "grants", person_id=person, client_id=client, site_id=sites[name], areas=areas)
    for mixed in (Viewer(person, "", "Mixed", "", client_id=client), Viewer(person, "", "Mixed", "")):
        assert numbers(mixed, "invoices") == {"HOTEL"}
        assert numbers(mixed, "payments") == {"HOTEL"}
        assert numbers(mixed, "inspections") == {"SPA"}
        assert numbers(mixed, "jobs") == {"SPA"}
        assert numbers(mixed, "quotes") == set()


@pytest.mark.only_reads
def test_a_record_without_site_is_only_for_whole_client_grants(database, colleague, owner):
    for table in ("inspections", "jobs", "orders", "bookings"):
        assert "MIRAMAR" not in numbers(colleague, table)
        assert "MIRAMAR" in numbers(owner, table)


@pytest.mark.parametrize(("column", "days"), [("valid_from", 1), ("valid_until", -1)])
def test_a_grant_counts_only_between_its_dates(database, owner, column, days):
    with db.owner() as session:
        session.execute(text(f"update portal.grants set {column} = portal.today() + :d where person_id = :p"),
                        {"d": days, "p": owner.person_id})  # fmt: skip
    with pytest.raises(SignedOut):
        numbers(owner, "invoices")


def test_dates_of_a_grant_include_their_first_and_last_day(database, owner):
    with db.owner() as session:
        session.execute(text("update portal.grants set valid_from = portal.today(), valid_until = portal.today()"))
    assert numbers(owner, "invoices") == {"HOTEL", "SPA", "MIRAMAR"}


def test_a_revocation_outweighs_every_grant(database, owner):
    with db.owner() as session:
        session.execute(text("insert into portal.revocations (person_id, client_id) "
                             "select person_id, client_id from portal.grants where person_id = :p"),
                        {"p": owner.person_id})  # fmt: skip
    with pytest.raises(SignedOut):
        numbers(owner, "invoices")


def test_a_group_grant_opens_its_clients_and_no_other(database, stranger):
    with db.owner() as session:
        group = cast.insert(session, "client_groups", name="Managed")
        session.execute(text("update portal.clients set group_id = :g where number = 'C-001'"), {"g": group})
        person = cast.insert(session, "people", email="manager@group.example", name="Manager")
        cast.insert(session, "grants", person_id=person, group_id=group, areas=["billing"])
    assert numbers(Viewer(person, "", "Manager", ""), "invoices") == {"HOTEL", "SPA", "MIRAMAR"}


def test_taking_away_leaves_out_what_was_granted_without_that_right(database, owner):
    with db.owner() as session:
        client, site = session.execute(text("select client_id, id from portal.sites where name = 'Spa Miramar'")).one()
        session.execute(text("update portal.grants set exports = false where person_id = :p"), {"p": owner.person_id})
        cast.insert(session, "grants", person_id=owner.person_id, client_id=client, site_id=site, areas=["billing"])
    with db.transaction(owner, exporting=True) as session:
        assert session.execute(text("select number from portal.invoices")).scalars().all() == ["INV-SPA"]
        assert session.execute(text("select number from portal.jobs")).all() == []
    assert numbers(owner, "jobs") == {"HOTEL", "SPA", "MIRAMAR"}, "reading is as before"


def test_who_may_take_nothing_away_is_refused_before_the_database_is_asked(database, owner):
    reading = replace(owner, clients=tuple(replace(one, exports=False) for one in owner.clients))
    with pytest.raises(Forbidden), db.transaction(reading, exporting=True):
        pytest.fail("this must not be entered")


def test_what_is_a_persons_own_is_nobody_elses(database, owner, colleague, admin, reader):
    columns = "insert into portal.chosen_columns (person_id, noun, columns) values (:p, 'invoice', '{number}')"
    for viewer in (owner, reader):
        with db.transaction(viewer, own=True) as session:
            session.execute(text(columns), {"p": viewer.person_id})
    for viewer, rows in ((owner, 1), (reader, 1), (colleague, 0), (admin, 0)):
        assert count(viewer, "chosen_columns") == rows
    with pytest.raises(ProgrammingError, match="row-level security"), db.transaction(colleague, own=True) as session:
        session.execute(text(columns.replace("invoice", "quote")), {"p": owner.person_id})


@pytest.mark.only_reads
def test_somebody_elses_client_cannot_be_entered(database, owner, stranger):
    with pytest.raises(SignedOut):
        numbers(Viewer(owner.person_id, "", "", "", client_id=stranger.client_id), "invoices")


@pytest.mark.only_reads
def test_without_a_viewer_a_query_fails_loudly(database):
    for login in ("client", "staff", "door", "worker"):
        with pytest.raises(ProgrammingError, match="permission denied"), db.engine(login).begin() as connection:
            connection.execute(text("select 1 from portal.invoices"))


def test_one_pooled_connection_never_carries_rights_into_the_next_transaction(database, database_urls, owner, stranger):
    db.configure(database_urls, pool_size=1)
    for _ in range(100):
        assert numbers(owner, "invoices") == {"HOTEL", "SPA", "MIRAMAR"}
        assert numbers(stranger, "invoices") == {"VILLA", "PALAZZO"}
    with pytest.raises(ProgrammingError, match="permission denied"), db.engine("client").begin() as connection:
        connection.execute(text("select 1 from portal.invoices"))


@pytest.mark.only_reads
def test_staff_cannot_be_entered_as_a_client_nor_clients_as_staff(database, owner, admin):
    with pytest.raises(SignedOut):
        numbers(Viewer(admin.person_id, "", "", "", client_id=owner.client_id), "invoices")
    with db.engine("staff").begin() as connection, pytest.raises(DBAPIError, match="no access"):
        connection.execute(text("select portal.enter_staff(:p)"), {"p": owner.person_id})


@pytest.mark.only_reads
def test_reading_staff_cannot_write(database, reader):
    with pytest.raises(Exception, match="read-only transaction"), db.transaction(reader) as session:
        session.execute(text("update portal.sites set name = 'x'"))


@pytest.mark.only_reads
def test_looking_as_somebody_cannot_write(database, owner, admin):
    from dataclasses import replace

    looking = replace(owner, acting_staff_id=admin.person_id, acting_staff_name="Admin")
    refused = pytest.raises(DBAPIError, match=r"read-only transaction|permission denied")
    with refused, db.transaction(looking) as session:
        session.execute(text("update portal.sites set name = 'x'"))


@pytest.mark.only_reads
def test_a_record_cannot_point_to_another_clients_parent(database):
    with db.owner() as session:
        spa = session.execute(text("select id from portal.sites where name = 'Spa Miramar'")).scalar_one()
        palazzo = session.execute(text("select id from portal.clients where number = 'C-002'")).scalar_one()
        with pytest.raises(Exception, match="foreign key"), session.raw.transaction():
            cast.insert(session, "invoices", client_id=palazzo, site_id=spa, kind="invoice", number="X",
                        state="draft", currency="EUR", payable=1)  # fmt: skip


@pytest.mark.only_reads
def test_a_site_belongs_to_one_client_for_ever(database):
    with db.owner() as session, pytest.raises(Exception, match="cannot move"), session.raw.transaction():
        session.execute(
            text(
                "update portal.sites set client_id = (select id from portal.clients where number = 'C-002') "
                "where name = 'Spa Miramar'"
            )
        )
