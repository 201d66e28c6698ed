"""A full disk, under the files and under PostgreSQL: people are told so, reading goes on, nothing half is left."""

import shutil
import time

import pytest
import requests

from tests.drills.crowd import Browser, Crowd
from tests.drills.office import Office
from tests.drills.small_disk import megabytes, small_disk

pytestmark = [pytest.mark.drill, pytest.mark.heavy]
PERSON = "owner@miramar.example"
_STATE = "select state from downloads order by id desc limit 1"


def storage(portal) -> tuple[int, bool]:
    answer = requests.get(portal.address + "/readyz", timeout=20)
    return answer.status_code, answer.json()["storage"]


def test_a_full_file_store(opened, seeded, tmp_path):
    with small_disk(tmp_path / "disk", megabytes(seeded / "files") + 64) as disk:
        files = disk.path / "files"
        shutil.copytree(seeded / "files", files)
        portal = opened(ATRIO_STORAGE_URL=files.as_uri())
        person = Browser(portal, PERSON)
        before = {path for path in files.rglob("*") if path.is_file()}
        disk.fill()
        assert person.post("/documents/zip", what="all").status_code == 303  # packed by the worker
        portal.until(lambda: portal.sql(_STATE) == [("working",)], "an attempt to pack")
        portal.until(lambda: storage(portal) == (503, False), "red")
        time.sleep(3)
        pages = {path: person.get(path).status_code for path in ("/", "/documents", "/invoices", "/downloads")}
        document = portal.sql("select d.public_id from documents d join document_versions v on v.document_id = d.id"
                              " join grants g on g.client_id = d.client_id join people p on p.id = g.person_id"
                              " where p.email = %s and d.published_at is not null and d.withdrawn_at is null"
                              " and d.deleted_at is null limit 1", PERSON)[0][0]  # fmt: skip
        shown = person.get(f"/documents/{document}/open").status_code
        halves = {path for path in files.rglob("*") if path.is_file()} - before
        print(f"\nfull: {pages}, a document {shown}, left over {sorted(path.name for path in halves)}")
        assert set(pages.values()) == {200}
        assert shown == 200
        disk.free()
        portal.until(lambda: storage(portal) == (200, True), "green")
        took = portal.until(lambda: portal.sql(_STATE) == [("ready",)], "the ZIP file", 90)
        print(f"room again: the ZIP file was there after {took:.0f} s")
        left = {path for path in files.rglob("*") if path.is_file()} - before
        assert [path.parent.name for path in left] == ["downloads"]
        looked = portal.call("invariants")
        assert looked.returncode == 0, looked.stdout
        portal.end()


def test_a_full_disk_under_postgresql(opened, seeded, tmp_path):
    with small_disk(tmp_path / "disk", megabytes(seeded) + 200) as disk:
        portal = opened(data=disk.path / "var")
        office, person = Office(portal), Browser(portal, PERSON)
        writers = [office.browser() for _one in range(3)]
        disk.fill()
        with Crowd(writers, office.add) as writing, Crowd([person], lambda who: who.get("/invoices"), 0.2) as reading:
            portal.until(lambda: 503 in writing.statuses(), "a refusal", 60)
            time.sleep(5)
        disk.free()
        began = time.monotonic()
        portal.until(lambda: portal.status("/readyz") == 200, "recovery", 90)
        print(f"\nfull: writing {dict(writing.statuses())}, reading {dict(reading.statuses())};"
              f" all well {time.monotonic() - began:.1f} s after there was room")  # fmt: skip
        assert set(writing.statuses()) <= {303, 503}
        assert set(reading.statuses()) <= {200, 503}
        office.finish()
        office.check_effects()
        assert office.add(writers[0]).status_code == 303
        looked = portal.call("invariants")
        assert looked.returncode == 0, looked.stdout
        portal.end()
