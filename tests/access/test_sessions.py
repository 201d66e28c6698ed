"""Sessions: cookies, how long they last, how they end."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data import database as pools
from data.queries import sessions as session_queries
from tests import cast
from tests.doors import is_in, move_clock, person_id, scalar, sql, token_of, try_password

SignIn = Callable[[FlaskClient, str], FlaskClient]
OWNER = cast.EMAILS["owner"]


def test_the_cookie_is_closed_to_scripts_and_ends_with_the_browser(client: FlaskClient) -> None:
    cookie = session_cookie(client.post("/sign-in", data={"email": OWNER, "password": cast.PASSWORD}).headers)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie


def test_over_https_the_cookie_is_pinned_to_the_host(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.setitem(
        app.extensions, "settings", replace(app.extensions["settings"], base_url="https://portal.example")
    )
    client = app.test_client()
    sent = {"email": OWNER, "password": cast.PASSWORD}
    answer = client.post("/sign-in", data=sent, base_url="https://localhost")
    cookie = session_cookie(answer.headers)
    assert cookie.startswith("__Host-atrio=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def session_cookie(headers: object) -> str:
    cookies = headers.getlist("Set-Cookie")  # type: ignore[attr-defined]
    return next(
        one
        for one in cookies
        if one.split("=")[0] in ("atrio", "__Host-atrio") and not one.split("=")[1].startswith(";")
    )


def test_no_remember_cookie_exists_and_forwarded_addresses_change_nothing(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "owner")
    assert client.get_cookie("remember_token") is None
    assert client.get("/sign-in", headers={"X-Forwarded-For": "203.0.113.9", "User-Agent": "other"}).status_code == 303


def test_only_the_hash_of_the_session_is_stored(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "owner")
    cookie = client.get_cookie("atrio")
    assert cookie is not None
    assert len(cookie.value) >= 43
    assert (
        scalar("select count(*) from portal.sessions where sessions::text like '%' || :t || '%'", t=cookie.value) == 0
    )


def test_each_sign_in_has_a_new_session_and_ends_the_one_before(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "owner")
    first = client.get_cookie("atrio")
    token = token_of(client.get("/inspections").text)
    sent = {"email": OWNER, "password": cast.PASSWORD, "csrf_token": token}
    assert client.post("/sign-in", data=sent).status_code == 303
    second = client.get_cookie("atrio")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    client.set_cookie("atrio", first.value)
    assert not is_in(client)


def test_a_session_of_ones_own_choosing_is_never_taken_over(client: FlaskClient) -> None:
    client.set_cookie("atrio", "chosen-by-somebody-else-chosen-by-somebody")
    assert try_password(client) == 303
    cookie = client.get_cookie("atrio")
    assert cookie is not None
    assert cookie.value != "chosen-by-somebody-else-chosen-by-somebody"


@pytest.mark.parametrize("value", ["x" * 4000, "é", "", "' or 1=1 --", "%00"])
def test_cookies_that_make_no_sense_are_nobody(client: FlaskClient, value: str) -> None:
    client.set_cookie("atrio", value)
    assert not is_in(client)


def test_after_signing_out_a_copied_cookie_opens_nothing(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "owner")
    cookie = client.get_cookie("atrio")
    token = token_of(client.get("/inspections").text)
    answer = client.post("/sign-out", data={"csrf_token": token})
    assert answer.status_code == 303
    assert answer.location == "/sign-in"
    assert '"storage"' in answer.headers["Clear-Site-Data"]
    assert client.get_cookie("atrio") is None
    assert cookie is not None
    client.set_cookie("atrio", cookie.value)
    assert not is_in(client)


def test_signing_somebody_out_needs_their_token(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "owner")
    assert client.post("/sign-out").status_code == 403
    assert client.post("/sign-out", headers={"Origin": "http://localhost"}).status_code == 403
    assert client.post("/sign-out", data={"csrf_token": "x"}).status_code == 403
    assert is_in(client)


@pytest.mark.parametrize(
    "taken_away",
    [
        "update portal.people set disabled_at = now() where id = :p",
        "update portal.grants set revoked_at = now() where person_id = :p",
        "update portal.grants set valid_until = portal.today() - 1 where person_id = :p",
        "insert into portal.revocations (person_id, client_id) select :p, id from portal.clients",
        "update portal.sessions set ended_at = now() where person_id = :p",
    ],
)
def test_access_taken_away_ends_at_the_next_request(client: FlaskClient, sign_in: SignIn, taken_away: str) -> None:
    sign_in(client, "owner")
    assert client.get("/inspections").status_code == 200
    sql(taken_away, p=person_id("owner"))
    assert client.get("/inspections").status_code == 302
    assert not is_in(client)


def test_disabled_staff_are_out_at_the_next_request(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "admin")
    assert client.get("/staff/clients").status_code == 200
    sql("update portal.people set disabled_at = now() where id = :p", p=person_id("admin"))
    assert client.get("/staff/clients").status_code == 302


@pytest.mark.parametrize(
    ("role", "keep", "steps", "holds"),
    [
        ("owner", "", ["11 hours 59 minutes"], True),
        ("owner", "", ["12 hours 1 minute"], False),
        ("owner", "", ["11 hours", "11 hours", "3 hours"], False),
        ("owner", "1", ["13 days 23 hours"], True),
        ("owner", "1", ["14 days 1 minute"], False),
        ("owner", "1", ["13 days", "13 days", "3 days"], True),
        ("owner", "1", ["13 days", "13 days", "4 days 1 minute"], False),
        ("admin", "1", ["1 hour 59 minutes"], True),
        ("admin", "1", ["2 hours 1 minute"], False),
    ],
)
def test_sessions_last_as_long_as_promised(
    client: FlaskClient, role: str, keep: str, steps: list[str], holds: bool
) -> None:
    assert try_password(client, email=cast.EMAILS[role], keep=keep) == 303
    for step in steps[:-1]:
        move_clock(step)
        assert is_in(client)
    move_clock(steps[-1])
    assert is_in(client) is holds


def test_keeping_signed_in_outlives_the_browser_but_not_for_staff(app: Flask) -> None:
    for role, kept in (("owner", True), ("admin", False)):
        sent = {"email": cast.EMAILS[role], "password": cast.PASSWORD, "keep": "1"}
        answer = app.test_client().post("/sign-in", data=sent)
        cookie = session_cookie(answer.headers)
        assert ("Max-Age=2592000" in cookie) is kept


def test_a_new_visit_remembers_when_the_last_one_ended(client: FlaskClient, sign_in: SignIn) -> None:
    assert scalar("select last_visit_at from portal.people where email = :e", e=OWNER) is None
    sign_in(client, "owner")
    assert scalar("select last_visit_at from portal.people where email = :e", e=OWNER) is None
    first = scalar("select last_seen_at from portal.sessions")
    move_clock("40 minutes")
    assert is_in(client)
    assert scalar("select last_visit_at from portal.people where email = :e", e=OWNER) == first
    move_clock("10 minutes")
    assert is_in(client)
    assert scalar("select last_visit_at from portal.people where email = :e", e=OWNER) == first


def test_the_session_is_looked_up_once_in_a_request(
    client: FlaskClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, "owner")
    seen: list[str] = []
    real = session_queries.find_open_session
    monkeypatch.setattr("auth.sessions.find_open_session", lambda *a: seen.append("x") or real(*a))
    assert client.get("/inspections").status_code == 200
    assert len(seen) == 1
    assert pools.engine("door") is not None
