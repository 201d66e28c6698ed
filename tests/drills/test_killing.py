"""kill -9 of anything loses nothing: the whole portal under its supervisor, as `make run` starts it."""

import os
import re
import signal
import time
from collections.abc import Iterator

import psutil
import pytest
import requests

from tests.installation import Installation

pytestmark = pytest.mark.drill
FIRST = ["staff", "add", "first@company.example", "--name", "First Person"]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    portal = Installation(tmp_path_factory.mktemp("in stallation") / "var")
    done = portal.call(*FIRST)
    assert done.returncode == 0, done.stderr
    portal.start()
    yield portal
    assert portal.end() == 0
    assert not list(portal.data.glob("postgresql-*/postmaster.pid"))


def first_person_is_known(portal: Installation) -> bool:
    again = portal.call(*FIRST)
    return again.returncode == 1 and "known already" in again.stderr


def test_what_serves_the_pages_does_not_name_itself(portal):
    assert requests.get(portal.address + "/healthz", timeout=20).headers["Server"] == "Atrio"


def test_a_killed_web_worker_is_replaced_and_nobody_is_refused(portal):
    portal.web_process().kill()
    assert requests.get(portal.address + "/healthz", timeout=20).status_code == 200
    portal.until(lambda: portal.status("/readyz") == 200, "recovery")


def test_a_killed_web_server_is_replaced_and_nobody_is_refused(portal):
    former = portal.child("gunicorn")
    former.kill()
    assert requests.get(portal.address + "/healthz", timeout=20).status_code == 200
    assert portal.child("gunicorn", other_than=former).is_running()


def test_a_killed_worker_is_replaced(portal):
    former = portal.child("worker")
    former.kill()
    assert portal.child("worker", other_than=former).is_running()
    portal.until(lambda: portal.status("/readyz") == 200, "recovery")


def test_while_the_database_is_away_people_are_told_so_and_it_recovers_without_a_restart(portal):
    browser = requests.Session()
    form = browser.get(portal.address + "/sign-in", timeout=10).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form).group(1)
    sent = {"csrf_token": token, "email": "first@company.example", "password": "not the right one"}
    web = portal.web_process()
    portal.supervisor.suspend()  # it would bring the database back before we can look
    try:
        os.kill(portal.postmaster(), signal.SIGKILL)
        time.sleep(0.3)
        answer = browser.post(portal.address + "/sign-in", data=sent, timeout=10)
        assert answer.status_code == 503
        assert "Retry-After" in answer.headers
        assert "text/html" in answer.headers["Content-Type"]
        assert answer.headers["X-Request-Id"] in answer.text
        ready = requests.get(portal.address + "/readyz", timeout=10)
        assert (ready.status_code, ready.json()["database"]) == (503, False)
        assert portal.status("/healthz") == 200
    finally:
        portal.supervisor.resume()
    portal.until(lambda: portal.status("/readyz") == 200, "recovery")
    assert browser.post(portal.address + "/sign-in", data=sent, timeout=10).status_code == 401
    assert web.is_running()
    assert first_person_is_known(portal)


def test_children_of_a_killed_supervisor_end_and_the_next_start_works(portal):
    former = portal.child("worker")
    former.kill()
    portal.child("worker", other_than=former)  # has only just begun, and must let go of the database all the same
    children = portal.supervisor.children(recursive=True)
    portal.process.kill()
    portal.process.wait()
    _gone, alive = psutil.wait_procs(children, timeout=60)
    assert alive == []
    portal.until(lambda: not list(portal.data.glob("postgresql-*/postmaster.pid")), "the end of the database")
    portal.start()
    assert first_person_is_known(portal)


@pytest.mark.heavy
def test_everything_killed_at_once_starts_again(portal):
    assert portal.child("worker").is_running()
    portal.supervisor.suspend()  # it would replace the first while the last still lives
    victims = [*portal.supervisor.children(recursive=True), psutil.Process(portal.postmaster()), portal.supervisor]
    for victim in victims:
        victim.kill()
    portal.process.wait()
    psutil.wait_procs(victims, timeout=30)
    portal.start()
    assert first_person_is_known(portal)


def test_a_second_start_says_that_the_port_is_taken(portal):
    second = portal.call("serve")
    assert second.returncode == 1
    assert "Cannot listen" in second.stderr
    assert "Traceback" not in second.stderr
    assert portal.status("/readyz") == 200


def test_the_demo_refuses_to_be_reached_from_elsewhere(portal):
    portal.environment |= {"ATRIO_DEMO": "1", "ATRIO_HOST": "0.0.0.0"}
    try:
        refused = portal.call("serve")
    finally:
        del portal.environment["ATRIO_DEMO"], portal.environment["ATRIO_HOST"]
    assert refused.returncode == 2
    assert "refuses to listen on 0.0.0.0" in refused.stderr
