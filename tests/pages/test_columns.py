"""The columns a person chooses for a list: kept for them alone, never on phones, and only what the list offers."""

import re
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from components.columns import OFFERED, allowed
from components.context import Context
from components.nouns import NOUNS
from data import database as db
from data.queries.company import company
from data.queries.invoices import INVOICES
from data.queries.tables import list_table
from data.records.scope import Scope
from pages.exports import EXPORTS

pytestmark = pytest.mark.one_database

NOW = "/invoices?kind=invoice&sort=number"


@pytest.fixture
def browser(client: FlaskClient, sign_in, database):
    """Somebody's browser, with nothing chosen yet."""
    with db.owner() as session:
        session.execute(text("delete from portal.chosen_columns"))

    def of(person: str) -> FlaskClient:
        return sign_in(client, person)

    return of


def send(browser: FlaskClient, *columns: str, noun: str = "invoice", **more: str):
    sent = [("noun", noun), ("next", NOW), ("csrf_token", browser.csrf_token), *(("columns", one) for one in columns)]
    return browser.post("/columns", data=urlencode([*sent, *more.items()]),
                        content_type="application/x-www-form-urlencoded")  # fmt: skip


def headings(browser: FlaskClient, address: str = NOW) -> list[str]:
    """What a wide window shows."""
    head = browser.get(address).text.split("<main")[1].split("<thead")[1].split("</thead")[0]
    return [re.sub("<[^>]+>", "", words) for classes, words in re.findall(r"<th([^>]*)>(.*?)</th>", head)
            if "col-off" not in classes]  # fmt: skip


def test_chosen_columns_are_kept_for_the_person_and_the_usual_ones_come_back(browser, stranger):
    owner = browser("owner")
    usual = headings(owner)
    assert usual[:3] == ["Number", "Subject", "Site"]
    answer = send(owner, "po_number", "tax", "payable")
    assert (answer.status_code, answer.location) == (303, NOW)
    assert headings(owner) == ["Number", "Your order number", "Tax", "Amount"]
    assert list_table(INVOICES, stranger, Scope()).columns == ()
    assert headings(owner, "/quotes")[:3] == ["Number", "Subject", "Site"]
    send(owner, "tax", usual="1")
    assert headings(owner) == usual


def test_the_column_that_names_a_row_stays_and_a_phones_card_keeps_its_parts(browser):
    owner = browser("owner")
    send(owner, "tax")
    assert headings(owner) == ["Number", "Tax"]
    row = owner.get(NOW).text.split("<tbody")[1].split("</tr")[0]
    for part in ("cell-title", "cell-text", "cell-badge", "cell-value"):
        assert part in row
    assert re.search(r'class="cell-more num[^"]*"', row), "what was added is not on the card"
    send(owner)
    assert headings(owner) == ["Number"]


def test_only_what_a_list_offers_can_be_chosen(browser):
    owner = browser("owner")
    for columns, noun in ((["internal_note"], "invoice"), (["tax", "tax'--"], "invoice"), (["code"], "invoice"),
                          (["tax"], "people"), (["tax"], "")):  # fmt: skip
        assert send(owner, *columns, noun=noun).status_code == 400
    assert send(owner, *(["tax"] * 5000)).status_code in (303, 413)
    assert send(owner, "tax", next="//elsewhere.example/").location in ("/invoices", NOW)


def test_a_choice_survives_a_list_that_has_lost_a_column_or_shows_another_place(browser, owner):
    with db.owner() as session:
        session.execute(text("insert into portal.chosen_columns values (:p, 'invoice', '{record,gone,site,tax}')"),
                        {"p": owner.person_id})  # fmt: skip
        site = session.execute(text("select public_id from portal.sites where name = 'Hotel Miramar'")).scalar_one()
    one = browser("owner")
    assert headings(one) == ["Number", "Site", "Tax"]
    at_one_site = one.get(f"/invoices?site={site}").text
    assert re.search(r'name="columns"[^>]*value="site"', at_one_site.split('id="columns-form"')[1])
    assert "gone" not in at_one_site


def test_read_only_staff_keep_their_own_and_staff_who_look_as_somebody_see_that_persons(browser, owner):
    reader = browser("reader")
    assert send(reader, "client", "client_number", "tax").status_code == 303
    assert headings(reader) == ["Number", "Client", "Client number", "Tax"]
    send(browser("owner"), "po_number")
    admin = browser("admin")
    assert headings(admin)[:3] == ["Number", "Subject", "Client"]
    with db.owner() as session:
        client_id = session.execute(text("select public_id from portal.clients where number = 'C-001'")).scalar_one()
    sent = {"csrf_token": admin.csrf_token, "submission": "a" * 20, "person": owner.public_id, "client": client_id}
    assert admin.post("/view-as", data=sent).status_code == 303
    assert headings(admin) == ["Number", "Your order number"]
    assert 'id="choose-columns"' not in admin.get(NOW).text
    assert send(admin, "tax").status_code == 403
    assert headings(browser("owner")) == ["Number", "Your order number"]


def test_every_list_offers_its_columns_under_keys_of_their_own(owner):
    assert {export.table.noun for export in EXPORTS} == set(OFFERED)
    context = Context(owner, Scope(), company())
    for noun, columns in OFFERED.items():
        offered = columns(context)
        assert len({column.key for column in offered}) == len(offered) <= 40, noun
        assert offered[0].part == "title"
        assert all(column.part == "" for column in offered if column.extra)
        assert allowed(noun, context)[1]
        assert NOUNS[noun].path
