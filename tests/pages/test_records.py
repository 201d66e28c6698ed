"""Lists and record pages through the whole application: status, words, links, and nothing that is not published."""

import re
from html import unescape

import pytest
from icalendar import Calendar
from sqlalchemy import text

from data import database as db
from tests import cast

pytestmark = pytest.mark.one_database

PATHS = {
    "inspections": "INS", "equipment": "EXT", "jobs": "JOB", "invoices": "INV", "payments": "PAY", "quotes": "QUO",
    "contracts": "CON", "orders": "ORD", "bookings": "BOO", "defects": "DEF",
}  # fmt: skip
MONEY = {"invoices", "payments", "quotes", "contracts"}
EVERY_NOUN = pytest.mark.parametrize("noun", PATHS)


def address(noun: str, name: str) -> str:
    """The record page of the cast's record of that name."""
    column = "code" if noun == "equipment" else "number"
    with db.owner() as session:
        query = text(f"select public_id from portal.{noun} where {column} = :n")
        return f"/{noun}/" + session.execute(query, {"n": f"{PATHS[noun]}-{name}"}).scalar_one()


def words(answer) -> str:
    """What stands on the page as text, scripts and embedded data left out."""
    page = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", answer.get_data(as_text=True))
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@EVERY_NOUN
def test_the_stranger_gets_not_found_for_the_records_of_others(client, sign_in, noun):
    sign_in(client, "stranger")
    for name in ("HOTEL", "SPA", "MIRAMAR"):
        answer = client.get(address(noun, name))
        assert answer.status_code == 404
        assert name not in words(answer)
    page = words(client.get(f"/{noun}"))
    assert f"{PATHS[noun]}-VILLA" in page
    assert "HOTEL" not in page
    assert "SPA" not in page


@EVERY_NOUN
def test_who_is_not_signed_in_is_led_to_sign_in_and_back(client, noun):
    for path in (f"/{noun}", address(noun, "HOTEL")):
        answer = client.get(path)
        assert answer.status_code in (302, 303)
        assert answer.location.endswith(f"/sign-in?next={path}")


@EVERY_NOUN
def test_the_owner_reads_list_and_record(client, sign_in, noun):
    sign_in(client, "owner")
    page = words(client.get(f"/{noun}"))
    for name in ("HOTEL", "SPA", "MIRAMAR"):
        assert f"{PATHS[noun]}-{name}" in page
    assert "3 records" in page
    answer = client.get(address(noun, "HOTEL"))
    assert answer.status_code == 200
    page = words(answer)
    for piece in (f"{PATHS[noun]}-HOTEL", "Hotel Miramar", "Published", "+34 932 555 014", "hello@vigil.example"):
        assert piece in page


@EVERY_NOUN
def test_the_colleague_is_stopped_by_area_and_by_site(client, sign_in, noun):
    sign_in(client, "colleague")
    answer = client.get(f"/{noun}")
    if noun in MONEY:
        assert answer.status_code == 403
        assert client.get(address(noun, "SPA")).status_code == 403
    else:
        assert f"{PATHS[noun]}-SPA" in words(answer)
        assert client.get(address(noun, "SPA")).status_code == 200
        for name in ("HOTEL", "MIRAMAR"):
            assert client.get(address(noun, name)).status_code == 404


@EVERY_NOUN
@pytest.mark.parametrize("person", ["admin", "reader"])
def test_staff_read_the_same_pages_over_all_clients(client, sign_in, noun, person):
    sign_in(client, person)
    page = words(client.get(f"/{noun}"))
    for name in ("HOTEL", "VILLA"):
        assert f"{PATHS[noun]}-{name}" in page
    assert "Palazzo Vecchio S.p.A." in page
    assert "Grup Miramar S.L." in words(client.get(address(noun, "HOTEL")))


@EVERY_NOUN
@pytest.mark.parametrize("person", ["owner", "admin"])
def test_drafts_withdrawn_records_and_internal_words_never_leave_the_server(client, sign_in, noun, person):
    sign_in(client, person)
    for path in (f"/{noun}", address(noun, "HOTEL"), "/documents"):
        sent = client.get(path).get_data(as_text=True)
        for secret in (cast.CANARY, "WITHDRAWN", "DRAFT"):
            assert secret not in sent
    for name in ("DRAFT", "WITHDRAWN"):
        assert client.get(address(noun, name)).status_code == 404


@EVERY_NOUN
def test_withdrawing_hides_a_record_at_once(client, sign_in, noun):
    sign_in(client, "owner")
    path = address(noun, "SPA")
    assert client.get(path).status_code == 200
    withdraw = text(f"update portal.{noun} set withdrawn_at = :at where public_id = :id")
    with db.owner() as session:
        at = session.execute(text("select now()")).scalar_one()
        session.execute(withdraw, {"at": at, "id": path.rsplit("/", 1)[1]})
    try:
        assert client.get(path).status_code == 404
        assert f"{PATHS[noun]}-SPA" not in words(client.get(f"/{noun}"))
    finally:
        with db.owner() as session:
            session.execute(withdraw, {"at": None, "id": path.rsplit("/", 1)[1]})


