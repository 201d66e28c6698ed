"""The own account: a proof before what is delicate, the password, the second step at signing in and its replays."""

import re

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.commands.company import change_settings
from data.queries.company import forget_company
from data.viewer import Viewer
from integrations.seals import MESSAGE_SECRETS, unseal
from integrations.settings import Settings
from tests import cast
from tests.doors import is_in, move_clock, person_id, scalar, sql, token_of, try_password, wrong_code

OWNER = cast.EMAILS["owner"]
NEW = "seven green umbrellas dance"


def send(client: FlaskClient, command: str, page: str = "/account", **sent: str):
    """Send one of the account's forms; `page` is where its token comes from."""
    token = token_of(client.get(page, follow_redirects=True).text)
    return client.post(command, data={"csrf_token": token, **sent})


def entered(app: Flask, role: str = "owner") -> FlaskClient:
    visitor = app.test_client()
    assert try_password(visitor, cast.EMAILS[role]) == 303
    return visitor


def notices(kind: str) -> list[str]:
    return [
        row.recipient for row in sql("select recipient from portal.messages where template = :k order by id", k=kind)
    ]


def with_app(client: FlaskClient) -> tuple[pyotp.TOTP, list[str]]:
    """Set up an authenticator app; the app, and the recovery codes that were shown."""
    assert send(client, "/account/factors/app/begin").location == "/account/factors/app"
    key = re.search(r'class="secret">([A-Z2-7 ]+)<', client.get("/account/factors/app").text)
    assert key is not None
    app = pyotp.TOTP(key.group(1).replace(" ", ""))
    answer = send(client, "/account/factors/app/confirm", "/account/factors/app", code=app.at(now()))
    assert answer.status_code == 200
    return app, re.findall(r"<li>(\w{5}-\w{5})</li>", answer.text)


def now() -> int:
    return int(scalar("select extract(epoch from portal.now())"))


def half(app: Flask) -> FlaskClient:
    """A browser in which the right password was given, and nothing else yet."""
    visitor = app.test_client()
    assert try_password(visitor) == 303
    assert visitor.get("/inspections").status_code != 200
    return visitor


def second(client: FlaskClient, code: str) -> int:
    token = token_of(client.get("/sign-in/second").text)
    return client.post("/sign-in/second", data={"code": code, "csrf_token": token}).status_code


# ------------------------------------------------------------------------------------------------------------- proof


def test_an_old_proof_leads_to_proving_it_and_back(app: Flask) -> None:
    mine = entered(app)
    assert mine.get("/account/password").status_code == 200
    move_clock("6 minutes")
    assert mine.get("/account/password").location == "/account/proof?next=/account/password"
    assert send(mine, "/account/password/choose", password=NEW).location.startswith("/account/proof")
    before = mine.get_cookie("atrio").value
    wrong = send(mine, "/account/proof/password", "/account/proof", password="wrong", next="/account/password")
    assert "wrong=password" in wrong.location
    assert mine.get("/account/password").status_code == 303
    right = send(mine, "/account/proof/password", "/account/proof", password=cast.PASSWORD, next="/account/password")
    assert right.location == "/account/password"
    assert mine.get("/account/password").status_code == 200
    assert mine.get_cookie("atrio").value != before  # another session id from here on
    mine.set_cookie("atrio", before)
    assert not is_in(mine)


def test_the_proof_is_as_old_as_the_rules_allow(app: Flask, admin: Viewer) -> None:
    change_settings(admin, proof_minutes=10)
    mine = entered(app)
    move_clock("9 minutes")
    assert mine.get("/account/password").status_code == 200
    move_clock("2 minutes")
    assert mine.get("/account/password").status_code == 303
    forget_company()


def test_wrong_passwords_are_not_tried_out_by_a_session(app: Flask) -> None:
    mine = entered(app)
    move_clock("6 minutes")
    told = [send(mine, "/account/proof/password", "/account/proof", password=f"wrong {n}").location for n in range(10)]
    assert "wrong=many" in told[-1]
    right = send(mine, "/account/proof/password", "/account/proof", password=cast.PASSWORD)
    assert "wrong=many" in right.location


def test_a_code_proves_it_in_the_session_that_asked_and_nowhere_else(app: Flask, settings: Settings) -> None:
    mine, other = entered(app), entered(app)
    move_clock("6 minutes")
    for one in (mine, other):
        assert "sent=email" in send(one, "/account/proof/send", "/account/proof", channel="email").location
    first, _second = codes(settings)
    tried = {"channel": "email", "next": "/account/password"}
    assert "wrong=code" in send(other, "/account/proof/code", "/account/proof", code=first, **tried).location
    assert send(mine, "/account/proof/code", "/account/proof", code=first, **tried).location == "/account/password"
    move_clock("6 minutes")
    assert "wrong=code" in send(mine, "/account/proof/code", "/account/proof", code=first, **tried).location


