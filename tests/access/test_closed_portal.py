"""A closed portal: for everybody, a client or an area. No data, a clear page, sessions that end; staff get in."""

import secrets
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from data.commands.closing import close_portal, open_portal
from data.commands.company import change_settings
from data.queries.company import forget_company
from data.queries.invoices import find_invoice
from data.queries.sessions import find_viewer
from data.viewer import Conflict, Forbidden, NotFound, SignedOut, Viewer
from tests import cast
from tests.doors import is_in, person_id, scalar, sql, token_of, try_password

CLOSED = "The portal is closed at the moment"


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    """What one test has set is not remembered in the next."""
    forget_company()
    yield
    forget_company()


def client_of(name: str) -> str:
    return str(scalar("select public_id from portal.clients where name like :name", name=f"{name}%"))


def test_only_administrators_close_a_client(owner: Viewer, reader: Viewer, admin: Viewer):
    miramar = client_of("Grup")
    for person in (owner, reader):
        with pytest.raises(Forbidden):
            close_portal(person, miramar)
    with pytest.raises(NotFound):
        close_portal(admin, "a" * 16)
    close_portal(admin, miramar)
    with pytest.raises(Conflict):
        close_portal(admin, miramar)
    open_portal(admin, miramar)
    verbs = sql("select verb, person_id from portal.events where verb like 'portal%' order by id")
    assert [tuple(row) for row in verbs] == [
        ("portal_closed", person_id("admin")),
        ("portal_opened", person_id("admin")),
    ]


def test_the_next_request_of_a_closed_client_says_so_and_ends_the_session(
    client: FlaskClient, app, sign_in, admin: Viewer
):
    owner, stranger = sign_in(client, "owner"), sign_in(app.test_client(), "stranger")
    sql("update portal.people set language = 'es' where id = :person", person=person_id("owner"))
    close_portal(admin, client_of("Grup"))
    answer = owner.get("/invoices")
    assert answer.status_code == 403
    assert "El portal está cerrado en este momento" in answer.text
    assert cast.SETTINGS["phone"] in answer.text
    assert "INV-" not in answer.text
    assert "Miramar" not in answer.text
    assert scalar("select ended_at is not null from portal.sessions where person_id = :p", p=person_id("owner"))
    assert not is_in(owner)
    assert stranger.get("/invoices").status_code == 200  # another client's portal stays open


@pytest.mark.parametrize(
    "address", ["/export/invoices.csv", "/statement.pdf", "/calendar", "/search?q=hotel", "/documents", "/scope"]
)
def test_nothing_leaves_a_closed_portal_by_any_way(client: FlaskClient, sign_in, admin: Viewer, address: str):
    sign_in(client, "owner")
    change_settings(admin, portal_open=False)
    answer = client.get(address)
    assert answer.status_code == 403
    assert "HOTEL" not in answer.text
    assert CLOSED in answer.text


def test_a_script_is_told_in_its_own_form(client: FlaskClient, sign_in, admin: Viewer):
    sign_in(client, "owner")
    change_settings(admin, portal_open=False)
    answer = client.post("/_dash-update-component", json={}, headers={"X-CSRFToken": "x"})
    assert (answer.status_code, answer.json["status"]) == (403, 403)
    assert answer.json["error"] == CLOSED
    assert answer.headers["X-Portal-Closed"]  # the script goes to the page, and only there the session ends
    assert client.get("/search/panel", headers={"Sec-Fetch-Mode": "cors"}).status_code == 403
    assert CLOSED in client.get("/").text
    assert client.get("/").status_code == 302


def test_who_signs_in_to_a_closed_portal_is_told_and_a_stranger_learns_nothing(
    client: FlaskClient, app, sign_in, admin: Viewer
):
    close_portal(admin, client_of("Grup"))
    assert try_password(client, password="not the password at all") == 401  # noqa: S106
    assert CLOSED not in client.get("/sign-in").text
    assert try_password(client) == 303  # the right one
    assert CLOSED in client.get("/").text
    assert not is_in(client)
    change_settings(admin, portal_open=False)
    assert CLOSED in client.get("/sign-in").text  # for everybody: no secret
    staff = sign_in(app.test_client(), "admin")
    assert "INV-HOTEL" in staff.get("/invoices").text


