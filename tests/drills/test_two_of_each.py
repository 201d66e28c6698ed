"""Three workers and two web servers on one database: each letter goes out once, each job of the clock runs once."""

import subprocess
import time

import pytest

from tests.cluster import HOME
from tests.drills.crowd import Crowd
from tests.drills.office import Office
from tests.mail_server import mail_server

pytestmark = [pytest.mark.drill, pytest.mark.heavy]


def test_more_of_each_do_nothing_twice(opened):
    with mail_server() as (port, mails):
        portal = opened(ATRIO_MAIL_SERVER=f"127.0.0.1:{port}", ATRIO_MAIL_SECURITY="none")
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        others = [
            subprocess.Popen(portal.command("worker"), cwd=HOME, env=portal.environment, **quiet) for _one in range(2)
        ]
        try:
            office = Office(portal)
            with Crowd([office.browser() for _one in range(3)], office.add, 0.05) as writing:
                time.sleep(8)
            sweeps = ("select count(*) from jobs.procrastinate_jobs where task_name = 'sweep_messages'"
                      " and status = 'succeeded'")  # fmt: skip
            before = portal.sql(sweeps)[0][0]
            portal.until(lambda: portal.sql(sweeps)[0][0] > before, "a sweep by the clock", 90)
            portal.until(office.all_sent, "every message sent", 60)
        finally:
            for one in others:
                one.terminate()
            ends = [one.wait(30) for one in others]
        came = office.letters(mails)
        print(f"\n{len(came)} letters by 3 workers, {dict(writing.statuses())}")
        assert ends == [0, 0]
        assert set(writing.statuses()) == {303}
        assert len(came) == len(office.done)
        assert set(came.values()) == {1}
        office.check_effects()
        doubled = portal.sql(
            "select task_name, args ->> 'timestamp' from jobs.procrastinate_jobs where args ? 'timestamp'"
            " and args ->> 'timestamp' <> '0' group by 1, 2 having count(*) > 1"
        )
        assert doubled == []
