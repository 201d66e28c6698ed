"""Erasing through the doors: asked for on one's own page with a fresh proof, answered and carried out by staff."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from tests import cast
from tests.access.test_account import entered, send
from tests.doors import is_in, move_clock, person_id, scalar, sql, try_password

SignIn = Callable[[FlaskClient, str], FlaskClient]
OWNER = cast.EMAILS["owner"]


def press(browser: FlaskClient, what: str, **sent: str) -> object:
    told = {
        "csrf_token": browser.csrf_token,
        "submission": str(scalar("select portal.new_public_id()")) + "aaaa",
    } | sent
    return browser.post(f"/staff/accounts/{what}", data=told)


def public_id() -> str:
    return str(scalar("select public_id from portal.people where id = :p", p=person_id("owner")))


def test_clients_and_readers_erase_nobody(app: Flask, sign_in: SignIn) -> None:
    account = public_id()
    for role in ("stranger", "owner", "reader"):
        browser = sign_in(app.test_client(), role)
        for what in ("erase", "decline-erasure"):
            assert press(browser, what, account=account, typed=OWNER, answer="No").status_code in (403, 404)
    assert scalar("select count(*) from portal.people where erased_at is not null") == 0


def test_a_person_asks_with_a_fresh_proof_sees_how_it_stands_and_takes_it_back(app: Flask) -> None:
    mine, stranger = entered(app), entered(app, "stranger")
    move_clock("6 minutes")
    assert send(mine, "/account/erasure/ask").location.startswith("/account/proof")
    mine = entered(app)
    assert send(mine, "/account/erasure/ask").location == "/account?done=erasure_asked#account-erasure"
    assert 'id="erasure-take-back"' in mine.get("/account").text
    assert 'id="erasure-take-back"' not in stranger.get("/account").text
    assert send(stranger, "/account/erasure/take-back").location == "/account#account-erasure"
    assert scalar("select count(*) from portal.erasure_requests where taken_back_at is null") == 1
    assert send(mine, "/account/erasure/take-back").location.startswith("/account?done=erasure_taken_back")
    assert send(mine, "/account/erasure/take-back").location == "/account#account-erasure"
    assert 'id="erasure-ask"' in mine.get("/account").text


def test_staff_see_the_request_and_decline_it_with_words_the_person_reads(app: Flask, sign_in: SignIn) -> None:
    mine = entered(app)
    send(mine, "/account/erasure/ask")
    staff, account = sign_in(app.test_client(), "admin"), public_id()
    assert "/staff/waiting?kind=erasures" in staff.get("/staff").text
    assert f"/staff/accounts/{account}" in staff.get("/staff/waiting?kind=erasures").text
    assert 'id="erase-decline-go"' in staff.get(f"/staff/accounts/{account}/erase").text
    refused = press(staff, "decline-erasure", account=account, answer="")
    assert (refused.status_code, 'id="erase-answer-error"' in refused.text) == (422, True)
    assert press(staff, "decline-erasure", account=account, answer="Until <May>.").status_code == 303
    assert "Until &lt;May&gt;." in mine.get("/account").text
    assert "/staff/waiting?kind=erasures" not in staff.get("/staff").text


def test_who_is_erased_is_out_at_once_and_has_a_page_that_says_nothing(app: Flask, sign_in: SignIn) -> None:
    mine, staff, account = entered(app), sign_in(app.test_client(), "admin"), public_id()
    refused = press(staff, "erase", account=account, typed="x@y.example", reason="")
    assert (refused.status_code, is_in(mine)) == (422, True)
    assert press(staff, "erase", account=account, typed=OWNER).location == f"/staff/accounts/{account}?done=erased"
    assert (is_in(mine), try_password(app.test_client(), OWNER)) == (False, 401)
    page = staff.get(f"/staff/accounts/{account}").text
    assert "Erased person" in page
    assert OWNER not in page + staff.get("/staff/accounts").text
    assert staff.get(f"/staff/accounts/{account}/erase").status_code == 404
    assert press(staff, "erase", account=account, typed=OWNER).status_code == 409
    assert press(staff, "give", account=account, client="x", preset="full", channel="email").status_code in (404, 409)


def test_a_contact_who_never_came_in_is_erased_alike(app: Flask, sign_in: SignIn) -> None:
    sql("insert into portal.contacts (public_id, client_id, name, email) select 'cccccccccccccccc', id, 'Zoe Quetzal',"
        " 'zoe@miramar.example' from portal.clients where number = 'C-001'")  # fmt: skip
    staff = sign_in(app.test_client(), "admin")
    assert "Zoe Quetzal" in staff.get("/staff/accounts/cccccccccccccccc/erase").text
    assert (
        press(staff, "erase", account="c" * 16, typed="zoe@miramar.example").location == "/staff/accounts?done=erased"
    )
    assert scalar("select count(*) from portal.contacts t where t::text like '%Quetzal%' or t::text like '%zoe@%'") == 0
    assert scalar("select count(*) from portal.people where erased_at is not null") == 0
