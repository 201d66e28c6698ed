"""Looking at the portal as somebody else: who may, what it shows, that it changes nothing, that it is written down."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from auth import guard
from auth.registry import REGISTERED
from data import database
from data.commands.people import change_preferences, remember_place
from data.queries.people import find_last_place
from data.queries.sessions import find_open_session
from data.viewer import Forbidden, Viewer
from tests import cast
from tests.doors import activity, move_clock, person_id, scalar, sql, token_of

SignIn = Callable[[FlaskClient, str], FlaskClient]


def public_id(table: str, name: str) -> str:
    column = "email" if table == "people" else "name"
    return str(scalar(f"select public_id from portal.{table} where {column} like :n", n=f"{name}%"))  # noqa: S608


def begin(client: FlaskClient, person: str = "colleague", of: str = "Grup") -> int:
    sent = {
        "csrf_token": token_of(client.get("/staff/clients").text), "person": public_id("people", person),
        "client": public_id("clients", of),
    }  # fmt: skip
    return client.post("/view-as", data=sent).status_code


@pytest.fixture
def looking(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """The administrator's browser, looking as the colleague."""
    sign_in(client, "admin")
    assert begin(client) == 303
    return client


@pytest.mark.parametrize("role", ["owner", "reader"])
def test_neither_clients_nor_read_only_staff_may_look_as_others(
    client: FlaskClient, sign_in: SignIn, role: str
) -> None:
    sign_in(client, role)
    page = client.get("/staff/clients" if role == "reader" else "/inspections")
    sent = {"csrf_token": token_of(page.text), "person": public_id("people", "stranger"),
            "client": public_id("clients", "Palazzo")}  # fmt: skip
    assert client.post("/view-as", data=sent).status_code == 403
    assert scalar("select count(*) from portal.events where verb like 'view_as%'") == 0


def test_nobody_looks_as_staff_or_as_somebody_who_has_no_access_there(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "admin")
    assert begin(client, "reader") == 404
    assert begin(client, "stranger", of="Grup") == 404
    sql("update portal.people set disabled_at = now() where email like 'colleague%'")
    assert begin(client, "colleague") == 404
    token = token_of(client.get("/staff/clients").text)
    assert client.post("/view-as", data={"csrf_token": token, "person": "x", "client": "' or 1=1"}).status_code == 404


def test_without_the_token_nothing_begins(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "admin")
    sent = {"person": public_id("people", "colleague"), "client": public_id("clients", "Grup")}
    assert client.post("/view-as", data=sent).status_code == 403


def test_staff_see_exactly_what_the_person_sees(looking: FlaskClient) -> None:
    page = looking.get("/inspections").text
    assert "INS-SPA" in page
    assert "INS-HOTEL" not in page
    assert "INS-VILLA" not in page
    assert "INS-MIRAMAR" not in page
    assert looking.get("/invoices").status_code in (403, 404)
    assert looking.get("/staff/clients").status_code in (403, 404)


def test_only_the_chosen_client_is_shown(client: FlaskClient, sign_in: SignIn) -> None:
    sql(
        "insert into portal.grants (public_id, person_id, client_id, areas)"
        " select 'bbbbbbbbbbbbbbbb', :p, id, '{inspections,billing}' from portal.clients where name like 'Palazzo%'",
        p=person_id("colleague"),
    )
    sign_in(client, "admin")
    assert begin(client) == 303
    page = client.get("/inspections").text
    assert "INS-SPA" in page
    assert "INS-VILLA" not in page
    assert client.get("/invoices").status_code == 403


def test_the_banner_names_the_person_and_stops_on_every_page(looking: FlaskClient) -> None:
    for path in ("/inspections", "/equipment", "/documents"):
        page = looking.get(path).text
        assert "Colleague Person" in page
        assert 'action="/view-as"' in page
        assert 'name="stop"' in page


def test_every_post_but_stopping_is_refused(looking: FlaskClient) -> None:
    token = token_of(looking.get("/inspections").text)
    posts = {
        rule.rule: name for name, rule in REGISTERED.routes.items() if "POST" in rule.methods and "<" not in rule.rule
    }
    assert "/view-as" in posts
    for rule in posts:
        if rule in ("/sign-out", "/sign-in", "/sign-in/code", "/sign-in/forgotten", "/sign-in/second", "/access"):
            continue  # the staff member's own door stays open
        sent = {"csrf_token": token, "submission": "x" * 20, "theme": "dark", "person": "x", "client": "y"}
        closed = 404 if rule == "/webhooks/bounces" else 403  # that one is no door of people's
        assert looking.post(rule, data=sent).status_code == closed, rule
    assert sql("select theme from portal.people where email like 'colleague%'")[0].theme == "auto"