def codes(settings: Settings) -> list[str]:
    rows = sql(
        "select sealed from portal.message_secrets s join portal.messages m on m.id = s.message_id order by m.id"
    )
    return [unseal(settings.derived(MESSAGE_SECRETS), bytes(row.sealed))["code"] for row in rows]


def test_who_came_by_a_mailed_link_does_not_prove_it_by_mail(app: Flask, settings: Settings) -> None:
    mine = entered(app)
    sql("update portal.sessions set method = 'link', proven_at = null")
    assert mine.get("/account/password").status_code == 303
    assert send(mine, "/account/proof/send", "/account/proof", channel="email").status_code == 400
    sql("update portal.people set password_hash = null where id = :p", p=person_id("owner"))
    assert "sent=email" in send(mine, "/account/proof/send", "/account/proof", channel="email").location


# ---------------------------------------------------------------------------------------------------------- password


def test_a_new_password_ends_all_other_sessions_and_is_told(app: Flask) -> None:
    mine, other = entered(app), entered(app)
    assert send(mine, "/account/password/choose", password=NEW).location == "/account/password?done=chosen"
    assert is_in(mine)
    assert not is_in(other)
    assert notices("password_changed") == [OWNER]
    assert try_password(app.test_client()) == 401
    assert try_password(app.test_client(), password=NEW) == 303
    assert send(mine, "/account/password/remove").location == "/account/password?done=removed"
    assert try_password(app.test_client(), password=NEW) == 401


@pytest.mark.parametrize(
    ("password", "why"),
    [("fourteen chars", "short"), ("x" * 200 + "abcdefg", "long"), ("Passw0rd2026!!!!", "common"),
     ("abcabcabcabcabcabc", "repeats"), ("qwertyuiopasdfghjkl", "run"), ("owner person vigil 2026", "own")],
)  # fmt: skip
def test_weak_passwords_are_refused_in_words(app: Flask, password: str, why: str) -> None:
    mine = entered(app)
    assert send(mine, "/account/password/choose", password=password).location == f"/account/password?wrong={why}"
    assert 'id="new-password-error"' in mine.get(f"/account/password?wrong={why}").text


def test_a_short_password_is_for_those_with_a_second_step_and_opens_nothing_without_it(app: Flask) -> None:
    mine = entered(app)
    assert send(mine, "/account/password/choose", password="tr4ctor.blau").location.endswith("wrong=short")
    with_app(mine)
    assert send(mine, "/account/password/choose", password="tr4ctor.blau").location.endswith("done=chosen")
    assert try_password(app.test_client(), password="tr4ctor.blau") == 303
    assert send(mine, "/account/factors/app/remove").location.endswith("done=removed")
    assert try_password(app.test_client(), password="tr4ctor.blau") == 401


# ------------------------------------------------------------------------------------------------------- second step


def test_the_second_step_is_asked_for_and_until_then_nothing_opens(app: Flask) -> None:
    mine = entered(app)
    totp, _codes = with_app(mine)
    assert notices("second_factor_changed") == [OWNER]
    move_clock("1 minute")
    other = half(app)
    for address in ("/", "/inspections", "/account", "/account/factors", "/invoices", "/search/panel"):
        assert other.get(address).status_code == 302, address
    assert other.get("/sign-in?next=/invoices").location == "/sign-in/second?next=/invoices"
    before = other.get_cookie("atrio").value
    assert second(other, wrong_code(totp.at(now()))) == 401
    assert second(other, totp.at(now())) == 303
    assert other.get("/inspections").status_code == 200
    assert other.get_cookie("atrio").value != before
    assert scalar("select second_factor from portal.sessions order by id desc limit 1") == "totp"


def test_six_digits_open_once(app: Flask) -> None:
    totp, _codes = with_app(entered(app))
    move_clock("1 minute")
    code = totp.at(now())
    assert second(half(app), code) == 303
    assert second(half(app), code) == 401  # seen over the shoulder
    move_clock("30 seconds")
    assert second(half(app), totp.at(now())) == 303
    assert second(half(app), code) == 401  # an earlier one than the last
    move_clock("5 minutes")
    assert second(half(app), code) == 401


