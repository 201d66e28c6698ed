"""Grants without amounts: invoices, payments and quotes are closed; contracts and orders show no sum anywhere."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from data import database
from data.queries.contracts import find_contract, list_contracts
from data.queries.orders import list_orders
from data.records.scope import Scope
from data.records.tables import Question
from data.viewer import Viewer
from integrations.storage import open_storage
from tests import cast
from tests.access.test_links import Walk
from tests.data.importing import ask, bring, table
from tests.doors import person_id, scalar, sql

SignIn = Callable[[FlaskClient, str], FlaskClient]
# what no page and no file may hold, however it is written: 9,876.54 and 9876,54 and 9.876,54
SUMS = {"contracts": "9876.54", "orders": "8765.43", "quotes": "7654.32", "invoices": "6543.21", "payments": "5432.10"}
MARKS = ("", ",", ".", " ", "\u202f", "\u00a0")
WRITTEN = [f"{w[0]}{mark}{w[1:4]}{point}{w[5:]}" for w in SUMS.values() for mark in MARKS for point in ".,"]


@pytest.fixture(autouse=True)
def _sums(database: None) -> None:
    """Amounts that occur nowhere else, and papers and events of contracts and orders that tell them."""
    for name, column in (("contracts", "amount"), ("orders", "amount"), ("quotes", "gross"), ("invoices", "payable")):
        sql(f"update portal.{name} set {column} = {SUMS[name]}")  # noqa: S608
    sql("update portal.allocations set amount = 1")
    sql(f"update portal.payments set amount = {SUMS['payments']}")  # noqa: S608
    for area in ("contracts", "orders"):
        sql(f"update portal.documents set area = '{area}', title = 'Sum {SUMS[area]}' where title = 'Manual SPA'")  # noqa: S608
        sql("insert into portal.events (at, verb, audience, area, client_id, site_id, details)"  # noqa: S608
            f" select portal.now(), 'changed', 'client', '{area}', client_id, id, '{{\"amount\": \"{SUMS[area]}\"}}'"
            " from portal.sites where name = 'Spa Miramar'")  # fmt: skip


def grant(role: str, amounts: bool, areas: list[str] | None = None) -> None:
    """Every grant of this person opens these areas, with or without amounts."""
    sql("update portal.grants set sees_amounts = :amounts, areas = coalesce(cast(:areas as text[]), areas)"
        " where person_id = :person", amounts=amounts, areas=areas, person=person_id(role))  # fmt: skip


def everything(client: FlaskClient) -> str:
    """Everything that every address answered, workbooks and archives opened."""
    walk = Walk(client, most_of_a_kind=3, questions=3, answers=[])
    for start in ("/", "/contracts", "/orders", "/contracts?sort=-amount", "/orders?min=1", "/search?q=spa",
                  "/calendar", "/export/contracts.csv", "/export/orders.csv", "/export/orders.xlsx"):  # fmt: skip
        walk.all_from(start)
    assert walk.faults == []
    found = []
    for data in walk.answers or []:
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = b" ".join(archive.read(name) for name in archive.namelist())
        found.append(data.decode("utf-8", "replace"))
    return " ".join(found)


def test_without_amounts_no_page_and_no_file_holds_a_sum(client: FlaskClient, sign_in: SignIn) -> None:
    grant("colleague", False, cast.ALL_AREAS)
    words = everything(sign_in(client, "colleague"))
    assert "CON-SPA" in words
    assert "ORD-SPA" in words
    assert [sum for sum in WRITTEN if sum in words] == []
    for nothing in ("INV-SPA", "QUO-SPA", "PAY-SPA"):
        assert nothing not in words


def test_with_amounts_the_same_pages_hold_them(client: FlaskClient, sign_in: SignIn) -> None:
    grant("colleague", True, cast.ALL_AREAS)
    words = everything(sign_in(client, "colleague"))
    for name in ("contracts", "orders", "quotes", "invoices"):
        assert f"{SUMS[name][0]},{SUMS[name][1:4]}" in words, name


def test_addresses_of_money_answer_as_if_there_were_none(client: FlaskClient, sign_in: SignIn) -> None:
    grant("owner", False)
    sign_in(client, "owner")
    for noun in ("invoices", "quotes", "payments"):
        record = scalar(f"select public_id from portal.{noun} where number like '%-HOTEL'")  # noqa: S608
        for address in (f"/{noun}/{record}", f"/{noun}", f"/export/{noun}.csv", f"/{noun}/{record}/pdf"):
            assert client.get(address).status_code in (403, 404), address
    for address in ("/statement", "/statement.csv", "/statement.pdf"):
        assert client.get(address).status_code in (403, 404), address


@pytest.mark.parametrize("role", ["stranger", "colleague", "owner"])
def test_the_database_keeps_the_columns_to_itself(request: pytest.FixtureRequest, role: str) -> None:
    viewer: Viewer = request.getfixturevalue(role)
    for name in ("contracts", "orders"):
        with pytest.raises(ProgrammingError, match="permission denied"), database.transaction(viewer) as session:
            session.execute(text(f"select amount from portal.{name}"))  # noqa: S608


def test_amounts_come_from_the_grant_that_opens_the_record(owner: Viewer, stranger: Viewer, admin: Viewer) -> None:
    grant("owner", False)
    sql("insert into portal.grants (public_id, person_id, client_id, site_id, areas)"
        " select 'aaaaaaaaaaaaaaaa', :person, client_id, id, array['contracts'] from portal.sites"
        " where name = 'Spa Miramar'", person=person_id("owner"))  # fmt: skip
    found = {row.number: row.amount for row in list_contracts(owner, Scope()).records}
    assert {number for number, amount in found.items() if amount is not None} == {"CON-SPA"}
    assert {row.amount for row in list_orders(owner, Scope()).records} == {None}
    assert list_orders(owner, Scope(), None, Question(least="1")).records == ()
    with database.transaction(owner) as session:  # what was written down of orders is not told either
        told = session.execute(text("select distinct area from portal.events where verb = 'changed'")).scalars().all()
    assert told == ["contracts"]
    foreign = scalar("select id from portal.contracts where number = 'CON-SPA'")
    for viewer, known in ((stranger, False), (admin, True)):
        with database.transaction(viewer) as session:
            amount = session.execute(text("select portal.contract_amount(:id)"), {"id": foreign}).scalar()
        assert (amount is not None) == known
    hotel = scalar("select public_id from portal.contracts where number = 'CON-HOTEL'")
    assert find_contract(owner, hotel).amount is None


def test_a_file_of_grants_says_who_sees_amounts(database: None, tmp_path: Path) -> None:
    sql("update portal.clients set source = 'files', external_ref = number")

    def shown(*columns: str) -> bool:
        head = ["email", "client", "areas", "amounts"][: 3 + len(columns)]
        report = bring("grants", table(tmp_path / "g.csv", head, ["new@miramar.example", "C-001", "full", *columns]))
        assert not report.refused
        return bool(ask("select g.sees_amounts from grants g join people p on p.id = g.person_id"
                        " where p.email = 'new@miramar.example'")[0]["sees_amounts"])  # fmt: skip

    assert shown() is True
    assert shown("No") is False
    assert shown() is False
    assert shown("yes") is True


def test_papers_of_money_belong_to_their_area_whatever_they_hang_on(database: None, tmp_path: Path) -> None:
    sql("update portal.clients set source = 'files', external_ref = number")
    sql("update portal.inspections set source = 'files', external_ref = number")
    (tmp_path / "a.txt").write_text("Sum 1,234.00")
    head = ["reference", "client", "kind", "title", "file", "inspection"]
    rows = [["D1", "C-001", "quote", "Repairs", "a.txt", "INS-SPA"], ["D2", "C-001", "invoice", "Bill", "a.txt", ""],
            ["D3", "C-001", "checklist", "List", "a.txt", "INS-SPA"]]  # fmt: skip
    store = open_storage(f"file://{tmp_path}/store")
    report = bring("documents", table(tmp_path / "d.csv", head, *rows), storage=store)
    assert not report.refused
    found = {row["title"]: row["area"] for row in ask("select title, area from documents where source = 'files'")}
    assert found == {"Repairs": "quotes", "Bill": "billing", "List": "inspections"}
    links = ask(
        "select l.area from document_links l join documents d on d.id = l.document_id where d.title = 'Repairs'"
    )
    assert [row["area"] for row in links] == ["quotes"]