@EVERY_NOUN
def test_narrowing_to_a_site_is_checked_like_everything(client, sign_in, noun):
    with db.owner() as session:
        sites = dict(session.execute(text("select name, public_id from portal.sites")).all())
    sign_in(client, "owner")
    page = words(client.get(f"/{noun}?site={sites['Hotel Miramar']}"))
    assert f"{PATHS[noun]}-HOTEL" in page
    assert f"{PATHS[noun]}-SPA" not in page
    for wrong in (sites["Villa Palazzo"], "a" * 16, "nonsense", "' or 1=1 --"):
        assert client.get(f"/{noun}", query_string={"site": wrong}).status_code == 404
        assert client.get(f"/{noun}", query_string={"client": wrong}).status_code == 404


@EVERY_NOUN
@pytest.mark.parametrize("after", ["x", "W10", "%00", "a" * 1500, "' or 1=1 --", "WyIyMDI2LTAxLTAxIiwieCJd"])
def test_a_malformed_place_in_a_list_is_a_bad_request(client, sign_in, noun, after):
    sign_in(client, "owner")
    assert client.get(f"/{noun}", query_string={"after": after}).status_code == 400


@EVERY_NOUN
@pytest.mark.parametrize("id", ["", "x", "A" * 16, "a" * 15, "a" * 17, "1" * 16, "..%2f..%2fetc", "a" * 16])
def test_an_address_without_a_record_is_not_found(client, sign_in, noun, id):
    if not id:
        return
    sign_in(client, "owner")
    assert client.get(f"/{noun}/{id}").status_code == 404


def test_the_invoice_page_states_totals_payments_and_balance(client, sign_in):
    sign_in(client, "owner")
    page = words(client.get(address("invoices", "HOTEL")))
    for piece in ("Invoice INV-HOTEL", "Invoice line HOTEL", "€121.00", "€100.00", "Payment PAY-HOTEL", "Bank transfer",
                  "Quote QUO-HOTEL", "Inspection INS-HOTEL"):  # fmt: skip
        assert piece in page


def test_the_inspection_page_shows_failing_lines_first_with_their_remarks(client, sign_in):
    sign_in(client, "owner")
    page = words(client.get(address("inspections", "HOTEL")))
    lines = page[page.index("What was checked") :]
    assert lines.index("Not compliant") < lines.index("Not reachable") < lines.index("Compliant", lines.index("Lobby"))
    for piece in ("Remark HOTEL", "EXT-HOTEL", "Detector HOTEL", "1 / 3", "Contract CON-HOTEL", "Quote QUO-HOTEL"):
        assert piece in page


def test_the_equipment_page_shows_results_documents_and_what_is_due(client, sign_in):
    sign_in(client, "owner")
    page = words(client.get(address("equipment", "HOTEL")))
    for piece in ("Fire extinguisher EXT-HOTEL", "INS-HOTEL", "Next retest", "Manual HOTEL", "Lobby"):
        assert piece in page


def test_related_records_are_linked_both_ways(client, sign_in):
    sign_in(client, "owner")
    for noun, others in {
        "quotes": ["inspections", "orders", "jobs", "invoices", "defects"], "orders": ["quotes"],
        "jobs": ["quotes", "defects"], "defects": ["inspections", "equipment", "quotes", "jobs"],
        "contracts": ["inspections"], "bookings": ["inspections"], "payments": ["invoices"],
        "inspections": ["contracts", "quotes", "bookings", "invoices", "equipment", "defects"],
        "invoices": ["quotes", "inspections", "payments"],
    }.items():  # fmt: skip
        sent = client.get(address(noun, "HOTEL")).get_data(as_text=True)
        for other in others:
            assert f'href="{address(other, "HOTEL")}"' in sent, (noun, other)


def test_every_language_shows_lists_and_records(client, sign_in):
    sign_in(client, "owner")
    for code, money in {"es": "121,00\u00a0€", "it": "121,00\u00a0€", "ro": "121,00\u00a0EUR"}.items():
        with db.owner() as session:
            session.execute(text("update portal.people set language = :l where email like 'owner@%'"), {"l": code})
        for path in ("/invoices", address("invoices", "HOTEL")):
            answer = client.get(path)
            assert answer.status_code == 200
            assert money in answer.get_data(as_text=True).replace("&nbsp;", "\u00a0")
    with db.owner() as session:
        session.execute(text("update portal.people set language = 'en' where email like 'owner@%'"))


def test_the_list_of_documents_shows_what_each_is_about(client, sign_in):
    sign_in(client, "owner")
    answer = client.get("/documents")
    for piece in ("Manual HOTEL", "Equipment EXT-HOTEL", "Manual SPA", "Manual MIRAMAR"):
        assert piece in words(answer)
    assert f'href="{address("equipment", "HOTEL")}"' in answer.get_data(as_text=True)


