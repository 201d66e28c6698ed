"""All sites through the whole application: list, picture and file, rights first."""

import csv
import io
import re

import pytest
from sqlalchemy import text

from data import database as db
from tests import cast

pytestmark = pytest.mark.one_database
NAMES = ("Hotel Miramar", "Spa Miramar", "Villa Palazzo")
WAYS = ("/sites", "/sites?view=picture", "/export/sites.csv")


@pytest.fixture(scope="module")
def placed(_module_clone: bool) -> None:
    """The sites of the cast on the coast, and an open defect and a late invoice in the hotel."""
    with db.owner() as session:
        for north, name in enumerate(NAMES):
            placing = "update portal.sites set latitude = 41.3 + :n / 10.0, longitude = 2.1 where name = :name"
            session.execute(text(placing),
                            {"n": north, "name": name})  # fmt: skip
        site = session.execute(text("select id, client_id from portal.sites where name = 'Hotel Miramar'")).one()
        cast.insert(session, "defects", client_id=site.client_id, site_id=site.id, number="D-1", title="Door",
                    severity="critical", found_on="2026-01-02", internal_note=cast.CANARY,
                    published_at="2026-01-02T00:00:00Z")  # fmt: skip


@pytest.fixture
def seen(client, sign_in, placed):
    """What an address shows to one of the cast."""

    def show(person: str, address: str) -> str:
        sign_in(client, person)
        answer = client.get(address)
        assert answer.status_code == 200, address
        found: str = answer.get_data(as_text=True)
        assert cast.CANARY not in found
        return found if "/export/" in address else found.split("<main")[1].split("</main")[0]

    return show


@pytest.mark.parametrize("way", WAYS)
def test_everybody_meets_only_their_own_sites(seen, way):
    for person, own in (("stranger", {"Villa Palazzo"}), ("colleague", {"Spa Miramar"}), ("owner", set(NAMES[:2]))):
        shown = seen(person, way)
        assert {name for name in NAMES if name in shown} == own, person


def test_who_sees_no_money_takes_none_away(seen):
    head = next(csv.reader(io.StringIO(seen("colleague", "/export/sites.csv").lstrip("\ufeff"))))
    assert "Critical defects" in head
    assert not [name for name in head if "EUR" in name or "Overdue" in name or "Quote" in name]


def test_a_file_has_the_rows_of_the_page_in_its_order_with_typed_figures(seen):
    rows = list(
        csv.DictReader(io.StringIO(seen("owner", "/export/sites.csv?sort=-defects&q=miramar").lstrip("\ufeff")))
    )
    shown = seen("owner", "/sites?sort=-defects&q=miramar")
    assert [row["Site"] for row in rows] == re.findall(r'record-link">([^<]+)<', shown)
    assert rows[0]["Site"] == "Hotel Miramar"
    assert (rows[0]["Critical defects"], rows[0]["Owed EUR"], rows[0]["Latitude"]) == ("2", "100.00", "41.300000")


def test_headings_lead_to_the_other_order_and_say_the_one_there_is(seen):
    usual = seen("owner", "/sites")
    assert 'aria-sort="descending"' in usual.split('id="sort-state"')[0].rsplit("<th", 1)[1]
    assert usual.count("aria-sort") == 1
    assert 'href="/sites?sort=-overdue"' in usual
    assert 'href="/sites?q=miramar&amp;sort=overdue"' in seen("owner", "/sites?q=miramar&sort=-overdue")


def test_the_picture_links_each_dot_to_its_site_and_tells_how_it_stands(seen):
    shown = seen("owner", "/sites?view=picture")
    assert "Hotel Miramar: Critical defect" in shown
    assert len(re.findall(r'<a href="/\?site=[a-z2-7]{16}" class="spot ', shown)) == 4, "two sites, wide and narrow"
    assert "without coordinates" not in shown
    assert "41.3" not in re.sub(r'part=[^"]*', "", shown), "a picture needs no coordinates beside it"


@pytest.mark.parametrize(
    "query", ["sort=nothing", "sort=-", "view=globe", "part=1,2", "part=a,b,c,d", "part=1e9,0,0,0"]
)
def test_a_question_that_makes_no_sense_is_told_so(client, sign_in, query):
    sign_in(client, "owner")
    assert client.get(f"/sites?{query}").status_code == 400
    assert client.get(f"/export/sites.csv?{query}").status_code == 400


def test_only_who_may_take_data_away_gets_the_file(client, sign_in, placed):
    sign_in(client, "stranger")
    with db.owner() as session:
        session.execute(text("update portal.grants set exports = false where person_id = (select id from portal.people"
                             " where email = :e)"), {"e": cast.EMAILS["stranger"]})  # fmt: skip
    try:
        assert client.get("/export/sites.csv").status_code == 403
        assert "/export/" not in client.get("/sites").get_data(as_text=True)
    finally:
        with db.owner() as session:
            session.execute(text("update portal.grants set exports = true"))