def test_the_database_gives_nothing_to_a_viewer_from_before(owner: Viewer, colleague: Viewer, admin: Viewer):
    invoice = scalar("select public_id from portal.invoices where number = 'INV-HOTEL'")
    assert find_invoice(owner, invoice)
    close_portal(admin, client_of("Grup"))
    for person in (colleague, owner):
        with pytest.raises(SignedOut):
            find_invoice(person, invoice)
    assert find_viewer(person_id("owner")) is None  # nor is anything packed for them later
    open_portal(admin, client_of("Grup"))
    change_settings(admin, closed_areas=("billing",))
    with pytest.raises(NotFound):
        find_invoice(owner, invoice)


def test_a_person_of_two_clients_keeps_the_open_one(client: FlaskClient, sign_in, admin: Viewer):
    sql("insert into portal.grants (public_id, person_id, client_id, areas) select 'bbbbbbbbbbbbbbbb', :person, id,"
        " array['billing'] from portal.clients where name like 'Palazzo%'", person=person_id("owner"))  # fmt: skip
    sign_in(client, "owner")
    close_portal(admin, client_of("Grup"))
    page = client.get("/invoices").text
    assert "INV-VILLA" in page
    assert "INV-HOTEL" not in page
    assert client.get(f"/?client={client_of('Grup')}").status_code == 404


def test_a_closed_area_is_gone_from_the_navigation_and_says_so_at_its_address(
    client: FlaskClient, sign_in, admin: Viewer
):
    sign_in(client, "owner")
    assert 'href="/invoices"' in client.get("/").text
    change_settings(admin, closed_areas=("billing",))
    home = client.get("/")
    assert home.status_code == 200
    assert 'href="/invoices"' not in home.text
    invoice = scalar("select public_id from portal.invoices where number = 'INV-HOTEL'")
    for address in ("/invoices", f"/invoices/{invoice}", f"/invoices/{invoice}/pdf", "/export/invoices.csv"):
        answer = client.get(address)
        assert answer.status_code == 403, address
        assert "This part of the portal is closed at the moment" in answer.text
        assert "INV-" not in answer.text
    assert client.get("/jobs").status_code == 200
    assert "INV-HOTEL" not in client.get("/search?q=hotel").text


def test_staff_cannot_see_with_the_eyes_of_somebody_shut_out(client: FlaskClient, sign_in, admin: Viewer):
    miramar = client_of("Grup")
    sign_in(client, "admin")
    person = scalar("select public_id from portal.people where id = :p", p=person_id("owner"))
    sent = {"person": person, "client": miramar, "csrf_token": token_of(client.get("/staff/clients").text)}
    assert client.post("/view-as", data=sent).status_code == 303
    assert "You see the portal as" in client.get("/").text
    close_portal(admin, miramar)
    assert "You see the portal as" not in client.get("/staff/clients").text  # it ends by itself
    assert client.post("/view-as", data=sent).status_code == 404


def test_an_administrator_closes_and_opens_by_the_pages(client: FlaskClient, sign_in):
    miramar = client_of("Grup")
    sign_in(client, "admin")
    page = client.get(f"/staff/clients/{miramar}").text
    assert f"/c/{miramar}" in page

    def turn(to: str) -> None:
        sent = {"turn": to, "csrf_token": token_of(page), "submission": secrets.token_urlsafe(16)}
        assert client.post(f"/staff/clients/{miramar}/portal", data=sent).status_code == 303

    turn("close")
    assert "Closed since" in client.get(f"/staff/clients/{miramar}").text
    assert "Grup Miramar" in client.get("/staff/settings/portal").text
    turn("open")
    sent = {"portal_open": "", "open_areas": ["jobs", "billing"], "seen": "0", "csrf_token": token_of(page),
            "submission": secrets.token_urlsafe(16)}  # fmt: skip
    assert client.post("/staff/settings/portal", data=sent).status_code == 303
    assert "The portal for clients: open → closed" in client.get("/staff/settings/portal").text
    later = {**sent, "portal_open": "1", "submission": secrets.token_urlsafe(16)}
    assert client.post("/staff/settings/portal", data=later).status_code == 409
