"""PostgreSQL restarted under load, politely and not: people are told so, and it heals without anybody's help."""

import os
import signal
import time

import pytest

from tests.drills.crowd import Browser, Crowd, spread

pytestmark = [pytest.mark.drill, pytest.mark.heavy]


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL], ids=["fast", "immediate", "killed"])
def test_the_database_restarts_under_load(opened, word):
    portal = opened()
    people = [Browser(portal, email) for email in ("owner@miramar.example", "stranger@palazzo.example") * 6]
    told: list[bool] = []

    def look(who: Browser):
        answer = who.get("/invoices")
        if answer.status_code == 503:  # a page that says so, with the number of the request
            told.append(answer.headers["X-Request-Id"] in answer.text and "<h1" in answer.text)
        return answer

    web = portal.web_process()
    with Crowd(people, look, pause=0.1) as crowd:
        time.sleep(4)
        former = portal.postmaster()
        went = time.monotonic()
        os.kill(former, word)
        portal.until(lambda: postmaster(portal) not in (0, former), "a new database")
        back = time.monotonic()
        time.sleep(12)
    healed = crowd.last(503) or went
    away = [one for one in crowd.seen if one.status == 503]
    print(f"\n{word.name}: new server after {back - went:.1f} s, last 503 {healed - went:.1f} s after the signal;"
          f" {dict(crowd.statuses(went))}, told in {spread(away)}")  # fmt: skip
    assert set(crowd.statuses()) <= {200, 503}
    assert set(crowd.statuses(healed)) == {200}
    assert all(one.again for one in away)
    assert all(told)
    assert web.is_running()
    assert portal.status("/readyz") == 200
    assert healed - back < 10


def postmaster(portal) -> int:
    try:
        return portal.postmaster()
    except (OSError, StopIteration, IndexError, ValueError):
        return 0
