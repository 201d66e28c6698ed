"""Own data: a new address or number counts once a code from there was typed; consents keep their history."""

import re

import pytest
from flask import Flask

from integrations.settings import Settings
from tests import cast
from tests.access.test_account import codes, entered, notices, send
from tests.doors import is_in, move_clock, person_id, scalar, sql, try_password, wrong_code

OWNER = cast.EMAILS["owner"]


def events() -> list[str]:
    return [row.verb for row in sql("select verb from portal.events where verb like '%changed' order by id")]


def test_people_change_their_own_name_and_staff_see_what_it_was(app: Flask) -> None:
    mine = entered(app)
    answer = send(mine, "/account/name", name="  ")
    assert (answer.status_code, 'id="account-name-error"' in answer.text) == (422, True)
    assert send(mine, "/account/name", name="x" * 201).status_code == 422
    assert send(mine, "/account/name", name=" Laura  Puig ").location == "/account?done=name"
    assert send(mine, "/account/name", name="Laura Puig").location == "/account?done=name"
    assert scalar("select name from portal.people where id = :p", p=person_id("owner")) == "Laura Puig"
    assert scalar("select name from portal.people where id = :p", p=person_id("stranger")) == "Stranger Person"
    assert events() == ["name_changed"]
    assert scalar("select details from portal.events where verb = 'name_changed'") == {
        "before": "Owner Person", "after": "Laura Puig"}  # fmt: skip


def test_a_new_address_counts_with_the_code_that_was_sent_there(app: Flask, settings: Settings) -> None:
    mine, new = entered(app), "new@miramar.example"
    assert send(mine, "/account/email/send", new="New@Miramar.example").location.endswith("new=new%40miramar.example")
    (code,) = codes(settings)
    assert "wrong=code" in send(mine, "/account/email/confirm", new=new, code=wrong_code(code)).location
    # a code for one address proves nothing of another
    assert "wrong=code" in send(mine, "/account/email/confirm", new="other@miramar.example", code=code).location
    assert try_password(app.test_client(), new) == 401
    assert send(mine, "/account/email/confirm", new=new, code=code).location == "/account?done=email"
    assert sorted(notices("email_changed")) == [new, OWNER]
    assert events() == ["email_changed"]  # staff of the client see it
    assert try_password(app.test_client(), new) == 303
    assert try_password(app.test_client(), OWNER) == 401
    assert is_in(mine)


def test_an_address_somebody_has_answers_like_any_other_and_is_never_taken(app: Flask, settings: Settings) -> None:
    mine, taken = entered(app), cast.EMAILS["stranger"]
    free = send(mine, "/account/email/send", new="free@miramar.example")
    held = send(mine, "/account/email/send", new=taken)
    assert (free.status_code, len(free.data) - len(held.data)) == (held.status_code, len(free.location) * 2 -
                                                                   len(held.location) * 2)  # fmt: skip
    code = codes(settings)[-1]
    assert "wrong=taken" in send(mine, "/account/email/confirm", new=taken, code=code).location
    assert scalar("select email from portal.people where id = :p", p=person_id("owner")) == OWNER


def test_what_was_sent_to_the_old_address_opens_nothing_after_the_change(app: Flask, settings: Settings) -> None:
    sql("insert into portal.access_links (person_id, purpose, token_hash, code_hash, created_at, expires_at)"
        " values (:p, 'recovery', 't', 'c', portal.now(), portal.now() + interval '1 hour')",
        p=person_id("owner"))  # fmt: skip
    mine = entered(app)
    send(mine, "/account/email/send", new="new@miramar.example")
    send(mine, "/account/email/confirm", new="new@miramar.example", code=codes(settings)[-1])
    assert scalar("select count(*) from portal.access_links where expires_at > portal.now()") == 0


def test_address_and_number_want_a_fresh_proof(app: Flask) -> None:
    mine = entered(app)
    move_clock("6 minutes")
    for command in ("email/send", "email/confirm", "phone/send", "phone/confirm", "phone/remove"):
        assert send(mine, f"/account/{command}", new="new@miramar.example").location.startswith("/account/proof"), (
            command
        )


def test_a_number_counts_once_its_code_was_typed(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.account.address.sends_sms", lambda: True)
    mine, typed = entered(app), "+34 612 345 678"
    assert "wrong=phone" in send(mine, "/account/phone/send", new="612").location
    assert send(mine, "/account/phone/send", new=typed).location.endswith("new=%2B34612345678")
    (code,) = codes(settings)
    sent = sql("select channel, recipient from portal.messages where template = 'sign_in_code'")[0]
    assert tuple(sent) == ("sms", "+34612345678")
    assert "wrong=code" in send(mine, "/account/phone/confirm", new="+34612345679", code=code).location
    assert scalar("select phone from portal.people where id = :p", p=person_id("owner")) is None
    assert send(mine, "/account/phone/confirm", new=typed, code=code).location == "/account?done=phone"
    kept = sql("select phone, phone_origin, phone_confirmed_at is not null from portal.people where id = :p",
               p=person_id("owner"))[0]  # fmt: skip
    assert tuple(kept) == ("+34612345678", "self", True)
    assert notices("phone_changed") == [OWNER]


def test_consents_are_given_and_taken_back_with_their_days(app: Flask) -> None:
    mine, stranger = entered(app), entered(app, "stranger")
    for given in ("yes", "yes", "no"):  # saying the same twice writes nothing
        assert send(mine, "/account/consents", kind="marketing", given=given).status_code == 303
    rows = sql("select person_id, given, origin from portal.consents order by id")
    assert [tuple(row) for row in rows] == [(person_id("owner"), True, "self"), (person_id("owner"), False, "self")]
    assert events() == ["consent_changed", "consent_changed"]
    page = mine.get("/account").text
    assert len(re.findall(r"by yourself", page)) >= 2
    assert "by yourself" not in stranger.get("/account").text
    assert send(mine, "/account/consents", kind="anything", given="yes").status_code == 400
