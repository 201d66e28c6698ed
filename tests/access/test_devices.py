"""Devices and sessions: known, told of, signed out one by one or all at once, and gone for good with the access."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth import sessions
from data.commands.activity import flush_activity
from tests import cast
from tests.doors import is_in, person_id, scalar, sql, token_of, try_password

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


def browser(app: Flask, agent: str = FIREFOX, role: str = "owner") -> FlaskClient:
    """A browser in which somebody has signed in with their password."""
    visitor = app.test_client()
    visitor.environ_base["HTTP_USER_AGENT"] = agent
    assert try_password(visitor, cast.EMAILS[role]) == 303
    return visitor


def press(client: FlaskClient, command: str, **sent: str) -> int:
    """Send one of the account's forms."""
    token = token_of(client.get("/account/devices").text)
    return client.post(command, data={"csrf_token": token, **sent}).status_code


def notices(kind: str = "new_device") -> list[dict]:
    return [row.variables for row in sql("select variables from portal.messages where template = :k", k=kind)]


def device_of(agent: str) -> str:
    return scalar("select public_id from portal.devices where user_agent = :a", a=agent)


def test_a_new_device_is_told_of_but_not_the_very_first(app: Flask) -> None:
    first = browser(app)
    assert notices() == []
    assert try_password(first) == 303  # the same browser again
    assert notices() == []
    browser(app, IPHONE)
    (told,) = notices()
    assert told["device"] == "Safari on iPhone"
    assert told["name"] == "Owner Person"
    assert scalar("select count(*) from portal.devices") == 2


def test_people_who_share_a_browser_have_a_device_each(app: Flask) -> None:
    shared = browser(app)
    assert try_password(shared, cast.EMAILS["stranger"]) == 303
    assert scalar("select count(distinct person_id) from portal.devices") == 2
    assert notices() == []


def test_a_stranger_cannot_sign_out_anothers_device_and_the_owner_can(app: Flask) -> None:
    here, there, stranger = browser(app), browser(app, IPHONE), browser(app, role="stranger")
    assert press(stranger, "/account/devices/sign-out", device=device_of(IPHONE)) == 404
    assert is_in(there)
    assert press(here, "/account/devices/sign-out", device=device_of(IPHONE)) == 303
    assert not is_in(there)
    assert is_in(here)
    assert IPHONE not in here.get("/account/devices").text


def test_signing_out_everywhere_leaves_this_browser_and_ends_the_others_at_their_next_request(app: Flask) -> None:
    here, there, stranger = browser(app), browser(app, IPHONE), browser(app, role="stranger")
    assert press(here, "/account/devices/sign-out-everywhere") == 303
    assert not is_in(there)
    assert is_in(here)
    assert is_in(stranger)


def test_my_sign_ins_show_my_own_with_device_and_address(app: Flask) -> None:
    mine, other = browser(app), browser(app, IPHONE, "stranger")
    assert other.post("/sign-in", data={"email": cast.EMAILS["owner"], "password": "wrong"}).status_code == 401
    flush_activity()
    page = mine.get("/account/devices").text
    assert "Firefox on Linux" in page
    assert "127.0.0.1" in page
    assert "Refused" in page  # somebody else tried
    theirs = other.get("/account/devices").text
    assert "Firefox on Linux" not in theirs
    assert "Refused" not in theirs


def test_nobody_looks_at_the_account_of_the_person_they_look_as(app: Flask, sign_in) -> None:
    staff = sign_in(app.test_client(), "admin")
    ids = sql("select p.public_id as person, c.public_id as client from portal.people p, portal.clients c"
              " where p.email = :e and c.number = 'C-001'", e=cast.EMAILS["owner"])[0]  # fmt: skip
    sent = {"person": ids.person, "client": ids.client, "csrf_token": staff.csrf_token}
    assert staff.post("/view-as", data=sent).status_code == 303
    assert staff.get("/account/devices").status_code == 403


@pytest.mark.parametrize(
    ("taken", "given_back"),
    [
        ("update portal.people set disabled_at = portal.now() where id = :p",
         "update portal.people set disabled_at = null where id = :p"),
        ("insert into portal.revocations (person_id, client_id) select :p, id from portal.clients",
         "delete from portal.revocations where person_id = :p"),
    ],
)  # fmt: skip
def test_sessions_do_not_come_back_with_the_access(app: Flask, taken: str, given_back: str) -> None:
    mine = browser(app)
    sql(taken, p=person_id("owner"))
    sql(given_back, p=person_id("owner"))  # not one request in between
    assert not is_in(mine)
    assert try_password(mine) == 303


def test_before_and_after_signing_in_a_browser_has_different_ids(app: Flask) -> None:
    visitor = app.test_client()
    before = sessions.new_token()
    visitor.set_cookie("atrio", before)
    assert try_password(visitor) == 303
    assert visitor.get_cookie("atrio").value != before
    assert visitor.get_cookie("atrio-device").value not in (before, visitor.get_cookie("atrio").value)