def test_a_recovery_code_opens_once_and_only_its_owners_account(app: Flask) -> None:
    mine, stranger = entered(app), entered(app, "stranger")
    _totp, codes = with_app(mine)
    _other, foreign = with_app(stranger)
    assert len(set(codes)) == 10
    assert second(half(app), foreign[0]) == 401
    assert second(half(app), codes[0].upper().replace("-", " ")) == 303
    assert second(half(app), codes[0]) == 401
    assert scalar("select count(*) from portal.recovery_codes r where r::text like '%' || :c || '%'", c=codes[1]) == 0


def test_the_digits_are_not_tried_out(app: Flask) -> None:
    totp, _codes = with_app(entered(app))
    move_clock("1 minute")
    other, wrong = half(app), wrong_code(totp.at(now()))
    assert [second(other, wrong) for _n in range(9)] == [401] * 8 + [429]
    assert second(other, totp.at(now())) == 429
    assert second(half(app), totp.at(now())) == 429  # another session of theirs gives no more tries
    move_clock("10 minutes")
    assert second(half(app), totp.at(now())) == 303


def test_a_half_open_session_does_not_wait_for_ever_and_can_be_given_up(app: Flask) -> None:
    with_app(entered(app))
    slow, gone = half(app), half(app)
    token = token_of(gone.get("/sign-in/second").text)
    assert gone.post("/sign-out", data={"csrf_token": token}).status_code == 303
    assert gone.get("/sign-in/second").location == "/sign-in"
    move_clock("16 minutes")
    assert slow.get("/sign-in/second").location == "/sign-in"


def test_staff_set_up_a_second_step_before_anything_opens(app: Flask) -> None:
    staff = entered(app, "admin")
    assert staff.get("/staff/clients").location == "/account/factors"
    assert staff.get("/account").location == "/account/factors"
    assert send(staff, "/preferences", "/account/factors", theme="dark").status_code == 303  # for everybody
    assert send(staff, "/view-as", "/account/factors", stop="1").status_code == 401
    with_app(staff)
    assert staff.get("/staff/clients").status_code == 200
    assert send(staff, "/account/factors/app/remove").location.endswith("wrong=needed")


def test_the_secret_is_sealed_and_shown_only_while_it_is_set_up(app: Flask) -> None:
    mine = entered(app)
    totp, _codes = with_app(mine)
    assert totp.secret.encode() not in bytes(scalar("select sealed from portal.authenticators"))
    assert mine.get("/account/factors/app").location == "/account/factors"
    assert totp.secret not in mine.get("/account/factors").text


# ---------------------------------------------------------------------------------------------------------- passkeys


def passkey_of(role: str) -> str:
    """A passkey on file, with a key nobody has."""
    sql("insert into portal.passkeys (public_id, person_id, credential_id, public_key, sign_count, name, created_at)"
        " values ('aaaaaaaaaaaaaaaa', :p, 'credential', 'key', 0, 'Key', portal.now())", p=person_id(role))  # fmt: skip
    return "aaaaaaaaaaaaaaaa"


def test_nobody_removes_anothers_passkey(app: Flask) -> None:
    stranger, mine = entered(app, "stranger"), entered(app)
    key = passkey_of("owner")
    assert send(stranger, "/account/factors/passkey/remove", passkey=key).status_code == 404
    assert "Key" in mine.get("/account/factors").text
    assert send(mine, "/account/factors/passkey/remove", passkey=key).location.endswith("done=no_passkey")


@pytest.mark.parametrize("body", [None, [], {}, {"ticket": 1, "answer": {}}, {"ticket": "x", "answer": {"rawId": 5}}])
def test_answers_that_are_none_are_refused(app: Flask, body: object) -> None:
    visitor = app.test_client()
    head = {"X-CSRFToken": token_of(visitor.get("/sign-in").text)}
    assert visitor.post("/sign-in/passkey/finish", json=body, headers=head).status_code == 400
    assert visitor.post("/sign-in/passkey/finish", json=body).status_code == 403
    begun = visitor.post("/sign-in/passkey/begin", json={}, headers=head).json
    sent = {"ticket": begun["ticket"], "answer": {"rawId": "Y3JlZGVudGlhbA", "id": "x", "response": {}}}
    passkey_of("owner")
    assert visitor.post("/sign-in/passkey/finish", json=sent, headers=head).status_code == 400
    assert scalar("select count(*) from portal.challenges") == 0  # it was looked at once
    assert not is_in(visitor)


def test_adding_a_passkey_wants_a_fresh_proof(app: Flask) -> None:
    mine = entered(app)
    move_clock("6 minutes")
    head = {"X-CSRFToken": token_of(mine.get("/account").text)}
    begun = mine.post("/account/passkeys/begin", json={}, headers=head)
    assert begun.json == {"to": "/account/proof?next=/account/factors"}
