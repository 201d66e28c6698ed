"""Files in the background: the scanner, what a killed process leaves, the end of the trash, rows against bytes."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from auth.receiving import Upload
from auth.uploading import keep_file
from data.commands.company import change_settings
from data.commands.file_care import delete_file, restore_file
from data.commands.uploads import find_destination, stage_upload
from data.records.uploads import NewFile
from data.viewer import NotFound
from integrations.files import FileRefused
from integrations.scanning import Scanner, ScannerUnavailable
from integrations.storage import Storage, open_storage
from jobs import files
from jobs.queue import use_settings
from tests.clamd import EICAR, Clamd
from tests.doors import scalar, sql


@pytest.fixture
def scanner() -> Iterator[Clamd]:
    clamd = Clamd()
    yield clamd
    clamd.close()


@pytest.fixture
def store(settings: Any) -> Iterator[Storage]:
    use_settings(settings)
    found = open_storage(settings.files_url)
    for key in found.keys("uploads", timedelta(seconds=-60)):
        found.delete(key)
    yield found
    use_settings(None)


def bytes_of_uploads(store: Storage) -> set[str]:
    return set(store.keys("uploads", timedelta(seconds=-60)))


def send(app: Any, viewer: Any, content: bytes = b"words", name: str = "a.txt", clamd: str | None = None) -> str:
    """One upload through the whole pipeline; its public id."""
    place = find_destination(viewer, viewer.clients[0].id, NewFile("A file"))
    usual = app.extensions["settings"]
    app.extensions["settings"] = replace(usual, clamd=clamd)
    try:
        with app.app_context():
            return keep_file(viewer, place, Upload(name, len(content), io.BytesIO(content), 1_000_000))
    finally:
        app.extensions["settings"] = usual


def test_the_scanner_is_asked_in_its_own_words(scanner):
    ask = Scanner(scanner.address, 5)
    assert ask.virus_in([b"clean", b"words" * 30_000]) is None
    assert ask.virus_in([b"x" * 70_000, EICAR]) == "Eicar-Signature"
    scanner.answer = b"stream: Heuristics.Limits ERROR\0"
    with pytest.raises(ScannerUnavailable):
        ask.virus_in([b"clean"])
    scanner.most = 10
    with pytest.raises(ScannerUnavailable):
        ask.virus_in([b"x" * 11])
    with pytest.raises(ScannerUnavailable):
        Scanner("unix:///nowhere/clamd.ctl", 5).virus_in([b"x"])


def test_an_infected_file_is_kept_apart_and_opened_by_nobody(app, owner, sign_in, scanner, store):
    with pytest.raises(FileRefused) as refused:
        send(app, owner, EICAR, "invoice.txt", scanner.address)
    assert "Eicar-Signature" in refused.value.message
    path = f"/files/{scalar('select public_id from portal.files where virus is not null')}"
    for who in ("owner", "admin"):
        visitor = sign_in(app.test_client(), who)
        assert [visitor.get(f"{path}/{what}").status_code for what in ("open", "download")] == [404, 404]
        page = visitor.get(path).get_data(as_text=True)
        assert "Eicar-Signature" in page
        assert f"{path}/download" not in page
        assert visitor.get(f"{path}/attach").status_code == (200 if who not in ("nobody", "owner") else 404)
    staff = sign_in(app.test_client(), "admin")
    assert "Virus found" in staff.get("/staff/files").get_data(as_text=True)
    sent = {"csrf_token": staff.csrf_token, "submission": "s" * 20, "noun": "invoice", "number": "INV-HOTEL",
            "title": "x", "kind": "manual"}  # fmt: skip
    assert staff.post(f"{path}/attach", data=sent).status_code == 404


def test_while_the_scanner_is_away_nothing_opens_and_the_worker_asks_later(
    app, owner, settings, scanner, store, sign_in
):
    scanner.close()
    clean, bad = send(app, owner, clamd=scanner.address), send(app, owner, EICAR, "b.txt", scanner.address)
    visitor = sign_in(app.test_client(), "owner")
    assert visitor.get(f"/files/{clean}/download").status_code == 404
    assert "still being checked" in visitor.get(f"/files/{clean}").get_data(as_text=True)
    use_settings(replace(settings, clamd=scanner.address))
    assert files.scan_pending() == 0
    back = Clamd()
    try:
        use_settings(replace(settings, clamd=back.address))
        assert files.scan_pending() == 2
    finally:
        back.close()
    assert visitor.get(f"/files/{clean}/download").data == b"words"
    assert visitor.get(f"/files/{bad}/download").status_code == 404
    assert scalar("select virus from portal.files where public_id = :f", f=bad) == "Eicar-Signature"


def test_what_never_became_a_file_is_cleared_after_an_hour_with_its_bytes(app, owner, store):
    fresh, stale = stage_upload(owner), stage_upload(owner)
    for one in (fresh, stale):
        store.keep(one.storage_key, io.BytesIO(b"half a story"))
    kept = send(app, owner)
    sql("update portal.uploads set created_at = portal.now() - interval '61 minutes' where public_id = :u",
        u=stale.public_id)  # fmt: skip
    assert files.clear_files() == 1
    key = scalar("select storage_key from portal.files where public_id = :f", f=kept)
    assert bytes_of_uploads(store) == {fresh.storage_key, key}
    assert scalar("select count(*) from portal.uploads") == 1


def test_a_deleted_file_is_had_back_for_thirty_days_and_then_gone_with_its_bytes(
    app, owner, admin, stranger, store, sign_in
):
    file = send(app, owner)
    delete_file(admin, file)
    visitor = sign_in(app.test_client(), "owner")
    assert visitor.get(f"/files/{file}").status_code == visitor.get(f"/files/{file}/open").status_code == 404
    restore_file(admin, file)
    assert visitor.get(f"/files/{file}/open").data == b"words"
    delete_file(admin, file)
    sql("update portal.files set deleted_at = portal.now() - interval '29 days' where public_id = :f", f=file)
    assert files.clear_files() == 0
    sql("update portal.files set deleted_at = portal.now() - interval '31 days' where public_id = :f", f=file)
    assert (files.clear_files(), bytes_of_uploads(store)) == (1, set())
    with pytest.raises(NotFound):
        restore_file(admin, file)


def test_the_logo_is_no_file_that_nobody_knows(app, admin, store):
    key = store.publish(store.stage(b"a picture"))
    assert key in files.compare(store, timedelta(seconds=-60)).orphans
    change_settings(admin, logo=f"{hashlib.sha256(b'a picture').hexdigest()}.png")
    assert key not in files.compare(store, timedelta(seconds=-60)).orphans


def test_rows_and_bytes_are_compared_and_mended(app, owner, store):
    here, gone = send(app, owner), send(app, owner, name="gone.txt")
    at_once = timedelta(seconds=-60)
    before = set(files.compare(store, at_once).orphans)
    store.keep("uploads/nobodys", io.BytesIO(b"orphan"))
    key = scalar("select storage_key from portal.files where public_id = :f", f=gone)
    store.delete(key)
    found = files.compare(store, at_once)
    assert set(found.orphans) - before == {"uploads/nobodys"}
    assert found.missing == {key: f"file {gone}"}
    assert "uploads/nobodys" not in files.compare(store).orphans  # young: it may still be on its way
    files.mend(store, replace(found, orphans=("uploads/nobodys",)))
    assert not store.exists("uploads/nobodys")
    assert store.exists(scalar("select storage_key from portal.files where public_id = :f", f=here))