def test_a_chosen_site_is_carried_along_by_every_link(client, sign_in):
    sign_in(client, "owner")
    with db.owner() as session:
        hotel = session.execute(text("select public_id from portal.sites where name = 'Hotel Miramar'")).scalar_one()
    for path in ("/invoices", address("invoices", "HOTEL")):
        sent = client.get(f"{path}?site={hotel}").get_data(as_text=True)
        links = re.findall(r'href="(/(?:invoices|quotes|payments|inspections)[^"]*)"', sent)
        assert len(links) > 4
        pages = [link for link in links if "/pdf" not in link]
        assert all(link.endswith(f"site={hotel}") for link in pages), pages


def headings(client):
    page = client.get("/inspections").get_data(as_text=True)
    return [re.sub("<[^>]+>", "", one) for one in re.findall(r"<th [^>]*columnheader[^>]*>(.*?)</th>", page)]


def test_the_site_column_is_hidden_where_there_is_one_site(app, client, sign_in):
    sign_in(client, "owner")
    assert "Site" in headings(client)
    client = sign_in(app.test_client(), "stranger")
    assert not {"Site", "Client"} & set(headings(client))


@pytest.mark.parametrize(("table", "words_of_it"), [("orders", "No orders yet"), ("bookings", "No bookings yet")])
def test_an_empty_list_says_why_and_a_narrowed_one_leads_back(app, client, sign_in, table, words_of_it):
    with db.owner() as session:
        spa = session.execute(text("select id, public_id from portal.sites where name = 'Spa Miramar'")).one()
        hide = text(f"update portal.{table} set withdrawn_at = now() where site_id = :id")
        session.execute(hide, {"id": spa.id})
    try:
        sign_in(client, "owner")
        answer = client.get(f"/{table}?site={spa.public_id}")
        assert words_of_it in words(answer)
        assert "Show all sites" in words(answer)
        client = sign_in(app.test_client(), "colleague")
        page = words(client.get(f"/{table}"))
        assert words_of_it in page
        assert "Show all sites" not in page
    finally:
        with db.owner() as session:
            session.execute(text(f"update portal.{table} set withdrawn_at = null where site_id = :id"), {"id": spa.id})


def test_a_long_list_goes_on_page_by_page(client, sign_in, monkeypatch):
    from data.queries import slices

    monkeypatch.setattr(slices, "PAGE", 2)
    sign_in(client, "owner")
    first = client.get("/jobs").get_data(as_text=True)
    assert "First page" not in first
    [after] = re.findall(r'href="(/jobs\?after=[^"]+)"', first)
    second = client.get(unescape(after))
    assert second.status_code == 200
    assert len(re.findall(r'role="rowheader"', second.get_data(as_text=True))) == 1
    assert "First page" in words(second)
    assert not re.search(r'href="[^"]*after=', second.get_data(as_text=True).split("<main")[1].split("</main")[0])


def calendar_of(client, path: str):
    answer = client.get(f"{path}/calendar.ics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return Calendar.from_ical(answer.data)


def test_appointments_can_be_taken_into_a_calendar_in_the_zone_of_the_site(app, client, sign_in):
    with db.owner() as session:
        session.execute(text("update portal.inspections set state = 'scheduled', done_on = null, scheduled_from ="
                             " '2026-12-04 08:00+00', scheduled_until = '2026-12-04 10:00+00',"
                             " preparation = 'Keys, please; ș' where number = 'INS-SPA'"))  # fmt: skip
        session.execute(text("update portal.bookings set state = 'confirmed', starts_at = '2026-07-04 08:00+00',"
                             " technician = 'Marc' where number = 'BOO-SPA'"))  # fmt: skip
    sign_in(client, "owner")
    path = address("inspections", "SPA")
    calendar = calendar_of(client, path)
    [event] = calendar.events
    assert event.start.isoformat() == "2026-12-04T09:00:00+01:00"
    assert event.end.isoformat() == "2026-12-04T11:00:00+01:00"
    assert event["uid"] == f"inspection-{path.rsplit('/', 1)[1]}@atrio"
    assert "Spa Miramar, Passeig Marítim 3" in event["location"]
    assert event["description"] == "Keys, please; ș"
    assert [zone["tzid"] for zone in calendar.timezones] == ["Europe/Madrid"]
    assert event["uid"] == calendar_of(client, path).events[0]["uid"]
    booking = calendar_of(client, address("bookings", "SPA")).events[0]
    assert booking.start.isoformat() == "2026-07-04T10:00:00+02:00"
    assert "Add to calendar" in words(client.get(path))
    assert client.get(address("inspections", "HOTEL") + "/calendar.ics").status_code == 404
    assert client.get(address("bookings", "HOTEL") + "/calendar.ics").status_code == 404
    client = sign_in(app.test_client(), "stranger")
    for noun in ("inspections", "bookings"):
        assert client.get(address(noun, "SPA") + "/calendar.ics").status_code == 404
