"""New code and a migration while people work: nobody sees an error, nobody waits long."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.cluster import HOME
from tests.drills.crowd import Browser, Crowd, spread, within
from tests.drills.office import Office
from tests.installation import Installation

pytestmark = [pytest.mark.drill, pytest.mark.heavy]
PEOPLE = (
    "owner@miramar.example",
    "stranger@palazzo.example",
    "ioana@brasovlogistic.example",
    "manager@bellavista.example",
)
PAGES = ("/invoices", "/", "/documents", "/equipment", "/quotes")

ROWS = int(os.environ.get("DRILL_ROWS", "1000000"))
# A column that every row needs, for the code of the next version, and an index on it (docs/installing.md).
VERSION = """
from alembic import op
revision, down_revision = "9999", "{head}"
def upgrade():
    op.execute("alter table portal.events add weight int")
    op.execute("alter table portal.events alter weight set default 1")
    op.execute("alter table portal.events add constraint weighed check (weight is not null) not valid")
AFTERWARDS = (
    "create index concurrently if not exists events_to_weigh on events (id) where weight is null",
    "update events set weight = 1 where id in (select id from events where weight is null order by id limit 5000)",
    "create index concurrently if not exists events_weight on events (client_id, weight)",
    "alter table events validate constraint weighed",
    "alter table events alter weight set not null",
    "drop index concurrently if exists events_to_weigh",
)
"""
ELSEWHERE = """
import sys
from pathlib import Path
from data import migrate
migrate.MIGRATIONS = Path(sys.argv.pop(1))
from flask.cli import main
main()
"""


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


def test_a_column_and_an_index_on_a_million_rows_stop_nobody(opened, tmp_path):
    portal = opened(ATRIO_WEB_WORKERS="2")
    columns = ", ".join(name for (name,) in portal.sql(
        "select column_name::text from information_schema.columns where table_schema = 'portal'"
        " and table_name = 'events' and is_identity = 'NO'"))  # fmt: skip
    have = portal.sql("select count(*) from events")[0][0]
    portal.sql(f"insert into events ({columns}) select {columns} from events, generate_series(1, {ROWS // have})")
    portal.sql("analyze events")
    migrations = shutil.copytree(HOME / "data" / "migrations", tmp_path / "migrations")
    head = portal.sql("select version_num from alembic_version")[0][0]
    (migrations / "versions" / "9999_weight.py").write_text(VERSION.format(head=head))
    office = Office(portal)
    with (
        Crowd([office.browser() for _one in range(2)], office.add, 0.3) as writing,
        crowd_of(portal, 8, 0.3) as reading,
    ):
        time.sleep(10)
        calm = time.monotonic()
        done = subprocess.run([sys.executable, "-c", ELSEWHERE, str(migrations), "--app", "app", "migrate"], cwd=HOME,
                              env=portal.environment, capture_output=True, text=True, timeout=1200)  # fmt: skip
        took = time.monotonic() - calm
    assert done.returncode == 0, done.stderr
    count, empty = portal.sql("select count(*), count(*) filter (where weight is null) from events")[0]
    everybody = [*reading.seen, *writing.seen]
    before = [one for one in everybody if one.at + one.took < calm]
    during = [one for one in everybody if one.at >= calm]
    print(f"\n{count} rows in {took:.0f} s: reading {dict(reading.statuses(calm))}, writing"
          f" {dict(writing.statuses(calm))}, {spread(during)}; before: {spread(before)}")  # fmt: skip
    assert (count >= ROWS, empty) == (True, 0)
    assert set(reading.statuses()) == {200}
    assert set(writing.statuses()) == {303}
    assert within(during, 0.95) < max(1.0, 4 * within(before, 0.95))
    # what the version after the next takes away again
    portal.sql("alter table events drop column weight")
    portal.sql("update alembic_version set version_num = %s", head)
    office.check_effects()
