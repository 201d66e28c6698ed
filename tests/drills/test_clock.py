"""The clock moved, forwards and back: what is over stays over, and nothing holds longer than it was made for."""

from urllib.parse import urlsplit

import pytest

from tests import cast
from tests.doors import begin_session, move_clock, scalar, sent_codes, sent_secrets

pytestmark = pytest.mark.drill


def ask(client) -> None:
    client.post("/sign-in/code", data={"email": cast.EMAILS["owner"]})


def enter(client, code: str) -> int:
    return client.post("/sign-in/code", data={"email": cast.EMAILS["owner"], "code": code}).status_code


@pytest.mark.parametrize("moved", ["1 hour", "-1 hour", "1 day", "-400 days", "400 days"])
def test_a_code_asked_for_before_the_clock_was_moved_opens_nothing(client, database, settings, moved):
    ask(client)
    (code,) = sent_codes(settings)
    move_clock(moved)
    assert enter(client, code) != 303
    assert client.get("/invoices").status_code == 302


@pytest.mark.parametrize("moved", ["1 hour", "-1 hour", "400 days"])
def test_a_code_asked_for_after_the_clock_was_moved_opens_the_door_once(client, database, settings, moved):
    move_clock(moved)
    ask(client)
    (code,) = sent_codes(settings)
    assert enter(client, code) == 303
    used = scalar("select used_at is not null from portal.sign_in_codes")
    assert used


def test_a_link_holds_no_longer_when_the_clock_is_put_back(app, client, database, settings):
    client.post("/sign-in/forgotten", data={"email": cast.EMAILS["owner"]})
    told = sent_secrets(settings, cast.EMAILS["owner"])[-1]
    move_clock("-1 hour")
    client.get(urlsplit(told["link"]).path)
    assert client.post("/access").status_code != 303  # the browser that asked needs no code
    assert client.post("/access", data={"code": told["code"]}).status_code != 303
    assert scalar("select used_at is null from portal.access_links")
    move_clock("1 hour")
    client.get(urlsplit(told["link"]).path)
    assert client.post("/access").status_code == 303


def test_a_session_that_was_over_is_not_revived_by_a_clock_put_back(app, database):
    browser = app.test_client()
    browser.set_cookie("atrio", begin_session(cast.EMAILS["owner"]))
    assert browser.get("/invoices").status_code == 200
    move_clock("-1 hour")
    assert browser.get("/invoices").status_code == 302


def test_a_session_that_was_ended_stays_ended_however_the_clock_is_put(app, database):
    token = begin_session(cast.EMAILS["owner"])
    browser = app.test_client()
    browser.set_cookie("atrio", token)
    assert browser.get("/invoices").status_code == 200
    page = browser.get("/").text
    csrf = page[page.index('name="csrf_token" value="') :].split('"')[3]
    assert browser.post("/sign-out", data={"csrf_token": csrf}).status_code == 303
    browser.set_cookie("atrio", token)
    for moved in ("-2 hours", "1 hour", "1 hour"):
        move_clock(moved)
        assert browser.get("/invoices").status_code == 302, moved
