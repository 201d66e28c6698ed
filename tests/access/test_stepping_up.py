"""Delicate commands of staff want a fresh proof, and what was typed is still there after it."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import cast
from tests.doors import move_clock, scalar, sql, token_of

SignIn = Callable[[FlaskClient, str], FlaskClient]
REASON = "Left the company, says Núria"
DELICATE = (
    "accounts/revoke", "accounts/merge", "accounts/correct", "people/add", "people/role", "people/lock",
    "people/factors", "settings/portal", "settings/signing-in", "clients/{client}/portal",
)  # fmt: skip


def public_id(email: str) -> str:
    return str(scalar("select public_id from portal.people where email = :e", e=email))


def client_id() -> str:
    return str(scalar("select public_id from portal.clients where number = 'C-001'"))


def press(browser: FlaskClient, path: str, **sent: Any) -> Any:
    told = {"csrf_token": browser.csrf_token, "submission": "s" * 20} | sent
    return browser.post(f"/staff/{path}", data=told, headers={"Referer": "http://localhost/staff/accounts?q=x"})


def prove(browser: FlaskClient, wanted: str) -> Any:
    sent = {"csrf_token": browser.csrf_token, "password": cast.PASSWORD, "next": wanted}
    return browser.post("/account/proof/password", data=sent)


def waiting(browser: FlaskClient, answer: Any) -> str:
    """Where the form of this answer waits."""
    assert answer.location.startswith("/account/proof?next=/account/proof/go-on%3Fform%3D"), answer.location
    return unescape(re.sub("%3F", "?", re.sub("%3D", "=", answer.location.partition("next=")[2])))


def fields_of(page: str) -> dict[str, list[str]]:
    """The hidden fields of the form that waits."""
    form = re.search(r"<form[^>]*action=\"/staff/accounts/revoke\".*?</form>", page, re.S)
    assert form, page
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form.group(0)):
        found.setdefault(name, []).append(unescape(value))
    return found


@pytest.mark.parametrize("path", DELICATE)
def test_an_old_proof_does_nothing_delicate(client: FlaskClient, sign_in: SignIn, path: str) -> None:
    sign_in(client, "admin")
    move_clock("6 minutes")
    sent = {"account": public_id(cast.EMAILS["owner"]), "person": public_id(cast.EMAILS["reader"]), "turn": "close",
            "email": "new@miramar.example", "role": "administrator", "client": client_id()}  # fmt: skip
    assert waiting(client, press(client, path.format(client=client_id()), **sent)).startswith("/account/proof/go-on")
    assert scalar("select count(*) from portal.events") == 0


def test_names_are_corrected_without_a_proof(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "admin")
    move_clock("6 minutes")
    owner = {"name": "Owner Person", "email": cast.EMAILS["owner"], "phone": "", "language": "en"}
    before = {f"was_{name}": value for name, value in owner.items()}
    sent = {**owner, **before, "account": public_id(cast.EMAILS["owner"]), "name": "Olga Person"}
    assert "done=corrected" in press(client, "accounts/correct", **sent).location
    # saying that nothing changes does not get an address past the question
    lie = sent | {"email": "thief@x.example", "was_email": "thief@x.example", "was_name": "Olga Person"}
    assert press(client, "accounts/correct", **lie, submission="t" * 20).status_code == 409
    assert scalar("select count(*) from portal.people where email = 'thief@x.example'") == 0


def test_what_was_typed_waits_sealed_and_is_sent_once_after_the_proof(
    app: Flask, client: FlaskClient, sign_in: SignIn
) -> None:
    owner = cast.EMAILS["owner"]
    sign_in(client, "admin")
    move_clock("6 minutes")
    sent = {"account": public_id(owner), "client": client_id(), "typed": owner, "reason": REASON}
    waiting(client, press(client, "accounts/revoke", **sent | {"reason": "first words"}))
    wanted = waiting(client, press(client, "accounts/revoke", **sent))  # back, and other words in the same form
    kept = sql("select path, back, sealed from portal.kept_forms order by id")[-1]
    assert (kept.path, kept.back) == ("/staff/accounts/revoke", "/staff/accounts?q=x")
    assert b"Left" not in bytes(kept.sealed)
    assert client.get(wanted).location.startswith("/account/proof"), "nobody sees it before the proof"
    asked = client.get(f"/account/proof?next={wanted.replace('?', '%3F')}").text
    assert "What you entered is kept" in asked
    assert 'href="/staff/accounts?q=x"' in asked, "back without doing anything leads back to the form"
    answer = prove(client, wanted)
    assert answer.location == wanted
    page = client.get(wanted).text
    found = fields_of(page)
    assert {name: [value] for name, value in sent.items()}.items() <= found.items()
    assert "Revoke access for good" in page
    assert REASON in unescape(page.partition("What you entered: ")[2].partition("<")[0])
    assert scalar("select count(*) from portal.revocations") == 0
    other = sign_in(app.test_client(), "admin")
    assert "Nothing waits here" in other.get(wanted).text, "it belongs to one session"
    client.csrf_token = token_of(page)
    for _again in range(2):
        done = client.post("/staff/accounts/revoke", data=found)
        assert done.location == f"/staff/accounts/{public_id(owner)}?done=revoked"
    assert [row.reason for row in sql("select reason from portal.revocations")] == [REASON]
    assert scalar("select count(*) from portal.kept_forms") == 1, "the first words wait until they are too old"
    assert "Nothing waits here" in client.get(wanted).text


def test_a_form_waits_half_an_hour_and_ends_with_the_session(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "admin")
    move_clock("6 minutes")
    wanted = waiting(client, press(client, "people/lock", person=public_id(cast.EMAILS["reader"])))
    move_clock("31 minutes")
    prove(client, wanted)
    assert "Nothing waits here" in client.get(wanted).text


def test_a_link_does_nothing_delicate_and_no_old_proof_does(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "owner")
    sql("update portal.sessions set method = 'link', proven_at = null")
    before = scalar(
        "select to_jsonb(p) - 'last_visit_at' from portal.people p where email = :e", e=cast.EMAILS["owner"]
    )
    for command in ("email/send", "email/confirm", "password/choose", "password/remove", "factors/app/begin",
                    "factors/app/confirm", "factors/app/remove", "factors/recovery", "factors/passkey/remove",
                    "phone/send", "phone/confirm", "phone/remove"):  # fmt: skip
        sent = {"csrf_token": client.csrf_token, "new": "thief@x.example", "password": "quite a long password now"}
        assert client.post(f"/account/{command}", data=sent).location.startswith("/account/proof"), command
    for step in ("begin", "finish"):
        told = client.post(f"/account/passkeys/{step}", json={}, headers={"X-CSRFToken": client.csrf_token})
        assert told.json["to"].startswith("/account/proof")
    assert scalar("select count(*) from portal.messages") == 0
    assert before == scalar("select to_jsonb(p) - 'last_visit_at' from portal.people p where email = :e",
                            e=cast.EMAILS["owner"])  # fmt: skip


def test_sessions_of_the_same_person_do_not_share_a_proof(app: Flask, sign_in: SignIn) -> None:
    first, second = (sign_in(app.test_client(), "admin") for _browser in range(2))
    move_clock("6 minutes")
    prove(first, "/account")
    assert waiting(second, press(second, "people/lock", person=public_id(cast.EMAILS["reader"])))


def test_a_mailbox_does_not_replace_the_second_factor_of_staff(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "admin")
    asked = {"csrf_token": client.csrf_token, "channel": "email"}
    assert client.post("/account/proof/send", data=asked).status_code == 303
    sql("insert into portal.authenticators (person_id, sealed, confirmed_at, created_at)"
        " select id, 'x', portal.now(), portal.now() from portal.people where email = :e",
        e=cast.EMAILS["admin"])  # fmt: skip
    assert client.post("/account/proof/send", data=asked).status_code == 400
    move_clock("6 minutes")
    assert "Send a code by e-mail" not in client.get("/account/proof").text


def test_two_last_factors_removed_at_one_moment_lead_to_setting_one_up(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "admin")
    sql("insert into portal.authenticators (person_id, sealed, confirmed_at, created_at)"
        " select id, 'x', portal.now(), portal.now() from portal.people where email = :e",
        e=cast.EMAILS["admin"])  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:  # the passkey that was there when it was asked is gone already
        patch.setattr("pages.account.factors.has_to_have_one", lambda _viewer: False)
        removed = client.post("/account/factors/app/remove", data={"csrf_token": client.csrf_token})
    assert removed.location == "/account/factors?done=removed"
    assert client.get("/staff/clients").location == "/account/factors"
