"""Links that were mailed: harmless to open, good once, alone only where they were asked for; forgotten passwords."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth import entrance
from auth.links import new_link_secrets
from data import database
from data.commands.links import write_link
from data.records.link import NewLink
from data.viewer import NotFound
from integrations.settings import Settings
from tests import cast
from tests.data.places import statements
from tests.doors import activity, is_in, move_clock, person_id, rule, scalar, sent_codes, sent_secrets, sql, wrong_code

OWNER = cast.EMAILS["owner"]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrance, "EVEN_PACE", 0.0)


def ask(client: FlaskClient, email: str = OWNER, **more: str) -> int:
    return client.post("/sign-in/forgotten", data={"email": email, **more}).status_code


def invite(app: Flask, settings: Settings, role: str = "owner", wanted: str | None = None) -> tuple[str, str]:
    """The path of the link in an invitation, and its code."""
    with app.test_request_context(), database.owner() as session:
        write_link(session, NewLink(person_id(role), "invitation", new_link_secrets(), "portal.example", wanted=wanted))
    return latest(settings, role)


def latest(settings: Settings, role: str = "owner") -> tuple[str, str]:
    """The path of the link in the last message to one of the cast, and its code."""
    told = sent_secrets(settings, cast.EMAILS[role])[-1]
    assert told["link"].startswith(f"{settings.base_url}/access/")
    return urlsplit(told["link"]).path, told["code"]


def follow(client: FlaskClient, path: str) -> str:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == "/access"
    return answer.text


def press(client: FlaskClient, **more: str) -> int:
    return client.post("/access", data=more).status_code


def test_a_link_is_of_no_use_elsewhere_without_the_code_beside_it(app: Flask, settings: Settings) -> None:
    path, code = invite(app, settings)
    thief = app.test_client()
    assert press(thief) == 200, "without the link there is only the way to a code"
    assert 'autocomplete="one-time-code"' in follow(thief, path)
    assert press(thief) == 400
    assert press(thief, code=wrong_code(code)) == 401
    assert not is_in(thief)
    assert press(thief, code=f" {code[:3]}-{code[3:]} ") == 303
    assert is_in(thief)
    assert sql("select method, proven_at from portal.sessions") == [("link", None)]


def test_scanners_open_it_and_press_everything_and_the_person_still_gets_in(app: Flask, settings: Settings) -> None:
    mine = app.test_client()
    assert ask(mine, next="/invoices") == 303
    path, _code = latest(settings)
    scanner, without_cookies = app.test_client(), app.test_client(use_cookies=False)
    for _ in range(3):
        for robot in (scanner, without_cookies):
            assert robot.head(path).status_code == robot.get(path).status_code == 303
            robot.get("/access")
            press(robot)
            press(robot, keep="1", code="")
    assert not is_in(scanner)
    assert "one-time-code" not in follow(mine, path), "this browser asked for it"
    answer = mine.post("/access", data={})
    assert (answer.status_code, answer.location) == (303, "/invoices")
    assert is_in(mine)
    assert scalar("select count(*) from portal.sessions") == 1


def test_a_used_link_leads_on_by_a_code_to_the_page_that_was_wanted(app: Flask, settings: Settings) -> None:
    mine = app.test_client()
    ask(mine, next="/invoices")
    path, code = latest(settings)
    follow(mine, path)
    assert press(mine) == 303
    again = app.test_client()
    page = follow(again, path)
    assert "can no longer be used" in page
    assert 'name="next" value="/invoices"' in page
    assert press(again, code=code) == 200
    assert not is_in(again)
    sent = again.post("/sign-in/code", data={"email": OWNER, "next": "/invoices"})
    answer = again.post("/sign-in/code", data={"code": sent_codes(settings)[-1], "next": "/invoices"})
    assert (sent.status_code, answer.location) == (303, "/invoices")
    follow_in = mine.get(path, follow_redirects=False)
    assert mine.get(follow_in.location).location == "/invoices", "who is in already goes on"


def test_links_end_when_the_rules_say_by_the_database_clock(app: Flask, settings: Settings) -> None:
    path, code = invite(app, settings)
    client = app.test_client()
    assert "This link" not in follow(client, path)
    move_clock("44 minutes 50 seconds")
    follow(client, path)
    move_clock("11 seconds")
    assert "can no longer be used" in client.post("/access", data={"code": code}).text
    assert not is_in(client)
    rule("link_minutes", 20)
    path, code = invite(app, settings)
    follow(client, path)
    move_clock("19 minutes 50 seconds")
    assert press(client, code=code) == 303


def test_five_wrong_codes_burn_a_link_however_many_browsers_try(app: Flask, settings: Settings) -> None:
    path, code = invite(app, settings)

    def guess(number: int) -> int:
        thief = app.test_client()
        thief.get(path)
        return press(thief, code=f"{number:06}" if f"{number:06}" != code else "999999")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(200)))
    assert scalar("select attempts from portal.access_links") == 5
    client = app.test_client()
    assert "can no longer be used" in follow(client, path)
    assert press(client, code=code) == 200
    assert not is_in(client)


def test_guessing_elsewhere_does_not_stop_the_browser_that_asked(app: Flask, settings: Settings) -> None:
    mine = app.test_client()
    ask(mine)
    path, code = latest(settings)
    thief = app.test_client()
    thief.get(path)
    for _ in range(6):
        press(thief, code=wrong_code(code))
    follow(mine, path)
    assert press(mine) == 303


def test_twenty_parallel_uses_give_one_session(app: Flask, settings: Settings) -> None:
    path, code = invite(app, settings)
    browsers = [app.test_client() for _ in range(20)]
    for browser in browsers:
        browser.get(path)
    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(lambda browser: press(browser, code=code), browsers))
    assert found.count(303) == 1
    assert scalar("select count(*) from portal.sessions") == 1
    assert sum(is_in(browser) for browser in browsers) == 1


@pytest.mark.parametrize(
    "between",
    [
        "update portal.people set disabled_at = now() where id = :p",
        "update portal.people set staff_role = 'agent' where id = :p",
        "update portal.grants set revoked_at = now() where person_id = :p",
        "insert into portal.revocations (person_id, client_id) select :p, id from portal.clients",
    ],
)
def test_what_is_taken_away_between_sending_and_pressing_is_gone(app: Flask, settings: Settings, between: str) -> None:
    path, code = invite(app, settings)
    client = app.test_client()
    client.get(path)
    sql(between, p=person_id("owner"))
    assert press(client, code=code) in (200, 401)
    assert not is_in(client)
    assert scalar("select count(*) from portal.sessions") == 0


def test_staff_neither_get_links_nor_enter_by_them(app: Flask, settings: Settings) -> None:
    client = app.test_client()
    assert ask(client, cast.EMAILS["admin"]) == 303
    assert scalar("select count(*) from portal.messages") == 0
    with app.test_request_context(), database.owner() as session, pytest.raises(NotFound):
        write_link(session, NewLink(person_id("admin"), "invitation", new_link_secrets(), "portal.example"))


def test_a_token_is_exactly_itself(app: Flask, settings: Settings) -> None:
    path, code = invite(app, settings)
    token = path.rpartition("/")[2]
    for other in (f"{token}%20", f"%20{token}", token.swapcase(), token[:-1], f"{token}%00", f"{token}%0A", f"{token}=",
                  "x" * 43, "%2e%2e", f"{token}{token}"):  # fmt: skip
        client = app.test_client()
        answer = client.get(f"/access/{other}")
        assert answer.status_code in (303, 404), other
        assert "can no longer be used" in client.get("/access").text, other
        assert press(client, code=code) == 200, other
        assert not is_in(client)
    forged = app.test_client()
    forged.set_cookie("atrio-link", f'"{token}".x')
    assert press(forged, code=code) == 200
    assert not is_in(forged)


def test_the_token_leaves_the_address_and_is_told_to_nobody(
    app: Flask, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    path, code = invite(app, settings)
    token = path.rpartition("/")[2]
    caplog.set_level(logging.DEBUG)
    client = app.test_client()
    moved = client.get(path)
    assert moved.location == "/access"
    assert moved.headers["Referrer-Policy"] == "no-referrer"
    assert moved.headers["Cache-Control"] == "no-store"
    cookie = moved.headers.getlist("Set-Cookie")[0]
    assert "HttpOnly" in cookie
    assert "Max-Age=2700" in cookie
    page = client.get("/access").text
    press(client, code=code)
    stored = "".join(str(sql(f"select * from portal.{table}"))
                     for table in ("access_links", "messages", "sessions", "activity", "rate_limits"))  # fmt: skip
    told = page + stored + str(sql("select args from jobs.procrastinate_jobs")) + str(activity())
    told += " ".join(f"{one.getMessage()} {one.__dict__}" for one in caplog.records if one.name.startswith("atrio"))
    assert "/access/" in told, "the log was looked at"
    assert token not in told
    assert code not in told.replace(str(settings), "")


def test_known_and_unknown_addresses_are_answered_alike(app: Flask) -> None:
    sql("update portal.people set disabled_at = now() where email = :e", e=cast.EMAILS["colleague"])
    app.test_client().get("/sign-in/forgotten")  # settings are read once in a while
    found, asked = set(), []
    for email in (OWNER, "nobody@nowhere.example", cast.EMAILS["colleague"], cast.EMAILS["admin"]):
        client = app.test_client()
        with statements("door") as said:
            answer = client.post("/sign-in/forgotten", data={"email": email})
        asked.append(said)
        page = client.get("/sign-in/forgotten").text
        wrong = client.post("/sign-in/forgotten", data={"code": "000000"})
        pages = [re.sub(r'value="\w{64}"|\d\d:\d\d', "", text.replace(email, "X")) for text in (page, wrong.text)]
        names = [tuple(sorted(name for name, _value in one.headers)) for one in (answer, wrong)]
        found.add((answer.status_code, answer.location, wrong.status_code, *pages, *names))
    assert len(found) == 1
    assert all(one == asked[0] for one in asked), "the same statements, whoever it is"
    assert [row.recipient for row in sql("select recipient from portal.messages")] == [OWNER]


def test_asking_leaves_at_an_even_pace(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(entrance, "EVEN_PACE", 100.0)
    monkeypatch.setattr(entrance.time, "sleep", waits.append)
    ask(client)
    ask(client, "nobody@nowhere.example")
    client.post("/sign-in/forgotten", data={"code": "000000"})
    assert len(waits) == 3
    assert all(90 < wait <= 100 for wait in waits)


def test_the_code_beside_the_link_is_enough_in_the_browser_that_asked(app: Flask, settings: Settings) -> None:
    mine, thief = app.test_client(), app.test_client()
    ask(mine, keep="1")
    ask(thief)
    first, code = (one["code"] for one in sent_secrets(settings, OWNER))
    assert thief.post("/sign-in/forgotten", data={"code": first}).status_code == 401
    assert mine.post("/sign-in/forgotten", data={"code": code}).status_code == 401
    assert mine.post("/sign-in/forgotten", data={"code": first}).status_code == 303
    assert is_in(mine)
    assert not is_in(thief)
    assert sql("select method, keep from portal.sessions") == [("link", True)]


def test_another_message_gives_no_new_tries(client: FlaskClient, settings: Settings) -> None:
    for _ in range(2):
        ask(client)
        for _ in range(2):
            answer = client.post("/sign-in/forgotten", data={"code": wrong_code(*sent_codes(settings))})
            assert answer.status_code == 401
    ask(client)
    right = sent_codes(settings)[-1]
    assert "Too many wrong codes" in client.post("/sign-in/forgotten", data={"code": wrong_code(right)}).text
    assert client.post("/sign-in/forgotten", data={"code": right}).status_code == 429
    assert not is_in(client)


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"},
                                     {"Forwarded": "host=evil.example"}])  # fmt: skip
def test_a_poisoned_host_never_gets_into_a_mail(client: FlaskClient, settings: Settings, headers: dict) -> None:
    answer = client.post("/sign-in/forgotten", data={"email": OWNER}, headers=headers)
    assert answer.status_code in (303, 400)
    assert all(one["link"].startswith(f"{settings.base_url}/") for one in sent_secrets(settings, OWNER))
    assert "evil" not in str(answer.headers)


@pytest.mark.parametrize(
    "body",
    [
        {"email": [OWNER, "thief@evil.example"]},
        {"email[]": [OWNER, "thief@evil.example"]},
        {"email": f"{OWNER}, thief@evil.example"},
        {"code": ["000000", "111111"]},
    ],
)
def test_repeated_and_odd_fields_send_nothing(client: FlaskClient, body: dict[str, object]) -> None:
    assert client.post("/sign-in/forgotten", data=body).status_code == 400
    assert client.post("/sign-in/forgotten", json=body).status_code == 400
    assert client.post("/access", data={"code": ["1", "2"]}).status_code in (200, 400)
    assert scalar("select count(*) from portal.messages") == 0


def test_a_page_that_was_wanted_stays_on_this_host(app: Flask, settings: Settings) -> None:
    for wanted in ("//evil.example", "https://evil.example/", "/\\evil.example", "/access", "/sign-in/code"):
        sql("update portal.access_links set expires_at = now() - interval '1 day'")
        path, code = invite(app, settings, wanted=wanted)
        client = app.test_client()
        follow(client, path)
        answer = client.post("/access", data={"code": code})
        assert (answer.status_code, answer.location) == (303, "/")


def test_a_form_of_another_site_presses_nothing(app: Flask, settings: Settings) -> None:
    path, code = invite(app, settings)
    client = app.test_client()
    client.get(path)
    evil = {"Origin": "https://evil.example"}
    assert client.post("/access", data={"code": code}, headers=evil).status_code == 403
    here = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/access", data={"code": code}, headers=here).status_code == 403, "no token of this browser"
    assert not is_in(client)


def test_the_page_speaks_the_persons_language_unless_the_browser_has_chosen(app: Flask, settings: Settings) -> None:
    sql("update portal.people set language = 'it' where email = :e", e=OWNER)
    path, _code = invite(app, settings)
    assert 'lang="it-IT"' in follow(app.test_client(), path)
    chosen = app.test_client()
    chosen.set_cookie("language", "ro")
    assert 'lang="ro-RO"' in follow(chosen, path)
