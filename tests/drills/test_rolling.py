"""New code and a migration while people work: nobody sees an error, nobody waits long."""

import os
import signal
import time

import pytest

from tests.drills.crowd import Browser, Crowd, spread, within
from tests.installation import Installation

pytestmark = [pytest.mark.drill, pytest.mark.heavy]
PEOPLE = (
    "owner@miramar.example",
    "stranger@palazzo.example",
    "ioana@brasovlogistic.example",
    "manager@bellavista.example",
)
PAGES = ("/invoices", "/", "/documents", "/equipment", "/quotes")


def crowd_of(portal: Installation, count: int, pause: float = 0.2) -> Crowd:
    turns = iter(range(10**9))
    return Crowd(
        [Browser(portal, PEOPLE[number % len(PEOPLE)]) for number in range(count)],
        lambda who: who.get(PAGES[next(turns) % len(PAGES)]), pause,
    )  # fmt: skip


def test_a_reload_under_load_is_not_noticed(opened):
    portal = opened(ATRIO_WEB_WORKERS="2")
    master = portal.child("gunicorn")
    took = []
    with crowd_of(portal, 12) as crowd:
        time.sleep(5)
        calm = time.monotonic()
        for _round in range(3):
            former = {one.pid for one in master.children()}
            os.kill(master.pid, signal.SIGHUP)
            took.append(
                portal.until(lambda: not former & {one.pid for one in master.children()}, "new processes", 90)  # noqa: B023
            )
            time.sleep(1)
    before = [one for one in crowd.seen if one.at < calm]
    during = [one for one in crowd.seen if one.at >= calm]
    print(f"\n3 reloads ({min(took):.1f} to {max(took):.1f} s each): {dict(crowd.statuses(calm))}, {spread(during)};"
          f" before: {spread(before)}")  # fmt: skip
    assert set(crowd.statuses()) == {200}
    assert within(during, 0.95) < max(1.0, 4 * within(before, 0.95))  # loading takes its part of the processors


def test_a_migration_repeated_under_load_stops_nobody(opened):
    portal = opened()
    with crowd_of(portal, 12) as crowd:
        time.sleep(3)
        calm = time.monotonic()
        took = []
        for _round in range(5):
            began = time.monotonic()
            done = portal.call("migrate")
            assert done.returncode == 0, done.stderr
            took.append(time.monotonic() - began)
    during = [one for one in crowd.seen if one.at > calm]
    print(f"\n5 migrations ({min(took):.1f} to {max(took):.1f} s each): {dict(crowd.statuses(calm))}, {spread(during)};"
          f" before: {spread([one for one in crowd.seen if one.at <= calm])}")  # fmt: skip
    assert set(crowd.statuses()) == {200}
