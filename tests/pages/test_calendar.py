"""The calendar page: the table, the list that says the same in words, and the ways between months."""

import re
from html import unescape

import pytest
from sqlalchemy import text

from data import database as db
from tests import cast

pytestmark = pytest.mark.one_database


def shown(answer) -> str:
    page = answer.get_data(as_text=True)
    return re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", page)


def words(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown(answer))).split())


def test_the_stranger_and_the_colleague_see_their_own_days_only(client, sign_in):
    sign_in(client, "stranger")
    page = words(client.get("/calendar"))
    assert "INV-VILLA" in page
    assert "HOTEL" not in page
    assert "SPA" not in page


def test_the_colleague_sees_no_money_and_no_other_site(client, sign_in):
    sign_in(client, "colleague")
    page = words(client.get("/calendar"))
    assert "INS-SPA" in page
    assert "JOB-SPA" in page
    for hidden in ("INV-", "QUO-", "HOTEL", "MIRAMAR", "VILLA"):
        assert hidden not in page


@pytest.mark.parametrize("person", ["owner", "admin"])
def test_drafts_withdrawn_records_and_internal_words_are_in_no_calendar(client, sign_in, person):
    sign_in(client, person)
    sent = client.get("/calendar").get_data(as_text=True)
    assert "INS-HOTEL" in sent
    for secret in (cast.CANARY, "DRAFT", "WITHDRAWN"):
        assert secret not in sent


def test_every_entry_of_the_table_stands_in_the_list_and_every_jump_arrives(client, sign_in):
    sign_in(client, "owner")
    page = shown(client.get("/calendar"))
    table, rest = page.split('id="days"')
    for noun, prefix in (("inspections", "INS"), ("jobs", "JOB"), ("invoices", "INV")):
        assert f'href="/{noun}/' in rest
        assert f"{prefix}-HOTEL" in unescape(rest)
    jumps = set(re.findall(r'href="#(day-[\d-]+)"', table))
    assert jumps
    assert jumps <= set(re.findall(r'id="(day-[\d-]+)"', rest))
    assert len(re.findall(r'aria-current="date"', table)) == 1
    for name in ("Monday", "Sunday"):
        assert name in words(client.get("/calendar"))


def test_the_ways_to_other_months_keep_the_chosen_site(client, sign_in):
    sign_in(client, "owner")
    with db.owner() as session:
        hotel = session.execute(text("select public_id from portal.sites where name = 'Hotel Miramar'")).scalar_one()
    page = unescape(shown(client.get(f"/calendar?month=2027-01&site={hotel}")))
    assert "January 2027" in page
    assert f'href="/calendar?month=2026-12&site={hotel}"' in page
    assert f'href="/calendar?month=2027-02&site={hotel}"' in page
    assert "Nothing in this month" in page


@pytest.mark.parametrize("month", ["2026-13", "x", "", "9999-12", "2026-11-01"])
def test_a_malformed_month_is_a_clear_refusal(client, sign_in, month):
    sign_in(client, "owner")
    answer = client.get("/calendar", query_string={"month": month} if month else "month=x")
    assert answer.status_code == 400
    assert "A month is written like 2026-11." in words(answer)


@pytest.mark.parametrize(
    ("code", "pieces"),
    [("es", ("Calendario", "lunes", "Día a día")), ("it", ("Calendario", "lunedì", "Giorno per giorno")),
     ("ro", ("Calendar", "luni", "Zi cu zi"))],
)  # fmt: skip
def test_the_calendar_speaks_the_persons_language(client, sign_in, code, pieces):
    change = text("update portal.people set language = :code where email = :email")
    with db.owner() as session:
        session.execute(change, {"code": code, "email": cast.EMAILS["owner"]})
    try:
        sign_in(client, "owner")
        page = words(client.get("/calendar"))
        for piece in pieces:
            assert piece in page
    finally:
        with db.owner() as session:
            session.execute(change, {"code": "en", "email": cast.EMAILS["owner"]})
