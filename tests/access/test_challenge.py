"""The question against robots: when it is asked, that it works once, and that people never lose their way to it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth import challenge, entrance
from integrations.settings import Settings
from tests import cast
from tests.doors import is_in, move_clock, rule, scalar, sent_codes

OWNER = cast.EMAILS["owner"]
PATHS = ("/sign-in", "/sign-in/code", "/sign-in/forgotten")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrance, "EVEN_PACE", 0.0)


def answered(app: Flask, page: str, *, rightly: bool = True) -> dict[str, str]:
    """The fields of a question on a page, answered as its reader would."""
    found = re.search(r'name="question" value="([^"]+)"', page)
    assert found, "nothing is asked"
    stamp, _dot, mark = found[1].rpartition(".")
    with app.test_request_context():
        right = next(str(n) for n in range(5) if challenge._mark(stamp, str(n)) == mark)
    return {"question": found[1], "answer": right if rightly else str((int(right) + 1) % 5)}


def sent(path: str) -> dict[str, str]:
    return {"email": OWNER, "password": cast.PASSWORD} if path == "/sign-in" else {"email": OWNER}


@pytest.mark.parametrize("path", PATHS)
def test_always_means_that_nothing_is_tried_without_the_right_word_once(app: Flask, path: str) -> None:
    rule("challenge", "always")
    client = app.test_client()
    page = client.get(path).text
    assert client.post(path, data=sent(path)).status_code == 400
    assert client.post(path, data={**sent(path), "question": "x.y.z", "answer": "1"}).status_code == 400
    wrong = client.post(path, data={**sent(path), **answered(app, page, rightly=False)})
    assert wrong.status_code == 400
    assert OWNER in wrong.text, "what was typed is kept"
    assert client.post(path, data={**sent(path), **answered(app, page)}).status_code == 400, "answered before"
    assert scalar("select count(*) from portal.messages") == 0
    right = answered(app, wrong.text)
    assert client.post(path, data={**sent(path), **right}).status_code == 303
    assert app.test_client().post(path, data={**sent(path), **right}).status_code == 400, "each works once"


def test_a_question_grows_old_by_the_database_clock(app: Flask, client: FlaskClient) -> None:
    rule("challenge", "always")
    told = answered(app, client.get("/sign-in").text)
    move_clock("30 minutes 5 seconds")
    assert client.post("/sign-in", data={**sent("/sign-in"), **told}).status_code == 400
    assert not is_in(client)


def test_after_failures_it_is_asked_from_here_and_for_that_address_and_not_after_a_sign_in(app: Flask) -> None:
    rule("challenge", "after_failures")
    here, there = {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "198.51.100.7"}
    thief, mine = app.test_client(), app.test_client()
    for _ in range(3):
        wrong = thief.post("/sign-in", data={"email": OWNER, "password": "x"}, environ_base=here)
        assert wrong.status_code == 401
    assert (
        thief.post("/sign-in", data={"email": "other@x.example", "password": "x"}, environ_base=here).status_code == 400
    )
    assert 'name="question"' not in mine.get("/sign-in", environ_base=there).text
    asked = mine.post("/sign-in", data=sent("/sign-in"), environ_base=there)
    assert asked.status_code == 400
    told = {**sent("/sign-in"), **answered(app, asked.text)}
    assert mine.post("/sign-in", data=told, environ_base=there).status_code == 303
    mine.delete_cookie("atrio")
    assert mine.post("/sign-in", data=sent("/sign-in"), environ_base=there).status_code == 303


def test_known_and_unknown_addresses_are_asked_alike(app: Flask) -> None:
    rule("challenge", "after_failures")
    found = []
    for number, email in enumerate((OWNER, "nobody@nowhere.example")):
        client, source = app.test_client(), {"REMOTE_ADDR": f"203.0.113.{number}"}
        data = {"email": email, "password": "x"}
        found.append([client.post("/sign-in", data=data, environ_base=source).status_code for _ in range(5)])
    assert found[0] == found[1] == [401, 401, 401, 400, 400]


def test_who_falls_into_the_trap_is_asked_whatever_the_rules(app: Flask, settings: Settings) -> None:
    client = app.test_client()
    trapped = client.post("/sign-in/code", data={"email": OWNER, "reference": "https://spam.example"})
    assert trapped.status_code == 400
    assert 'name="question"' in trapped.text
    assert scalar("select count(*) from portal.messages") == 0
    assert client.post("/sign-in/code", data={"email": OWNER, **answered(app, trapped.text)}).status_code == 303
    assert client.post("/sign-in/code", data={"code": sent_codes(settings)[0]}).status_code == 303


def test_the_question_can_be_read_without_seeing_or_reckoning(app: Flask, client: FlaskClient) -> None:
    rule("challenge", "always")
    for language, words in (("en", "Which of these words"), ("es", "¿Cuál de estas palabras"),
                            ("it", "Quale di queste parole"), ("ro", "Care dintre aceste cuvinte")):  # fmt: skip
        page = client.get(f"/sign-in?language={language}").text
        assert f'<legend class="label">{words}' in page
        assert page.count('type="radio"') == 5
