"""Figures for Prometheus: for who knows the token alone, and nothing in them that a visitor makes up."""

from dataclasses import replace

import pytest

from tests.doors import sql

TOKEN = "a token of the watcher"


@pytest.fixture
def watched(app, monkeypatch):
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], metrics_token=TOKEN))
    return app


def test_without_a_token_there_is_no_such_page(app):
    assert app.test_client().get("/metrics").status_code == 404


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer no"}, {"Authorization": f"Basic {TOKEN}"},
                                  {"Authorization": "Bearer \u0163"}])  # fmt: skip
def test_who_does_not_know_the_token_learns_nothing(watched, sent):
    answer = watched.test_client().get("/metrics", headers=sent)
    assert answer.status_code == 401
    assert b"atrio_" not in answer.data


def test_requests_are_counted_by_endpoint_and_never_by_what_a_visitor_makes_up(watched, owner):
    browser = watched.test_client()
    browser.get("/sign-in?email=somebody@client.example")
    browser.open("/no-such-place-1234", method="BREW")
    sql("insert into portal.heartbeats (name, at) values ('worker', now())")
    told = browser.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).get_data(as_text=True)
    assert 'atrio_request_seconds_count{endpoint="auth.views.sign_in",method="GET",status="200"}' in told
    assert "atrio_messages_waiting 0.0" in told
    assert "atrio_database_up 1.0" in told
    for word in ("somebody", "no-such-place", "BREW"):
        assert word not in told
