"""Choosing a client or site for a list: what is found, where it leads, and that it works without scripts."""

import re
from html import unescape

import pytest
from sqlalchemy import text

from components.site_choice import chosen_address
from data import database as db

pytestmark = pytest.mark.one_database

HERE = "/invoices?state=paid%2Cdue&site=aaaaaaaaaaaaaaaa&after=x&sort=-amount"


@pytest.mark.parametrize(
    "to",
    ["//elsewhere.example/x", "https://elsewhere.example", "/\\elsewhere", "/staff/clients", "javascript:1", "", "//[",
     "//\u2100", "//elsewhere.example/invoices", "/invoices;//elsewhere.example"],
)  # fmt: skip
def test_a_choice_leads_to_no_other_place_than_a_list(to):
    assert chosen_address(to, site="s") == "/?site=s"
    assert chosen_address(HERE, client="c") == "/invoices?state=paid%2Cdue&sort=-amount&client=c"
    assert chosen_address(HERE) == "/invoices?state=paid%2Cdue&sort=-amount"


@pytest.mark.parametrize("person", ["stranger", "owner", "admin"])
def test_an_address_that_cannot_be_read_leads_to_the_dashboard_and_breaks_nothing(client, sign_in, person):
    sign_in(client, person)
    for to in ("//[", "//\u2100", "/invoices?q=[", "//[/invoices?q=1"):
        for address in ("/scope", "/scope/choose"):
            assert client.get(address, query_string={"to": to}).status_code == 200, (address, to)


def test_staff_choose_among_all_clients_and_sites_and_come_back_to_what_they_asked(client, sign_in):
    sign_in(client, "admin")
    shown = client.get("/invoices?state=paid&client=" + _of("clients", "number", "C-001")).text
    control = re.search(r'<a[^>]*id="table-place"[^>]*>', shown)
    assert control
    assert "Grup Miramar" in shown.split('id="table-place"')[1].split("</a>")[0]
    to = unescape(re.search(r'data-to="([^"]*)"', control[0])[1])  # type: ignore[index]
    assert to == "/invoices?state=paid"
    found = client.get("/scope", query_string={"to": to, "q": "palazzo"}).json
    assert found["all"]["href"] == "/invoices?state=paid"
    assert found["groups"][0]["client"] == "Clients"
    assert found["groups"][0]["sites"][0]["href"].startswith("/invoices?state=paid&client=")
    assert found["groups"][1]["sites"][0]["href"].startswith("/invoices?state=paid&site=")
    page = client.get(unescape(re.search(r'href="([^"]*)"', control[0])[1]) + "&q=palazzo").text  # type: ignore[index]
    links = [unescape(one) for one in re.findall(r'href="(/invoices\?[^"]*)"', page)]
    assert found["groups"][0]["sites"][0]["href"] in links
    assert client.get(links[-1]).status_code == 200


def test_nobody_finds_another_clients_places(client, sign_in):
    sign_in(client, "stranger")
    for query in ("", "miramar", "C-001", "%", "'"):
        for path in ("/scope", "/scope/choose"):
            assert "Miramar" not in client.get(path, query_string={"to": "/invoices", "q": query}).text


def test_who_has_few_sites_of_one_client_has_a_plain_list_and_who_has_one_has_no_choice(app, client, sign_in):
    shown = sign_in(client, "owner").get("/inspections").text
    assert re.search(r'<select[^>]*id="table-site"', shown)
    alone = sign_in(app.test_client(), "colleague").get("/inspections").text
    assert 'id="table-site"' not in alone
    assert 'id="table-place"' not in alone


def _of(table: str, column: str, value: str) -> str:
    with db.owner() as session:
        found = session.execute(text(f"select public_id from portal.{table} where {column} = :v"), {"v": value})  # noqa: S608
        return str(found.scalar_one())
