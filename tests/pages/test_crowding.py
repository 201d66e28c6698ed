"""What a request beyond the limit of waiting ones is answered (jobs/web_worker.py decides which these are)."""

import pytest

from auth.crowding import CROWDED
from jobs import web_worker

pytestmark = pytest.mark.one_database
BEYOND = {CROWDED: True}


def test_whoever_is_beyond_the_limit_is_told_so_in_their_language_and_when_to_come_again(client):
    answer = client.get("/", environ_overrides=BEYOND, headers={"Accept-Language": "it"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "moltissime persone" in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


def test_a_script_is_told_so_as_json(client):
    answer = client.post("/_dash-update-component", json={}, environ_overrides=BEYOND)
    assert (answer.status_code, answer.json["status"]) == (503, 503)


def test_what_a_page_cannot_be_without_is_served_all_the_same(client):
    page = client.get("/sign-in").text
    style = page[page.index("/style.") :].split('"')[0]
    for path in (style, "/healthz", "/favicon.ico"):
        assert client.get(path, environ_overrides=BEYOND).status_code == 200, path


def test_the_server_and_the_pages_mean_the_same_mark():
    assert web_worker.CROWDED == CROWDED
