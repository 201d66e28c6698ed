"""The filters, orders and files of the list of clients: each tested for what a person would notice."""

import csv
from collections.abc import Callable
from decimal import Decimal
from io import StringIO

import pytest
from flask.testing import FlaskClient

from data.queries.client_list import list_clients
from data.records.client import ClientQuestion
from data.viewer import Forbidden, NotFound, Viewer
from tests.doors import sql

SignIn = Callable[[FlaskClient, str], FlaskClient]
BOTH = ["C-001", "C-002"]


def numbers(viewer: Viewer, question: ClientQuestion) -> list[str | None]:
    return [one.number for one in list_clients(viewer, question).clients]


@pytest.mark.only_reads
def test_only_staff_may_ask(owner: Viewer) -> None:
    with pytest.raises(Forbidden):
        list_clients(owner, ClientQuestion(only=("balance",)))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("balance", "update portal.invoices set state = 'cancelled' where client_id = {palazzo}"),
        ("overdue", "update portal.invoices set due_on = portal.today() - 1 where number = 'INV-SPA'"),
        ("defects", "update portal.defects set fixed_on = portal.today() where client_id = {palazzo}"),
        ("never", "update portal.people set last_visit_at = now() where email = 'stranger@palazzo.example'"),
        ("closed", "update portal.clients set portal_closed_at = now() where number = 'C-001'"),
    ],
)
def test_each_filter_leaves_the_clients_it_names(admin: Viewer, name: str, change: str) -> None:
    usual = {"balance": BOTH, "overdue": [], "defects": BOTH, "never": BOTH, "closed": []}[name]
    assert numbers(admin, ClientQuestion(only=(name,))) == usual
    sql(change.format(palazzo="(select id from portal.clients where number = 'C-002')"))
    assert numbers(admin, ClientQuestion(only=(name,))) == ["C-001"]
    assert list_clients(admin, ClientQuestion(only=(name,))).total == 1


def test_unpaid_is_told_by_currency_and_drafts_and_withdrawn_ones_do_not_count(admin: Viewer) -> None:
    sql("update portal.invoices set currency = 'RON', due_on = portal.today() - 3 where number = 'INV-SPA'")
    owed = {one.currency: one for one in list_clients(admin).clients[0].owed}
    assert {code: one.total for code, one in owed.items()} == {"EUR": Decimal(200), "RON": Decimal(100)}
    assert (owed["RON"].overdue, owed["EUR"].overdue) == (Decimal(100), Decimal(0))


def test_a_group_narrows_and_an_unknown_one_is_not_found(admin: Viewer) -> None:
    sql("insert into portal.client_groups (public_id, name) values ('aaaaaaaaaaaaaaaa', 'Hotels')")
    sql("update portal.clients set group_id = (select id from portal.client_groups) where number = 'C-002'")
    assert numbers(admin, ClientQuestion(group="a" * 16)) == ["C-002"]
    with pytest.raises(NotFound):
        list_clients(admin, ClientQuestion(group="b" * 16))


@pytest.mark.parametrize(
    ("sort", "change"),
    [
        ("overdue", "update portal.invoices set due_on = portal.today() - 9 where number = 'INV-VILLA'"),
        ("-defects", "update portal.defects set fixed_on = portal.today() where number <> 'DEF-VILLA'"),
        ("-visit", "update portal.people set last_visit_at = now() where email = 'stranger@palazzo.example'"),
        ("visit", "update portal.people set last_visit_at = now() where email = 'owner@miramar.example'"),
        ("-sites", "insert into portal.sites (public_id, client_id, name) select left(translate(md5(n::text), '0189', "
                   "'abcd'), 16), c.id, 'Site ' || n from generate_series(1, 3) n, portal.clients c "
                   "where c.number = 'C-002'"),
    ],
)  # fmt: skip
def test_each_order_puts_first_what_it_says(admin: Viewer, sort: str, change: str) -> None:
    sql(change)
    assert numbers(admin, ClientQuestion(sort=sort)) == ["C-002", "C-001"]


def test_files_have_the_rows_asked_for_and_no_formula(client: FlaskClient, sign_in: SignIn) -> None:
    sql("update portal.clients set name = '=1+1', search_text = 'sum' where number = 'C-002'")
    sign_in(client, "reader")
    answer = client.get("/export/clients.csv?q=sum")
    rows = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 2
    assert rows[1][0] == "C-002"
    assert not rows[1][1].startswith("=")
    assert client.get("/export/clients.xlsx").data[:2] == b"PK"
    page = client.get("/staff/clients?only=closed").text
    assert "No client meets everything you asked for." in page
    assert client.get("/staff/clients?only=nonsense").status_code == 400
