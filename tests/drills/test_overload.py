"""Many more people than threads: whoever is beyond the limit is told at once, the rest is served, and it passes."""

import time

import pytest
import requests

from tests.drills.crowd import Browser, Crowd, spread

pytestmark = [pytest.mark.drill, pytest.mark.heavy]
SECONDS = 12


def test_overload_sheds_with_a_word_when_to_come_again_and_passes(opened):
    portal = opened(ATRIO_WEB_WORKERS="1", ATRIO_WEB_THREADS="4", ATRIO_WEB_WAITING="12")
    people = [Browser(portal, "owner@miramar.example") for _one in range(80)]
    page = people[0].get("/").text
    style = page[page.index("/style.") :].split('"')[0]
    with Crowd(people[:4], lambda who: who.get("/")) as alone:
        time.sleep(5)
    watched = []
    with Crowd(people, lambda who: who.get("/")) as crowd:
        for _turn in range(SECONDS):
            time.sleep(1)
            began = time.monotonic()
            answers = [requests.get(portal.address + path, timeout=30) for path in ("/healthz", "/readyz", style)]
            assert {one.status_code for one in answers} == {200}  # red or unstyled because of a crowd: no
            watched.append(time.monotonic() - began)
    served = [one for one in crowd.seen if one.status == 200]
    away = [one for one in crowd.seen if one.status == 503]
    print(f"\n4 people: {spread(alone.seen)}\n80 people, served: {spread(served)}\n  sent away: {spread(away)}")
    print(
        f"  healthz, readyz and style together at worst {max(watched):.2f} s; served {len(served) / SECONDS:.0f}/s"
        f" of {len(alone.seen) / 5:.0f}/s alone"
    )
    assert set(crowd.statuses()) == {200, 503}
    assert all(one.again for one in away)
    assert not [one for one in alone.seen if one.status != 200]
    calm = time.monotonic()
    with Crowd(people[:4], lambda who: who.get("/")) as after:
        time.sleep(3)
    assert set(after.statuses(calm)) == {200}


def test_a_growing_crowd_is_shed_and_forgotten_within_seconds(opened):
    portal = opened(ATRIO_WEB_WORKERS="1", ATRIO_WEB_THREADS="4", ATRIO_WEB_WAITING="12")
    people = [Browser(portal, "owner@miramar.example") for _one in range(500)]
    process = portal.web_process()
    with Crowd(people[:10], lambda who: who.get("/")):
        time.sleep(8)  # caches, connections and threads are there
    before = process.memory_info().rss
    for size in (10, 50, 200, 500):
        with Crowd(people[:size], lambda who: who.get("/"), 0.5) as crowd:
            time.sleep(SECONDS)
        calm = time.monotonic()
        with Crowd(people[:4], lambda who: who.get("/"), 0.1) as after:
            portal.until(lambda: sum(after.statuses().values()) > 20, "answers")  # noqa: B023
        well = max(0.0, after.last(0, 429, 503) - calm)
        away = [one for one in crowd.seen if one.status in (429, 503)]
        served = [one for one in crowd.seen if one.status == 200]
        print(f"\n{size} people: {dict(crowd.statuses())}, served {spread(served)}, sent away {spread(away)};"
              f" well {well:.1f} s later: {spread(after.seen)}")  # fmt: skip
        assert set(crowd.statuses()) <= {200, 429, 503}
        assert all(one.again for one in away)
        assert served
        assert well < 5
        assert portal.status("/readyz") == 200
    assert process.is_running()  # not one of it was replaced
    grown = process.memory_info().rss / before
    print(f"memory {before / 2**20:.0f} MB, {grown:.2f} times that afterwards")
    assert grown < 1.5
