"""Signing in with a password: forms, refusals, the way back; strangers and attackers first."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import cast
from tests.doors import activity, is_in, person_id, scalar, sql, token_of, try_password

SignIn = Callable[[FlaskClient, str], FlaskClient]
OWNER = cast.EMAILS["owner"]


def test_nobody_enters_with_a_wrong_password_or_an_unknown_address(client: FlaskClient) -> None:
    assert try_password(client, password="wrong") == 401
    assert try_password(client, email="nobody@nowhere.example") == 401
    assert not is_in(client)


def test_unknown_disabled_revoked_and_ended_people_get_the_answer_of_a_wrong_password(app: Flask) -> None:
    sql("update portal.people set disabled_at = now() where email = :e", e=cast.EMAILS["colleague"])
    sql("insert into portal.revocations (person_id, client_id) select person_id, client_id from portal.grants"
        " where person_id = :p", p=person_id("owner"))  # fmt: skip
    sql("update portal.grants set valid_until = portal.today() - 1 where person_id = :p", p=person_id("stranger"))
    answers = set()
    for email in ("nobody@nowhere.example", *(cast.EMAILS[role] for role in ("colleague", "owner", "stranger"))):
        client = app.test_client()
        token = token_of(client.get("/sign-in").text)
        sent = {"email": email, "password": cast.PASSWORD, "csrf_token": token}
        answer = client.post("/sign-in", data=sent)
        headers = {name for name, _value in answer.headers}
        page = answer.text.replace(email, "ADDRESS").replace(token, "TOKEN")
        answers.add((answer.status_code, page, tuple(sorted(headers))))
    assert len(answers) == 1
    assert answers.pop()[0] == 401


@pytest.mark.parametrize(
    "email", ["' or 1=1 --", "owner@miramar.example\r\nBcc: x@evil.example", "@", "x" * 300 + "@a.example"]
)
def test_what_cannot_be_an_address_is_refused_at_once(client: FlaskClient, email: str) -> None:
    assert try_password(client, email=email) == 400


@pytest.mark.parametrize(
    "body",
    [
        {"email": [OWNER, "thief@evil.example"], "password": cast.PASSWORD},
        {"email": OWNER, "password": [cast.PASSWORD, "x"]},
        {"email[]": [OWNER, "thief@evil.example"], "password": cast.PASSWORD},
        {"email": OWNER, "password": cast.PASSWORD, "keep": ["1", "1"]},
    ],
)
def test_repeated_fields_are_a_bad_request(client: FlaskClient, body: dict[str, object]) -> None:
    assert client.post("/sign-in", data=body).status_code == 400
    assert not is_in(client)


@pytest.mark.parametrize("body", ['{"email": "owner@miramar.example", "password": "x"}', "[]", "null", '{"email": {}}'])
def test_json_is_no_form(client: FlaskClient, body: str) -> None:
    assert client.post("/sign-in", data=body, content_type="application/json").status_code in (400, 415)


def test_a_form_of_another_site_does_not_sign_anybody_in(client: FlaskClient) -> None:
    sent = {"email": OWNER, "password": cast.PASSWORD}
    token = token_of(client.get("/sign-in").text)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        answer = client.post("/sign-in", data={**sent, "csrf_token": token}, headers=headers)
        assert answer.status_code == 403
    assert not is_in(client)


def test_a_browser_needs_the_token_it_was_given(app: Flask, client: FlaskClient) -> None:
    sent = {"email": OWNER, "password": cast.PASSWORD}
    other = token_of(app.test_client().get("/sign-in").text)
    client.get("/sign-in")
    for token in ({}, {"csrf_token": ""}, {"csrf_token": other}, {"csrf_token": "é"}):
        answer = client.post("/sign-in", data={**sent, **token}, headers={"Origin": "http://localhost"})
        assert answer.status_code == 403, token
        assert "had become too old" in answer.text
    own = token_of(client.get("/sign-in").text)
    assert (
        client.post("/sign-in", data={**sent, "csrf_token": own}, headers={"Origin": "http://localhost"}).status_code
        == 303
    )


def test_a_wrong_token_is_refused_even_without_a_browser(client: FlaskClient) -> None:
    assert try_password(client, csrf_token="x" * 64) == 403


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "////evil.example", "/\t/evil.example", "https:evil.example", "http:///evil.example",
     "javascript:alert(1)", "@evil.example", "https://evil.example/", "\\\\evil.example", "/%0d%0aSet-Cookie:x=1\r\n",
     "/sign-out",
     "evil.example", "/sign-in?next=/x"],
)  # fmt: skip
def test_the_way_back_never_leaves_the_portal(app: Flask, wanted: str) -> None:
    client = app.test_client()
    sent = {"email": OWNER, "password": cast.PASSWORD, "next": wanted}
    assert client.post("/sign-in", data=sent).location == "/"
    assert client.get("/sign-in", query_string={"next": wanted}).location == "/"


def test_the_page_that_was_wanted_opens_after_signing_in(client: FlaskClient) -> None:
    answer = client.get("/invoices?site=abc")
    assert answer.status_code == 302
    assert "next=/invoices%3Fsite%3Dabc" in answer.location
    assert 'value="/invoices?site=abc"' in client.get(answer.location).text
    sent = {"email": OWNER, "password": cast.PASSWORD, "next": "/invoices?site=abc"}
    assert client.post("/sign-in", data=sent).location == "/invoices?site=abc"


def test_staff_land_on_the_clients_and_clients_at_home(app: Flask) -> None:
    for role, home in (("admin", "/staff"), ("reader", "/staff"), ("owner", "/")):
        sent = {"email": cast.EMAILS[role], "password": cast.PASSWORD}
        assert app.test_client().post("/sign-in", data=sent).location == home


def test_addresses_match_without_case_and_spaces(client: FlaskClient) -> None:
    assert try_password(client, email="  Owner@Miramar.EXAMPLE ") == 303


def test_sign_ins_and_failures_are_noted_with_where_from(app: Flask) -> None:
    activity()
    before = scalar("select coalesce(max(id), 0) from portal.activity")
    client = app.test_client()
    agent = {"User-Agent": "Browser/1.0\u00a0x"}
    client.post("/sign-in", data={"email": OWNER, "password": "x"}, headers=agent)
    client.post("/sign-in", data={"email": OWNER, "password": cast.PASSWORD}, headers=agent)
    app.test_client().post("/sign-in", data={"email": cast.EMAILS["admin"], "password": cast.PASSWORD})
    rows = [row for row in activity() if row.id > before]
    assert [(row.kind, row.method, row.result, row.is_staff) for row in rows] == [
        ("sign_in_failed", "password", "wrong", False), ("sign_in", "password", None, False),
        ("sign_in", "password", None, True),
    ]  # fmt: skip
    assert rows[0].person_id == rows[1].person_id == person_id("owner")
    assert rows[1].ip == "127.0.0.1"
    assert rows[1].session_id is not None
    assert not any(cast.PASSWORD in str(row) for row in rows)


def test_every_field_has_a_label_and_helps_password_managers(client: FlaskClient) -> None:
    page = client.get("/sign-in").text
    for needed in ('<label class="label" for="email"', 'autocomplete="username"', '<label class="label" for="password"',
                   'autocomplete="current-password"', 'name="keep"', 'formaction="/sign-in/code"'):  # fmt: skip
        assert needed in page
    assert page.count("<script") == page.count('<script src="/assets/45-account.js') == 1  # passkeys, nothing else
    assert 'href="/sign-in/forgotten"' in page