def test_the_gate_refuses_before_any_command_is_reached(looking: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(looking.get("/inspections").text)
    monkeypatch.setattr(guard, "_WHILE_LOOKING", frozenset())
    assert looking.post("/view-as", data={"csrf_token": token, "stop": "1"}).status_code == 403
    assert scalar("select view_as_person_id is not null from portal.sessions")


def test_the_database_itself_refuses_changes(looking: FlaskClient, app: Flask) -> None:
    viewer = viewer_of(looking, app)
    assert viewer.read_only
    assert not viewer.is_staff
    with pytest.raises(DBAPIError, match="read-only transaction"), database.transaction(viewer) as session:
        session.execute(text("create temporary table x (y int)"))
    with pytest.raises(Forbidden):
        change_preferences(viewer, theme="dark")
    before = find_last_place(viewer)
    remember_place(viewer, viewer.clients[0].id, None)
    assert find_last_place(viewer) == before


def viewer_of(client: FlaskClient, app: Flask) -> Viewer:
    """The viewer behind a browser's cookie."""
    from auth.sessions import token_hash

    cookie = client.get_cookie("atrio")
    assert cookie is not None
    with app.test_request_context():
        found = find_open_session(token_hash(cookie.value), "csrf")
    assert found is not None
    return found.viewer


def test_stopping_leads_back_to_the_client(looking: FlaskClient) -> None:
    token = token_of(looking.get("/inspections").text)
    answer = looking.post("/view-as", data={"csrf_token": token, "stop": "1"})
    assert answer.location == f"/staff/clients/{public_id('clients', 'Grup')}"
    assert looking.get(answer.location).status_code == 200
    assert looking.post("/view-as", data={"csrf_token": token, "stop": "1"}).status_code == 303


def test_it_ends_by_itself_after_half_an_hour(looking: FlaskClient) -> None:
    move_clock("29 minutes")
    assert looking.get("/staff/clients").status_code in (403, 404)
    move_clock("1 minute 1 second")
    assert looking.get("/staff/clients").status_code == 200
    assert scalar("select details ->> 'reason' from portal.events where verb = 'view_as_ended'") == "time"


@pytest.mark.parametrize(
    "taken_away",
    ["update portal.people set disabled_at = now() where email like 'colleague%'",
     "update portal.grants set revoked_at = now() where site_id is not null",
     "update portal.people set staff_role = 'read_only' where email like 'admin%'"],
)  # fmt: skip
def test_it_ends_when_the_person_or_the_role_changes(looking: FlaskClient, taken_away: str) -> None:
    sql(taken_away)
    assert looking.get("/staff/clients").status_code == 200
    assert scalar("select view_as_person_id from portal.sessions") is None


def test_it_ends_with_the_access_of_the_member_of_staff(looking: FlaskClient) -> None:
    sql("update portal.people set disabled_at = now() where email like 'admin%'")
    assert looking.get("/inspections").status_code == 302


def test_signing_out_ends_both(looking: FlaskClient) -> None:
    token = token_of(looking.get("/inspections").text)
    assert looking.post("/sign-out", data={"csrf_token": token}).status_code == 303
    assert looking.get("/staff/clients").status_code == 302
    assert scalar("select count(*) from portal.events where verb = 'view_as_ended'") == 1


def test_begin_and_end_are_events_for_staff_and_marked_activity(looking: FlaskClient) -> None:
    looking.get("/inspections")
    token = token_of(looking.get("/inspections").text)
    looking.post("/view-as", data={"csrf_token": token, "stop": "1"})
    admin, colleague = person_id("admin"), person_id("colleague")
    events = sql("select verb, audience, person_id, details from portal.events where verb like 'view_as%' order by id")
    assert [(one.verb, one.audience, one.person_id, one.details["person"]) for one in events] == [
        ("view_as_started", "staff", admin, colleague), ("view_as_ended", "staff", admin, colleague),
    ]  # fmt: skip
    noted = [one for one in activity() if one.person_id == colleague]
    assert {"view_as_started", "view_as_ended"} <= {one.kind for one in noted}
    assert all(one.is_staff and one.acting_staff_id == admin for one in noted)


def test_a_look_is_no_visit_of_the_client(looking: FlaskClient) -> None:
    move_clock("25 minutes")
    looking.get("/inspections")
    person = sql("select last_visit_at, last_client_id from portal.people where email like 'colleague%'")[0]
    assert person == (None, None)


def test_the_client_does_not_read_of_it(looking: FlaskClient, colleague: Viewer) -> None:
    with database.transaction(colleague) as session:
        assert session.execute(text("select count(*) from portal.events where verb like 'view_as%'")).scalar() == 0


def test_signing_in_as_another_person_ends_the_look_as_well(looking: FlaskClient) -> None:
    token = token_of(looking.get("/inspections").text)
    sent = {"email": cast.EMAILS["owner"], "password": cast.PASSWORD, "csrf_token": token}
    assert looking.post("/sign-in", data=sent).status_code == 303
    assert looking.get("/invoices").status_code == 200
    assert scalar("select count(*) from portal.sessions where view_as_person_id is not null") == 0
    assert scalar("select details ->> 'reason' from portal.events where verb = 'view_as_ended'") == "stopped"
