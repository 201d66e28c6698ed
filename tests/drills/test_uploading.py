"""kill -9 in the middle of an upload, and a disk that fills up: nothing of it is left for long."""

import io
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from auth.receiving import Upload
from auth.uploading import keep_file
from data.commands.uploads import find_destination
from data.records.uploads import NewFile
from data.viewer import Unavailable
from integrations.storage import open_storage
from jobs import files
from jobs.queue import use_settings
from tests.cluster import HOME
from tests.doors import scalar, sql

pytestmark = [pytest.mark.drill, pytest.mark.xdist_group("drills")]
# Somebody's upload that says where it is and then takes its time: before the bytes, in their middle, before the row.
SENDER = """
import io, sys, time
from pathlib import Path
from flask import Flask
from auth import uploading
from auth.receiving import Upload
from data.commands.uploads import find_destination
from data.logins import open_database
from data.queries.sessions import find_viewer
from data.records.uploads import NewFile
from integrations.settings import Settings

folder, database, secret, where, person = sys.argv[1:]
settings = Settings(data_dir=Path(folder), secret_key=secret, database_url=database)
open_database(settings)
app = Flask("sender")
app.extensions["settings"] = settings

def wait(*_args, **_named):
    print("there", flush=True)
    time.sleep(60)

class Slow(io.BytesIO):
    asked = 0

    def read(self, *args):
        self.asked += 1
        if self.asked == 3:
            wait()
        return super().read(*args)

if where == "staged":
    uploading._store = wait
elif where == "storing":
    uploading.BytesIO = Slow
else:
    uploading.add_file = wait
viewer = find_viewer(int(person))
content = b"words " * 3_000_000
with app.app_context():
    place = find_destination(viewer, viewer.clients[0].id, NewFile("A file"))
    uploading.keep_file(viewer, place, Upload("a.txt", len(content), io.BytesIO(content), 25_000_000))
"""


def kept(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in (folder / "uploads").rglob("*") if path.is_file()}


@pytest.mark.parametrize("where", ["staged", "storing", "stored"])
def test_an_upload_that_was_killed_leaves_no_row_and_its_bytes_are_cleared(database, settings, owner, where):
    folder = Path(settings.data_dir) / "files"
    before = kept(folder)
    sender = subprocess.Popen([sys.executable, "-c", SENDER, str(settings.data_dir), settings.database_url,
                               settings.secret_key, where, str(owner.person_id)], cwd=HOME,
                              stdout=subprocess.PIPE)  # fmt: skip
    assert sender.stdout is not None
    assert sender.stdout.readline() == b"there\n"
    sender.kill()
    sender.wait()
    sender.stdout.close()
    assert (len(kept(folder) - before) > 0) == (where != "staged")
    assert scalar("select count(*) from portal.files where description = 'A file'") == 0
    assert scalar("select count(*) from portal.uploads") == 1
    long_ago = files.STALE_AFTER.total_seconds() + 60
    for path in kept(folder) - before:
        os.utime(folder / path, (path_time := (folder / path).stat().st_mtime - long_ago, path_time))
    sql("update portal.uploads set created_at = portal.now() - interval '61 minutes'")
    use_settings(settings)
    try:
        files.clear_files()
        found = files.compare(open_storage(settings.files_url), timedelta(seconds=-60))
    finally:
        use_settings(None)
    assert kept(folder) == before
    assert scalar("select count(*) from portal.uploads") == 0
    assert not {key for key in found.orphans if key.startswith("uploads/")} - before


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes meanwhile: writing fails in the middle, as on a full disk, for anybody."""
    usual, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (usual, most))


def test_a_disk_that_fills_up_in_the_middle_leaves_nothing(app, owner, settings, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    usual = app.extensions.get("storage")
    app.extensions["storage"] = open_storage(disk.as_uri())
    try:
        place = find_destination(owner, owner.clients[0].id, NewFile("A file"))
        large = b"words " * 500_000
        with app.app_context(), full_after(1_000_000), pytest.raises(Unavailable):
            keep_file(owner, place, Upload("a.txt", len(large), io.BytesIO(large), 25_000_000))
        assert scalar("select count(*) from portal.files where description = 'A file'") == 0
        assert scalar("select count(*) from portal.uploads") == 0
        with app.app_context():
            keep_file(owner, place, Upload("a.txt", 5, io.BytesIO(b"words"), 25_000_000))
        assert [path.read_bytes() for path in disk.rglob("*") if path.is_file()] == [b"words"]
    finally:
        if usual is None:
            del app.extensions["storage"]
        else:
            app.extensions["storage"] = usual
