"""Through pgbouncer in transaction mode, fewer connections than people: nothing of one stays for the next."""

import os
import re
import shutil
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.installation import Installation

pytestmark = [pytest.mark.drill, pytest.mark.heavy]
PASSWORD = "demo demo demo demo"
PEOPLE = ("owner@miramar.example", "stranger@palazzo.example", "ioana@brasovlogistic.example", "admin@atrio.example")
CONFIGURATION = """
[databases]
* = host=/proc/self/cwd port=5432
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = people.txt
pool_mode = transaction
default_pool_size = 1
ignore_startup_parameters = extra_float_digits, options
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pooled")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    logins = {
        f"ATRIO_{name.upper()}_DATABASE_URL": f"postgresql://atrio_{name}_login@127.0.0.1:{port}/atrio"
        for name in ("client", "staff", "door")
    }
    portal = Installation(
        folder / "var", ATRIO_DEMO="1", ATRIO_DEMO_PASSWORD=PASSWORD, ATRIO_PREPARE="off", ATRIO_WEB_WORKERS="2"
    )
    assert portal.call("migrate").returncode == 0
    portal.environment |= logins
    place = next(portal.data.glob("postgresql-*"))  # the only folder that the database's account may enter
    (place / "people.txt").write_text("".join(f'"atrio_{name}_login" ""\n' for name in ("client", "staff", "door")))
    (place / "pgbouncer.ini").write_text(CONFIGURATION.format(port=port))
    owner = place.stat()
    for name in ("people.txt", "pgbouncer.ini"):
        os.chown(place / name, owner.st_uid, owner.st_gid)
    who = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    pooler = subprocess.Popen(
        [shutil.which("pgbouncer") or "/usr/sbin/pgbouncer", "-q", "pgbouncer.ini"], cwd=place, **who
    )
    try:
        portal.start()
        yield portal
    finally:
        portal.end()
        pooler.terminate()
        pooler.wait(10)


def signed_in(portal: Installation, email: str) -> requests.Session:
    browser = requests.Session()
    form = browser.get(portal.address + "/sign-in", timeout=20).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form).group(1)
    sent = {"csrf_token": token, "email": email, "password": PASSWORD}
    answer = browser.post(portal.address + "/sign-in", data=sent, timeout=20)
    assert answer.status_code == 200, (email, answer.status_code)
    assert "/sign-in" not in answer.url
    return browser


def numbers(browser: requests.Session, portal: Installation) -> frozenset[str]:
    page = browser.get(portal.address + "/invoices", timeout=20)
    assert page.status_code == 200
    return frozenset(re.findall(r'href="/invoices/([a-z2-7]{16})', page.text))


def test_people_who_share_one_connection_never_see_each_others_invoices(portal):
    browsers = {email: signed_in(portal, email) for email in PEOPLE}
    alone = {email: numbers(browser, portal) for email, browser in browsers.items()}
    assert all(alone.values())
    assert not alone[PEOPLE[0]] & alone[PEOPLE[1]]

    def look(turn: int) -> bool:
        email = PEOPLE[turn % len(PEOPLE)]
        return numbers(browsers[email], portal) == alone[email]

    with ThreadPoolExecutor(8) as crowd:
        assert all(crowd.map(look, range(200)))
