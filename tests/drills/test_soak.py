"""Mixed traffic for a good while, and a kill -9 each minute: nothing lost, nothing piles up.

`SOAK_MINUTES=120 make drills ARGS="-s -k soak"` for a longer one.
"""

import os
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest

from tests.drills.crowd import Browser, Crowd, spread
from tests.drills.harm import VICTIMS, kill
from tests.drills.office import Office
from tests.mail_server import mail_server

pytestmark = [pytest.mark.drill, pytest.mark.heavy]
MINUTES = int(os.environ.get("SOAK_MINUTES", "15"))
WORKERS, THREADS = 2, 4
PEOPLE = ("owner@miramar.example", "stranger@palazzo.example", "ioana@brasovlogistic.example",
          "manager@bellavista.example", "admin@atrio.example")  # fmt: skip
CLIENTS_PAGES = ("/", "/invoices", "/documents", "/equipment", "/calendar", "/invoices?q=a", "/search?q=2", "/sites")
STAFFS_PAGES = ("/", "/staff/clients", "/staff/messages", "/staff/people", "/invoices")
_CONNECTIONS = "select application_name, count(*) from pg_stat_activity" \
               " where application_name like 'atrio-%%' group by 1"  # fmt: skip
_LEFT_OPEN = "select count(*) from pg_stat_activity where state like 'idle in transaction%%'" \
             " and state_change < now() - interval '30 seconds'"  # fmt: skip


def look(who: Browser):
    return who.get(random.choice(STAFFS_PAGES if who.email.startswith("admin") else CLIENTS_PAGES))


class Watch:
    """The memory of each process when it has warmed up and at last, and the most connections of each login."""

    def __init__(self, portal) -> None:
        self.portal = portal
        self.memory: dict[psutil.Process, list[int]] = {}
        self.connections: Counter[str] = Counter()

    def note(self) -> None:
        for one in [*self.portal.child("gunicorn").children(), self.portal.child("worker")]:
            self.memory.setdefault(one, []).append(one.memory_info().rss)
        for name, count in self.portal.sql(_CONNECTIONS):
            self.connections[name] = max(self.connections[name], count)

    def growth(self) -> dict[int, float]:
        """How many times the memory of its third look a process had at the last; only where it lived for long."""
        return {one.pid: seen[-1] / seen[2] for one, seen in self.memory.items() if len(seen) >= 5}


def test_a_soak(opened):
    before = set(Path(tempfile.gettempdir()).iterdir())
    dice = random.Random(7)
    with mail_server() as (port, mails):
        portal = opened(
            ATRIO_MAIL_SERVER=f"127.0.0.1:{port}", ATRIO_MAIL_SECURITY="none", ATRIO_WEB_WORKERS=str(WORKERS),
            ATRIO_WEB_THREADS=str(THREADS),
        )  # fmt: skip
        office, watch, kills = Office(portal), Watch(portal), Counter[str]()
        people = [Browser(portal, PEOPLE[number % len(PEOPLE)]) for number in range(20)]
        with (
            Crowd([office.browser() for _one in range(2)], office.add, lambda: random.expovariate(1)) as writing,
            Crowd(people, look, lambda: random.expovariate(1 / 2)) as reading,
        ):
            for minute in range(MINUTES):
                time.sleep(50)
                watch.note()
                office.prove()
                if minute < MINUTES - 6:  # then undisturbed: what piles up would show
                    victim = dice.choice(VICTIMS)
                    took = kill(portal, victim)
                    kills[victim] += 1
                    print(f"\nminute {minute + 1}: {victim} killed, all well after {took:.1f} s", end="")
                time.sleep(10)
        left = office.finish()
        portal.sql("update clock set shift = shift + interval '61 seconds'")  # what a killed worker held in its hands
        portal.until(office.all_sent, "every message sent", 150)
        office.check_effects()
        came = office.letters(mails)
        piled = [path.name for path in set(Path(tempfile.gettempdir()).iterdir()) - before if "atrio" in path.name]
        print(
            f"\n{MINUTES} min, kills {dict(kills)}: reading {dict(reading.statuses())} {spread(reading.seen)},"
            f" writing {dict(writing.statuses())}; {len(office.done)} colleagues, {left} forms sent again,"
            f" {len(came)} letters; connections at most {dict(watch.connections)}, memory grown {watch.growth()},"
            f" left over {piled}"
        )
        assert len(came) == len(office.done) + len(office.open)
        assert set(reading.statuses()) <= {0, 200, 303, 503}  # 303: a search that found one
        assert set(writing.statuses()) <= {0, 303, 409, 503}
        assert portal.sql(_LEFT_OPEN) == [(0,)]
        for login in ("client", "staff", "door"):
            assert watch.connections[f"atrio-{login}"] <= 2 * WORKERS * (
                THREADS + 2
            )  # of those killed, for a moment too
        assert all(times < 1.3 for times in watch.growth().values())
