"""kill -9 of pages, worker and PostgreSQL while people write and mails go out: nothing lost, nothing done twice."""

import time

import pytest

from tests.drills.crowd import Browser, Crowd
from tests.drills.harm import VICTIMS, kill
from tests.drills.office import Office
from tests.mail_server import mail_server

pytestmark = [pytest.mark.drill, pytest.mark.heavy]
ROUNDS = 2


def test_killed_in_the_middle_of_writing_and_delivering(opened):
    with mail_server() as (port, mails):
        portal = opened(ATRIO_MAIL_SERVER=f"127.0.0.1:{port}", ATRIO_MAIL_SECURITY="none")
        office = Office(portal)
        writers = [office.browser() for _one in range(4)]
        readers = [Browser(portal, "owner@miramar.example") for _one in range(4)]
        kills = 0
        with (
            Crowd(writers, office.add, 0.05) as writing,
            Crowd(readers, lambda who: who.get("/invoices"), 0.1) as reading,
        ):
            for turn in range(ROUNDS):
                for victim in VICTIMS:
                    time.sleep(1.5)
                    took = kill(portal, victim)
                    kills += 1
                    print(f"\nround {turn + 1}: {victim} killed, all well after {took:.1f} s", end="")
            time.sleep(1)
        left = office.finish()
        office.check_effects()
        portal.sql("update clock set shift = shift + interval '61 seconds'")  # what a killed worker held in its hands
        portal.until(office.all_sent, "every message sent", 150)
        came = office.letters(mails)
        office.check_effects()
        twice = sum(1 for times in came.values() if times > 1)
        print(
            f"\n{len(office.done)} colleagues added, {left} forms sent again; {len(came)} letters, {twice} came twice"
            f" after {kills} kills; writing {dict(writing.statuses())}, reading {dict(reading.statuses())}"
        )
        assert len(came) == len(office.done) + len(office.open)  # nobody's letter is lost
        assert sum(came.values()) - len(came) <= 4 * kills  # those in flight alone: a worker has four hands
        assert not [one for one in reading.seen if one.status not in (0, 200, 503)]
