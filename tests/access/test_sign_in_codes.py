"""Signing in with a code: asked for by anybody, answered the same for everybody, useful once in one browser."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth import codes, entrance
from integrations.settings import Settings
from tests import cast
from tests.data.places import statements
from tests.doors import activity, is_in, move_clock, person_id, rule, scalar, sent_codes, sql, token_of, wrong_code

OWNER = cast.EMAILS["owner"]


def ask(client: FlaskClient, email: str = OWNER, **more: str) -> int:
    return client.post("/sign-in/code", data={"email": email, **more}).status_code


def enter(client: FlaskClient, code: str) -> int:
    return client.post("/sign-in/code", data={"code": code}).status_code


def test_unknown_disabled_and_revoked_addresses_get_the_same_answers_and_no_mail(app: Flask) -> None:
    sql("update portal.people set disabled_at = now() where email = :e", e=cast.EMAILS["colleague"])
    sql("insert into portal.revocations (person_id, client_id) select person_id, client_id from portal.grants"
        " where person_id = :p", p=person_id("stranger"))  # fmt: skip
    found = set()
    for email in (OWNER, "nobody@nowhere.example", cast.EMAILS["colleague"], cast.EMAILS["stranger"]):
        client = app.test_client()
        asked = client.post("/sign-in/code", data={"email": email})
        page = client.get("/sign-in/code").text
        wrong = client.post("/sign-in/code", data={"code": "000000"})
        pages = [re.sub(r'value="\w{64}"', "", text.replace(email, "X")) for text in (page, wrong.text)]
        found.add((asked.status_code, asked.location, *pages, wrong.status_code))
    assert len(found) == 1
    assert [row.recipient for row in sql("select recipient from portal.messages")] == [OWNER]


def test_one_statement_serves_known_and_unknown_addresses(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.test_client().get("/sign-in/code")  # settings are read once in a while
    counts = []
    for email in (OWNER, "nobody@nowhere.example"):
        with statements("door") as said:
            ask(app.test_client(), email)
        counts.append(said)
    assert counts[0] == counts[1]


def test_the_right_code_signs_in_once(client: FlaskClient, settings: Settings) -> None:
    assert ask(client) == 303
    (code,) = sent_codes(settings)
    assert re.fullmatch(r"\d{6}", code)
    assert enter(client, f" {code[:3]} {code[3:]} ") == 303
    assert is_in(client)
    assert scalar("select method from portal.sessions") == "code"


def test_a_used_code_is_of_no_use(app: Flask, client: FlaskClient, settings: Settings) -> None:
    ask(client)
    state = client.get_cookie("atrio-code")
    (code,) = sent_codes(settings)
    assert enter(client, code) == 303
    assert state is not None
    thief = app.test_client()
    thief.set_cookie("atrio-code", state.value)
    assert enter(thief, code) == 401
    assert not is_in(thief)


def test_a_code_is_of_no_use_in_another_browser(app: Flask, client: FlaskClient, settings: Settings) -> None:
    ask(client)
    (code,) = sent_codes(settings)
    thief = app.test_client()
    assert enter(thief, code) == 401
    ask(thief)
    assert enter(thief, code) == 401
    assert not is_in(thief)
    assert enter(client, code) == 303


def test_a_code_of_another_purpose_is_refused(client: FlaskClient, settings: Settings) -> None:
    ask(client)
    (code,) = sent_codes(settings)
    sql("update portal.sign_in_codes set purpose = 'sign_contract'")
    assert enter(client, code) == 401


def test_a_forged_or_foreign_state_is_nothing(app: Flask, client: FlaskClient, settings: Settings) -> None:
    ask(client, cast.EMAILS["stranger"])
    state = client.get_cookie("atrio-code")
    assert state is not None
    for forged in ("", "x", state.value.replace(".", "x."), state.value.split(".")[0], "." + state.value):
        thief = app.test_client()
        thief.set_cookie("atrio-code", forged)
        assert "Enter your code" not in thief.get("/sign-in/code").text
        assert enter(thief, "000000") == 401


def test_codes_end_after_five_minutes_of_the_database_clock(client: FlaskClient, settings: Settings) -> None:
    ask(client)
    (code,) = sent_codes(settings)
    move_clock("5 minutes 1 second")
    assert enter(client, code) == 401
    assert "was valid until" in client.get("/sign-in/code").text


def test_a_code_works_until_its_last_second(client: FlaskClient, settings: Settings) -> None:
    ask(client)
    (code,) = sent_codes(settings)
    move_clock("4 minutes 50 seconds")
    assert enter(client, code) == 303


def test_earlier_codes_stay_valid_as_many_as_the_rules_say(app: Flask, settings: Settings) -> None:
    client = app.test_client()
    for _ in range(3):
        ask(client)
    first, *_others = sent_codes(settings)
    assert enter(client, first) == 303
    rule("live_codes", 2)
    client = app.test_client()
    sql("delete from portal.message_secrets")
    for _ in range(3):
        assert ask(client) == 303
    first, second, *_others = sent_codes(settings)
    assert enter(client, first) == 401
    assert enter(client, second) == 303


def test_minutes_and_tries_are_the_companys_to_choose(client: FlaskClient, settings: Settings) -> None:
    rule("code_minutes", 8)
    rule("code_tries", 4)
    ask(client)
    (code,) = sent_codes(settings)
    assert "3 tries" in client.post("/sign-in/code", data={"code": wrong_code(code)}).text
    move_clock("7 minutes 50 seconds")
    assert enter(client, code) == 303
    assert "8 minutes" in client.application.test_client().get("/sign-in/code").text


def test_using_one_code_ends_the_others(client: FlaskClient, settings: Settings) -> None:
    ask(client)
    ask(client)
    assert enter(client, sent_codes(settings)[0]) == 303
    assert scalar("select count(*) from portal.sign_in_codes where used_at is null and expires_at > portal.now()") == 0


def test_five_wrong_tries_burn_all_codes_and_another_one_gives_no_new_tries(
    client: FlaskClient, settings: Settings
) -> None:
    ask(client)
    ask(client)
    right = sent_codes(settings)
    for left in (4, 3, 2, 1):
        answer = client.post("/sign-in/code", data={"code": wrong_code(*right)})
        assert answer.status_code == 401
        assert f"{left} tr" in answer.text
    assert "Too many wrong codes" in client.post("/sign-in/code", data={"code": wrong_code(*right)}).text
    for code in right:
        assert enter(client, code) == 429
    answer = client.post("/sign-in/code", data={"email": OWNER})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert len(sent_codes(settings)) == 2
    assert not is_in(client)


def test_a_resend_between_wrong_tries_does_not_reset_the_count(client: FlaskClient, settings: Settings) -> None:
    for _ in range(2):
        ask(client)
        for _ in range(2):
            assert enter(client, wrong_code(*sent_codes(settings))) == 401
    ask(client)
    assert enter(client, wrong_code(*sent_codes(settings))) == 401
    assert enter(client, sent_codes(settings)[-1]) == 429
    assert scalar("select max(attempts) from portal.sign_in_codes") == 5


def test_after_the_waiting_time_one_may_begin_anew(client: FlaskClient, settings: Settings) -> None:
    ask(client)
    for _ in range(5):
        enter(client, wrong_code(*sent_codes(settings)))
    move_clock("15 minutes 1 second")
    assert ask(client) == 303
    assert enter(client, sent_codes(settings)[-1]) == 303


def test_two_hundred_wrong_codes_then_the_right_one_are_refused(client: FlaskClient, settings: Settings) -> None:
    ask(client)
    (code,) = sent_codes(settings)
    state = client.get_cookie("atrio-code")
    assert state is not None

    def guess(number: int) -> int:
        browser = client.application.test_client()
        browser.set_cookie("atrio-code", state.value)
        return enter(browser, f"{number:06}" if f"{number:06}" != code else "999999")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(guess, range(200)))
    assert found.count(401) == 5
    assert found.count(429) == 195
    assert scalar("select attempts from portal.sign_in_codes") == 5
    assert enter(client, code) == 429
    assert len([row for row in activity() if row.kind == "sign_in_failed" and row.result == "wrong"]) == 5
    assert scalar("select count(*) from portal.sessions") == 0


def test_the_row_alone_bears_no_sixth_try(
    client: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "take", lambda limits: None)
    ask(client)
    (code,) = sent_codes(settings)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _n: enter_as(client, wrong_code(code)), range(20)))
    assert scalar("select attempts from portal.sign_in_codes") == 5
    assert enter(client, code) == 401


def enter_as(client: FlaskClient, code: str) -> int:
    """Send a code from a copy of the browser: parallel requests of one."""
    copy = client.application.test_client()
    state = client.get_cookie("atrio-code")
    assert state is not None
    copy.set_cookie("atrio-code", state.value)
    return enter(copy, code)


def test_twenty_parallel_posts_of_one_right_code_give_one_session(
    client: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "take", lambda limits: None)
    ask(client)
    (code,) = sent_codes(settings)
    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(lambda _n: enter_as(client, code), range(20)))
    assert found.count(303) == 1
    assert found.count(401) == 19
    assert scalar("select count(*) from portal.sessions") == 1


def test_a_thief_cannot_burn_the_codes_of_the_owner(app: Flask, client: FlaskClient, settings: Settings) -> None:
    ask(client)
    (code,) = sent_codes(settings)
    thief, there = app.test_client(), {"REMOTE_ADDR": "203.0.113.9"}
    for _ in range(4):
        thief.post("/sign-in/code", data={"email": OWNER}, environ_base=there)
        for _ in range(5):
            thief.post("/sign-in/code", data={"code": wrong_code(*sent_codes(settings))}, environ_base=there)
        thief.delete_cookie("atrio-code")
    assert enter(client, code) == 303


def test_after_a_hundred_failures_elsewhere_the_owner_enters_with_a_code(app: Flask, settings: Settings) -> None:
    thief, there = app.test_client(), {"REMOTE_ADDR": "203.0.113.9"}
    for number in range(100):
        thief.post("/sign-in", data={"email": OWNER, "password": f"guess {number}"}, environ_base=there)
    owner = app.test_client()
    assert ask(owner) == 303
    assert enter(owner, sent_codes(settings)[-1]) == 303


def test_nobodys_mailbox_is_flooded(app: Flask, settings: Settings) -> None:
    found = [ask(app.test_client()) for _ in range(50)]
    assert found.count(303) == 3
    assert found.count(429) == 47
    for minutes in range(0, 60, 10):  # by codes and by links, from one source after the other
        for number in range(5):
            from_elsewhere = {
                "REMOTE_ADDR": f"203.0.{minutes}.{number}",
                "HTTP_X_FORWARDED_FOR": f"198.51.100.{number}",
            }
            for path in ("/sign-in/code", "/sign-in/forgotten"):
                app.test_client().post(path, data={"email": OWNER}, environ_base=from_elsewhere)
        move_clock("9 minutes 55 seconds")
    assert scalar("select count(*) from portal.messages") == 4
    move_clock("1 minute")
    assert ask(app.test_client()) == 303, "the fifth after an hour"


def test_who_asks_in_somebodys_name_does_not_keep_their_own_browser_out(app: Flask, settings: Settings) -> None:
    mine = app.test_client()
    assert mine.post("/sign-in", data={"email": OWNER, "password": cast.PASSWORD}).status_code == 303
    mine.delete_cookie("atrio")
    for number in range(20):
        app.test_client().post(
            "/sign-in/code", data={"email": OWNER}, environ_base={"REMOTE_ADDR": f"203.0.113.{number}"}
        )
    assert ask(app.test_client()) == 429
    kept = mine.get_cookie("atrio-known")
    assert kept is not None
    forged = app.test_client()
    forged.set_cookie("atrio-known", kept.value[:-3] + "abc")
    assert ask(forged) == 429
    assert ask(mine) == 303
    assert enter(mine, sent_codes(settings)[-1]) == 303
    assert ask(mine, cast.EMAILS["stranger"]) == 303, "for an address that has never signed in here"


def test_a_mobile_number_on_file_gets_the_code_unless_email_is_wanted(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "sends_sms", lambda: True)
    numbers = [
        ("612 34 56 78", "import", "null", "+34612345678"),  # read with the country of the company's own number
        ("+40 712 345 678", "staff", "null", "+40712345678"),
        ("+34 932 555 014", "staff", "null", OWNER),  # a landline
        ("+34 612 345 678", "self", "null", OWNER),  # typed, never confirmed
        ("+34 612 345 678", "self", "now()", "+34612345678"),
        ("nonsense", "import", "null", OWNER),
    ]
    pages = set()
    for phone, origin, confirmed, recipient in numbers:
        sql(f"update portal.people set phone = :phone, phone_origin = :origin, phone_confirmed_at = {confirmed}"
            " where email = :e", phone=phone, origin=origin, e=OWNER)  # fmt: skip
        sql("delete from portal.rate_limits")
        client = app.test_client()
        assert ask(client) == 303
        pages.add(plain(client.get("/sign-in/code").text))
        assert scalar("select recipient from portal.messages order by id desc limit 1") == recipient
    stranger = app.test_client()
    ask(stranger, "nobody@nowhere.example")
    assert pages == {plain(stranger.get("/sign-in/code").text.replace("nobody@nowhere.example", OWNER))}
    assert "Send it by e-mail instead" in pages.pop()
    sql("update portal.people set phone = '+34612345678', phone_origin = 'staff' where email = :e", e=OWNER)
    sql("delete from portal.rate_limits")
    assert ask(app.test_client(), by="email") == 303
    assert sql("select channel, recipient from portal.messages order by id desc limit 1") == [("email", OWNER)]


def plain(page: str) -> str:
    """A page without what differs from minute to minute and from browser to browser."""
    return re.sub(r'value="\w{64}"|\d\d:\d\d', "", page)


@pytest.mark.parametrize(
    "body",
    [{"email": [OWNER, "thief@evil.example"]}, {"email[]": [OWNER, "thief@evil.example"]}, {"email": ""},
     {"email": f"{OWNER}, x@evil.example"}, {"code": ["000000", "111111"]}],
)  # fmt: skip
def test_repeated_and_odd_fields_send_nothing(client: FlaskClient, body: dict[str, object]) -> None:
    assert client.post("/sign-in/code", data=body).status_code == 400
    assert scalar("select count(*) from portal.messages") == 0


@pytest.mark.parametrize("typed", ["12345", "1234567", "12345a", "１２３４５６", "<b>1</b>"])
def test_what_is_no_code_costs_no_try(client: FlaskClient, typed: str) -> None:
    ask(client)
    assert enter(client, typed) == 400
    assert scalar("select attempts from portal.sign_in_codes") == 0


def test_a_form_of_another_site_asks_for_nothing(client: FlaskClient) -> None:
    evil = {"Origin": "https://evil.example"}
    assert client.post("/sign-in/code", data={"email": OWNER}, headers=evil).status_code == 403
    own = {"Origin": "http://localhost"}
    assert client.post("/sign-in/code", data={"email": OWNER}, headers=own).status_code == 403
    token = token_of(client.get("/sign-in/code").text)
    assert client.post("/sign-in/code", data={"email": OWNER, "csrf_token": token}, headers=own).status_code == 303


def test_the_page_says_when_the_code_was_sent_and_until_when_it_holds(client: FlaskClient) -> None:
    ask(client)
    local = "to_char(:at at time zone 'Europe/Madrid', 'HH24:MI')"
    sent, until = (
        scalar(f"select {local.replace(':at', column)} from portal.sign_in_codes")
        for column in ("created_at", "expires_at")
    )
    page = client.get("/sign-in/code").text
    assert f"Sent {sent}, valid until {until}" in page
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


def test_the_address_typed_beside_the_password_is_enough_to_ask(client: FlaskClient, settings: Settings) -> None:
    answer = client.post("/sign-in/code", data={"email": OWNER, "password": "typed anyway", "next": "/invoices"})
    assert answer.location == "/sign-in/code?next=/invoices"
    page = client.get(answer.location).text
    assert 'name="next" value="/invoices"' in page
    sent = {"code": sent_codes(settings)[0], "next": "/invoices"}
    assert client.post("/sign-in/code", data=sent).location == "/invoices"


def test_keep_me_signed_in_is_remembered_over_both_steps(client: FlaskClient, settings: Settings) -> None:
    ask(client, keep="1")
    enter(client, sent_codes(settings)[0])
    assert scalar("select keep from portal.sessions")


def test_another_address_begins_anew(client: FlaskClient, settings: Settings) -> None:
    ask(client, "nobody@nowhere.example")
    assert "nobody@nowhere.example" not in client.get("/sign-in/code?other=1").text
    assert ask(client) == 303
    assert enter(client, sent_codes(settings)[0]) == 303


def test_neither_code_nor_nonce_is_stored_in_clear(client: FlaskClient, settings: Settings) -> None:
    ask(client)
    (code,) = sent_codes(settings)
    stored = str(sql("select * from portal.sign_in_codes")) + str(sql("select variables, error from portal.messages"))
    assert code not in stored
    assert code not in str(sql("select args from jobs.procrastinate_jobs"))
    with client.application.test_request_context():
        assert codes.code_hash("nonce", code) != codes.code_hash("nonce", code, "sign_contract")


def test_the_mail_is_in_the_persons_language_else_in_that_of_the_page(app: Flask) -> None:
    sql("update portal.people set language = 'it' where email = :e", e=cast.EMAILS["stranger"])
    sql("update portal.people set language = null where email = :e", e=OWNER)
    for role in ("stranger", "owner"):
        app.test_client().post(
            "/sign-in/code", data={"email": cast.EMAILS[role]}, headers={"Accept-Language": "ro"}
        )  # fmt: skip
    assert [row.language for row in sql("select language from portal.messages order by id")] == ["it", "ro"]


def test_staff_sign_in_with_a_code_too(client: FlaskClient, settings: Settings) -> None:
    ask(client, cast.EMAILS["admin"])
    sent = {"code": sent_codes(settings, "admin")[0]}
    assert client.post("/sign-in/code", data=sent).location == "/staff"
