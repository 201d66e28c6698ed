"""Submission keys: a form sent twice acts once, and the second sending learns where the first one led."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from flask import Flask, redirect
from sqlalchemy import text
from werkzeug.wrappers import Response

from auth.submissions import once_per_key
from data import database as pools
from data.commands import submissions
from data.commands.submissions import claim, forget, settle
from data.viewer import Conflict, Invalid, Viewer

KEY = "a-key-of-a-form-1234"


def test_a_key_belongs_to_its_first_sending(owner: Viewer) -> None:
    assert claim(owner, KEY) is None
    settle(owner, KEY, "/quotes/x")
    assert claim(owner, KEY) == "/quotes/x"
    forget(owner, KEY)  # settled keys stay
    assert claim(owner, KEY) == "/quotes/x"


def test_another_persons_key_is_another_key(owner: Viewer, stranger: Viewer) -> None:
    assert claim(owner, KEY) is None
    settle(owner, KEY, "/quotes/x")
    assert claim(stranger, KEY) is None


def test_a_refused_sending_gives_its_key_free(owner: Viewer) -> None:
    assert claim(owner, KEY) is None
    forget(owner, KEY)
    assert claim(owner, KEY) is None


def test_a_sending_that_died_gives_its_key_free_after_a_minute(owner: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submissions, "_PATIENCE", 0.0)
    assert claim(owner, KEY) is None
    with pytest.raises(Conflict):
        claim(owner, KEY)
    with pools.owner() as session:
        session.execute(text("update portal.submissions set created_at = now() - interval '61 seconds'"))
    assert claim(owner, KEY) is None


def send(server: Flask, viewer: Viewer, key: str, act: object) -> Response:
    with server.test_request_context("/do", method="POST", data={"submission": key}):
        answer = once_per_key(viewer, act)  # type: ignore[arg-type]
        assert isinstance(answer, Response)
        return answer


def test_twenty_sendings_at_once_act_once_and_all_lead_to_the_same_place(owner: Viewer) -> None:
    server, acted, begun = Flask("x"), [], Event()

    def act() -> Response:
        acted.append(1)
        begun.wait(0.3)
        return redirect("/orders/1", 303)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _n: send(server, owner, KEY, act), range(20)))
    assert len(acted) == 1
    assert {answer.location for answer in answers} == {"/orders/1"}


def test_a_form_shown_again_can_be_sent_again(owner: Viewer) -> None:
    server = Flask("x")
    assert send(server, owner, KEY, lambda: "Please fill in the reason").status_code == 200
    assert send(server, owner, KEY, lambda: redirect("/done")).location == "/done"
    with pytest.raises(ZeroDivisionError):
        send(server, owner, KEY + "2", lambda: 1 / 0)
    assert send(server, owner, KEY + "2", lambda: redirect("/done")).location == "/done"


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "ș" * 20])
def test_a_form_without_a_proper_key_is_refused(owner: Viewer, key: str) -> None:
    with pytest.raises(Invalid):
        send(Flask("x"), owner, key, lambda: redirect("/done"))
    with pytest.raises(Invalid):
        send(Flask("x"), replace(owner, person_id=None), "", lambda: redirect("/done"))
