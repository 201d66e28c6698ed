"""kill -9 of the worker in the middle of an import: nothing is written, and the next one does it whole, once."""

import subprocess
import sys
from pathlib import Path

import pytest

from integrations.storage import open_storage
from jobs import imports
from jobs.queue import use_settings
from tests.cluster import HOME
from tests.doors import person_id, scalar, sql

pytestmark = [pytest.mark.drill, pytest.mark.xdist_group("drills")]
# A worker that says where it is and then takes its time: while it reads, or between its records and the end.
WORKER = """
import sys, time
from data.logins import open_database
from integrations.settings import Settings
from jobs import imports
from jobs.queue import use_settings

folder, database, secret, where, batch = sys.argv[1:]
settings = Settings(data_dir=__import__("pathlib").Path(folder), secret_key=secret, database_url=database)
open_database(settings)
use_settings(settings)

def wait(*_args, **_named):
    print("there", flush=True)
    time.sleep(60)

if where == "reading":
    imports.carrying.tell = wait
else:
    from data.imports import run
    run._finish = wait
imports.carry_import(int(batch))
"""
MAPPING = '{"source": "drill", "produce": [{"kind": "clients", "fields": {"reference": {"column": "reference"},' \
          ' "name": {"column": "name"}}}]}'  # fmt: skip


@pytest.mark.parametrize("where", ["reading", "writing"])
def test_a_worker_killed_over_an_import_leaves_nothing_and_it_runs_again(database, settings, where):
    store, key = open_storage(settings.files_url), f"imports/drill-{where}"
    with (Path(settings.data_dir) / "t.csv").open("w+b") as file:
        file.write(b"reference,name\n" + b"".join(b"K%d,Killed %d\n" % (n, n) for n in range(300)))
        file.seek(0)
        store.keep(key, file)
    sql("insert into portal.imports (public_id, by_person_id, source, file_name, sha256, counts, kind, state, mapping,"
        " storage_key, row_count) values ('kkkkkkkkkkkkkkkk', :p, 'drill', 't.csv', '', '{}', 'clients', 'running',"
        " cast(:m as jsonb), :k, 300)", p=person_id("admin"), m=MAPPING, k=key)  # fmt: skip
    batch = scalar("select id from portal.imports where public_id = 'kkkkkkkkkkkkkkkk'")
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(settings.data_dir), settings.database_url,
                               settings.secret_key, where, str(batch)], cwd=HOME, stdout=subprocess.PIPE)  # fmt: skip
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"there\n"
    worker.kill()
    worker.wait()
    worker.stdout.close()
    assert scalar("select state from portal.imports where id = :i", i=batch) == "running"
    assert scalar("select count(*) from portal.clients where source = 'drill'") == 0
    assert scalar("select count(*) from portal.import_rows") == 0
    use_settings(settings)
    try:
        for _ in range(2):  # a job that comes twice
            until_free(batch)
    finally:
        use_settings(None)
        store.delete(key)
    assert scalar("select state from portal.imports where id = :i", i=batch) == "done"
    assert scalar("select count(*) from portal.clients where source = 'drill'") == 300
    assert scalar("select count(*) from portal.events where import_id = :i", i=batch) == 300


def until_free(batch: int) -> None:
    """The server needs a moment to see that the killed one is gone; the queue comes again as long."""
    for _ in range(100):
        try:
            imports.carry_import(batch)
        except imports.Busy:
            scalar("select 1 from pg_sleep(0.1)")
        else:
            return
    raise AssertionError("the lock of a killed worker is never given back")
