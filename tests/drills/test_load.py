"""A hundred signed-in people who think for five seconds between two looks: no error, and nobody sees what is another's.

How fast it was is printed, not judged: that is for a machine with nothing else to do (docs/measuring.md).
"""

import itertools
import random
import re
import time

import pytest

from tests.drills.crowd import Browser, Crowd, spread

pytestmark = [pytest.mark.drill, pytest.mark.heavy]
SECONDS = 60
PEOPLE = (
    "owner@miramar.example", "colleague@miramar.example", "billing@miramar.example", "stranger@palazzo.example",
    "ioana@brasovlogistic.example", "manager@bellavista.example", "dolors@consultoria.example",
    "auditoria@iberfood.example",
)  # fmt: skip
PAGES = ("/", "/invoices", "/documents", "/equipment", "/defects", "/inspections", "/quotes", "/calendar",
         "/search?q=2", "/invoices?q=a", "/sites")  # fmt: skip
NOUNS = ("invoices", "documents", "equipment", "defects", "inspections", "quotes", "jobs", "orders", "contracts",
         "bookings", "files", "sites")  # fmt: skip
_NAMED = re.compile(r"/(" + "|".join(NOUNS) + r")/([a-z2-7]{16})")


def test_a_hundred_people(opened):
    portal = opened()
    whose = {
        (noun, public_id): client
        for noun in NOUNS
        for public_id, client in portal.sql(f"select public_id, client_id from {noun}")
    }
    mine = {
        email: {client for (client,) in portal.sql(
            "select c.id from people p, portal.person_clients(p.id) c where p.email = %s", email)}
        for email in PEOPLE
    }  # fmt: skip
    assert all(mine.values())
    foreign, looked, turns = [], itertools.count(), itertools.count()

    def look(who: Browser):
        path = PAGES[next(turns) % len(PAGES)]
        answer = who.get(path)
        named = set(_NAMED.findall(answer.text))
        foreign.extend((who.email, path, one) for one in named if whose.get(one) not in mine[who.email])
        if "internal:" in answer.text:
            foreign.append((who.email, path, "a note of staff"))
        for _one in named:
            next(looked)
        return answer

    people = [Browser(portal, PEOPLE[number % len(PEOPLE)]) for number in range(100)]
    began = time.monotonic()
    with Crowd(people, look, lambda: random.expovariate(1 / 5)) as crowd:
        time.sleep(SECONDS)
    warm = [one for one in crowd.seen if one.at - began > 10]
    print(f"\n100 people: {dict(crowd.statuses())}, {spread(warm)}, {next(looked)} records looked at")
    assert set(crowd.statuses()) <= {200, 403}  # 403: an area that is closed to who asked
    assert crowd.statuses()[200] > 5 * crowd.statuses()[403]
    assert foreign == []
