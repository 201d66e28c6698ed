"""kill -9 of the worker in the middle of a ZIP: the next one makes it whole, and nothing is left of the first."""

import io
import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from jobs import downloads
from jobs.queue import use_settings
from tests import cast
from tests.cluster import HOME
from tests.doors import person_id, scalar, sql

pytestmark = [pytest.mark.drill, pytest.mark.xdist_group("drills")]
# A worker that says where it is and then takes its time: after the first document, or between the store and the row.
WORKER = """
import sys, time
from pathlib import Path
from data.logins import open_database
from integrations.settings import Settings
from jobs import downloads
from jobs.queue import use_settings

folder, database, secret, where = sys.argv[1:]
settings = Settings(data_dir=Path(folder), secret_key=secret, database_url=database)
open_database(settings)
use_settings(settings)

def wait(*_args, **_named):
    print("there", flush=True)
    time.sleep(60)

if where == "packing":
    downloads._Progress.__call__ = wait
else:
    downloads.downloads.finish_packing = wait
downloads.pack_download(1)
"""


@pytest.mark.parametrize("where", ["packing", "publishing"])
def test_a_worker_killed_over_a_zip_loses_nothing_and_leaves_nothing(database, settings, where):
    documents = [row.public_id for row in sql("select public_id from portal.documents where title in"
                                              " ('Manual HOTEL', 'Manual SPA')")]  # fmt: skip
    sql("insert into portal.downloads (public_id, person_id, language, asked, documents)"
        " values ('dddddddddddddddd', :p, 'en', cast(:a as jsonb), 2)",
        p=person_id("owner"), a=json.dumps({"query": "", "documents": documents}))  # fmt: skip
    folder = Path(settings.data_dir)
    before = set(folder.rglob("*"))
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(folder), settings.database_url, settings.secret_key,
                               where], cwd=HOME, stdout=subprocess.PIPE)  # fmt: skip
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"there\n"
    worker.kill()
    worker.wait()
    worker.stdout.close()
    assert scalar("select state from portal.downloads") == "working"
    use_settings(settings)
    try:
        began = time.monotonic()
        downloads.pack_download(scalar("select id from portal.downloads"))
    finally:
        use_settings(None)
    assert time.monotonic() - began < 10
    row = sql("select state, packed, storage_key, size from portal.downloads")[0]
    assert (row.state, row.packed) == ("ready", 2)
    left = {path for path in set(folder.rglob("*")) - before if path.is_file()}
    assert left == {folder / "files" / row.storage_key}
    with zipfile.ZipFile(io.BytesIO((folder / "files" / row.storage_key).read_bytes())) as archive:
        assert archive.testzip() is None
        assert [archive.read(name) for name in archive.namelist()][:2] == [cast.MANUAL] * 2
    assert scalar("select count(*) from portal.messages") == 1
    (folder / "files" / row.storage_key).unlink()
