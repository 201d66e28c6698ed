"""Documents as a ZIP: what is in it, for whom, how much, and that it is theirs alone until its time is over."""

import asyncio
import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from data.ids import new_public_id
from data.records import downloads as bounds
from integrations.storage import open_storage
from jobs import downloads as packing
from jobs import queue as job_queue
from tests import cast
from tests.doors import activity, move_clock, person_id, scalar, sql

INDEX = "index.csv"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    """More than two documents are packed by the worker, and no file of an earlier test is left."""
    monkeypatch.setattr("pages.documents.zip.AT_ONCE", 2)
    job_queue.use_settings(settings)
    yield
    for key in files(settings):
        open_storage(settings.files_url).delete(key)
    job_queue.use_settings(None)


def files(settings: Any) -> list[str]:
    """The keys of all ZIP files in the store."""
    folder = Path(settings.data_dir) / "files" / "downloads"
    return [f"downloads/{path.name}" for path in folder.glob("*")] if folder.exists() else []


def document(name: str) -> str:
    return str(scalar("select public_id from portal.documents where title = :t", t=f"Manual {name}"))


def ask(client: FlaskClient, *documents: str, query: str = "", **fields: str) -> Any:
    """Press the button: with ticked documents, or with what=all."""
    sent = {"csrf_token": client.csrf_token, "document": list(documents), **fields}
    return client.post(f"/documents/zip{query}", data=sent)


def opened(answer: Any) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def index(inside: dict[str, bytes]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(inside[INDEX].decode("utf-8-sig"))))


def work() -> None:
    """Do what the jobs that wait would do."""
    for row in sql("select id from portal.downloads where state = 'queued'"):
        packing.pack_download(row.id)


def places(inside: dict[str, bytes]) -> dict[str, str]:
    """Title → the file in the archive, as the index tells."""
    head, *rows = index(inside)
    return {row[0]: row[head.index("File in the archive")] for row in rows}


@pytest.fixture
def worker(database_urls: Any) -> Callable[[], None]:
    """Runs every job that waits."""

    async def once() -> None:
        connector = job_queue.open_connector(database_urls.worker)
        with job_queue.queue.replace_connector(connector) as queue:
            async with queue.open_async():
                await queue.run_worker_async(wait=False, listen_notify=False, install_signal_handlers=False)

    return lambda: asyncio.run(once())


@pytest.fixture
def ready(client: FlaskClient, sign_in: Any) -> str:
    """The owner's download of all three documents, packed: its public id."""
    sign_in(client, "owner")
    assert ask(client, what="all").headers["Location"] == "/downloads"
    work()
    assert scalar("select state from portal.downloads") == "ready"
    return str(scalar("select public_id from portal.downloads"))


# ---- whose documents


@pytest.mark.parametrize("person", ["stranger", "colleague"])
def test_documents_of_others_are_left_out_without_a_word(client, sign_in, person):
    sign_in(client, person)
    own = "VILLA" if person == "stranger" else "SPA"
    foreign = [document(name) for name in ("HOTEL", "MIRAMAR", "DRAFT", "WITHDRAWN")]
    assert ask(client, *foreign).status_code == 400  # as if nothing had been ticked
    inside = opened(ask(client, *foreign, document(own)))
    assert len(inside) == 2
    assert "HOTEL" not in str(inside)
    assert [row[0] for row in index(inside)[1:]] == [f"Manual {own}"]  # and nothing says that something is missing


def test_forged_ids_find_nothing_and_ten_thousand_are_refused_in_words(client, sign_in):
    sign_in(client, "owner")
    for forged in (["x"], ["a" * 16], ["' or 1=1 --"], ["../../etc/passwd"], [""], []):
        assert ask(client, *forged).status_code == 400
    inside = opened(ask(client, *(["a" * 16] * 40), document("HOTEL"), document("HOTEL"), "%", "é" * 300))
    assert len(inside) == 2
    refused = ask(client, *(new_public_id() for _ in range(10_000)))
    assert refused.status_code == 400
    assert "5,000" in refused.text


def test_all_means_what_the_list_of_the_same_address_shows(client, sign_in):
    sign_in(client, "owner")
    spa = scalar("select public_id from portal.sites where name = 'Spa Miramar'")
    villa = scalar("select public_id from portal.sites where name = 'Villa Palazzo'")
    assert [row[0] for row in index(opened(ask(client, query=f"?site={spa}", what="all")))[1:]] == ["Manual SPA"]
    assert [row[0] for row in index(opened(ask(client, query="?q=hotel", what="all")))[1:]] == ["Manual HOTEL"]
    assert ask(client, query=f"?site={villa}", what="all").status_code == 404
    assert ask(client, query="?state=nonsense", what="all").status_code == 400
    assert ask(client, query="?q=nothing-at-all", what="all").status_code == 400


def test_without_the_right_to_export_nothing_is_packed_and_nothing_offered(client, sign_in):
    sign_in(client, "owner")
    assert "/documents/zip" in client.get("/documents").text
    sql("update portal.grants set exports = false where person_id = :p", p=person_id("owner"))
    assert ask(client, document("HOTEL")).status_code == 403
    assert "/documents/zip" not in client.get("/documents").text


def test_nobody_else_sends_the_form_for_them(client, sign_in):
    sign_in(client, "owner")
    assert client.post("/documents/zip", data={"what": "all"}).status_code == 403
    forged = {"csrf_token": client.csrf_token, "what": "all"}
    assert client.post("/documents/zip", data=forged, headers={"Origin": "https://evil.example"}).status_code == 403


# ---- what is in it


def test_names_are_readable_unique_and_lead_nowhere(client, sign_in):
    client_id = scalar("select id from portal.clients where number = 'C-001'")
    sql(
        "update portal.documents set title = '../../../etc/passwd', issued_on = '2026-11-12' where title = 'Manual SPA'"
    )
    sql("update portal.documents set title = :t, number = 'INS-2026-0042' where title = 'Manual HOTEL'", t="ș" * 300)
    sql("update portal.clients set name = '..\\CON' where id = :id", id=client_id)
    sql("update portal.sites set name = 'COM1' where name = 'Spa Miramar'")
    sign_in(client, "owner")
    found = sql("select public_id from portal.documents where client_id = :id and withdrawn_at is null"
                " and published_at is not null and title not like 'Manual%'", id=client_id)  # fmt: skip
    inside = opened(ask(client, *[row.public_id for row in found]))
    assert sorted(inside)[0] == "Hotel Miramar/" + sorted(inside)[0].split("/")[1]
    assert "_COM1/2026-11-12 etc-passwd EXT-SPA.pdf" in inside
    long = next(name for name in inside if "ș" in name)
    assert long.endswith(" INS-2026-0042.pdf")
    assert len(long) < 200
    assert all(content == cast.MANUAL for name, content in inside.items() if name != INDEX)
    assert places(inside)["../../../etc/passwd"] in inside
    assert set(places(inside).values()) == set(inside) - {INDEX}


def test_the_index_speaks_the_persons_language_and_no_cell_computes(client, sign_in):
    sql("update portal.people set language = 'ro' where id = :p", p=person_id("owner"))
    sql("update portal.documents set title = '=cmd()' where title = 'Manual SPA'")
    sign_in(client, "owner")
    found = scalar("select public_id from portal.documents where title = '=cmd()'")
    rows = index(opened(ask(client, found)))
    assert rows[0][0] == "Titlu"
    assert rows[1][0] == "'=cmd()"


def test_a_file_the_store_has_lost_is_told_in_the_index(client, sign_in):
    sql("update portal.document_versions set storage_key = 'files/lost' where file_name = 'manual-spa.pdf'")
    sign_in(client, "owner")
    inside = opened(ask(client, document("SPA"), document("HOTEL")))
    assert len(inside) == 2
    assert places(inside)["Manual SPA"] == "not available at the moment"


def test_each_document_that_leaves_is_noted(client, sign_in):
    sign_in(client, "owner")
    opened(ask(client, document("HOTEL"), query="?q=hotel"))
    noted = [(one.kind, one.path, one.document_id is not None) for one in activity()]
    assert noted == [("document_downloaded", "/documents/zip", True), ("exported", "/documents/zip?q=hotel", False)]


def test_who_asks_again_and_again_is_asked_to_wait(client, sign_in, monkeypatch):
    sign_in(client, "owner")
    monkeypatch.setattr("auth.limits.PACKINGS", 2)
    assert [ask(client, "x").status_code for _ in range(3)] == [400, 400, 429]


# ---- made by the worker


def test_a_large_one_is_made_by_the_worker_and_its_person_told(client, sign_in, worker, settings):
    sign_in(client, "owner")
    assert ask(client, what="all").headers["Location"] == "/downloads"
    worker()
    ready = scalar("select public_id from portal.downloads where state = 'ready'")
    assert "3 documents" in client.get("/downloads").text
    answer = client.get(f"/downloads/{ready}")
    inside = opened(answer)
    assert len(inside) == 4
    assert {name.split("/")[0] for name in inside} == {"Hotel Miramar", "Spa Miramar", "All sites", INDEX}
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/downloads/{ready}", headers={"Range": "bytes=0-1"}).data == b"PK"
    mail = sql("select template, recipient, variables from portal.messages")[0]
    assert (mail.template, mail.recipient) == ("download_ready", cast.EMAILS["owner"])
    assert mail.variables == {"documents": 3, "address": f"{settings.base_url}/downloads"}
    assert [one.kind for one in activity()].count("document_downloaded") == 3
    assert len(files(settings)) == 1


@pytest.mark.parametrize("person", ["owner", "reader"])
def test_with_several_clients_there_is_a_folder_for_each(client, sign_in, person):
    sql("insert into portal.grants (public_id, person_id, client_id, areas) select 'eeeeeeeeeeeeeeee', :p, id,"
        " array['documents'] from portal.clients where number = 'C-002'", p=person_id("owner"))  # fmt: skip
    sign_in(client, person)
    assert ask(client, what="all").headers["Location"] == "/downloads"
    work()
    inside = opened(client.get(f"/downloads/{scalar('select public_id from portal.downloads')}"))
    folders = {name.rpartition("/")[0] for name in inside}
    first, second = "Grup Miramar S.L", "Palazzo Vecchio S.p.A"  # Windows bears no full stop at the end
    assert folders == {"", f"{first}/Hotel Miramar", f"{first}/Spa Miramar", f"{first}/All sites",
                       f"{second}/Villa Palazzo", f"{second}/All sites"}  # fmt: skip


def test_it_belongs_to_who_asked_for_it_alone(client, sign_in, ready):
    for person in ("colleague", "stranger", "admin", "reader"):
        sign_in(client, person)
        assert client.get(f"/downloads/{ready}").status_code == 404
        assert ready not in client.get("/downloads").text


def test_one_at_a_time_and_the_same_again_is_the_same(client, sign_in):
    sign_in(client, "owner")
    assert ask(client, what="all").status_code == 303
    assert ask(client, what="all").status_code == 303
    assert scalar("select count(*) from portal.downloads") == 1
    sql("update portal.downloads set asked = jsonb_set(asked, '{query}', '\"q=else\"')")
    refused = ask(client, what="all")
    assert refused.status_code == 409
    assert "being packed" in refused.text
    assert "data-refresh" in client.get("/downloads").text
    work()
    assert "data-refresh" not in client.get("/downloads").text
    assert ask(client, what="all").status_code == 303


@pytest.mark.parametrize("gone", ["update portal.grants set revoked_at = now() where person_id = :p",
                                  "update portal.grants set exports = false where person_id = :p",
                                  "update portal.people set disabled_at = now() where id = :p"])  # fmt: skip
def test_who_lost_the_right_before_it_was_packed_gets_nothing(client, sign_in, settings, gone):
    sign_in(client, "owner")
    ask(client, what="all")
    sql(gone, p=person_id("owner"))
    work()
    assert [tuple(row) for row in sql("select state, error, storage_key from portal.downloads")] == [
        ("failed", "no_access", None)]  # fmt: skip
    assert files(settings) == []
    assert sql("select 1 from portal.messages") == []


def test_who_loses_access_or_the_right_afterwards_cannot_fetch_it(client, sign_in, ready):
    sql("update portal.grants set exports = false where person_id = :p", p=person_id("owner"))
    assert client.get(f"/downloads/{ready}").status_code == 403
    assert f"/downloads/{ready}" not in client.get("/downloads").text
    sql("update portal.grants set exports = true, areas = array['billing'] where person_id = :p", p=person_id("owner"))
    assert client.get(f"/downloads/{ready}").status_code == 409


def test_what_is_withdrawn_before_it_is_packed_is_left_out_and_not_named(client, sign_in):
    sign_in(client, "owner")
    ask(client, what="all")
    sql("update portal.documents set withdrawn_at = now() where title = 'Manual SPA'")
    work()
    inside = opened(client.get(f"/downloads/{scalar('select public_id from portal.downloads')}"))
    assert len(inside) == 3
    assert "SPA" not in str(inside[INDEX])
    assert "1 document that was asked for is not here" in index(inside)[-1][0]
    assert "1 document is left out" in client.get("/downloads").text


def test_what_is_withdrawn_while_it_is_packed_is_not_in_it(client, sign_in, monkeypatch):
    sign_in(client, "owner")
    ask(client, what="all")
    told = packing.downloads.note_progress

    def withdraw(one: Any, packed: int) -> bool:
        sql("update portal.documents set withdrawn_at = now() where title = 'Manual SPA'")
        return told(one, packed)

    monkeypatch.setattr(packing.downloads, "note_progress", withdraw)
    work()
    inside = opened(client.get(f"/downloads/{scalar('select public_id from portal.downloads')}"))
    assert "SPA" not in str(inside[INDEX])


def test_what_is_withdrawn_afterwards_closes_the_file_that_holds_it(client, sign_in, ready):
    sql("update portal.documents set withdrawn_at = now() where title = 'Manual SPA'")
    answer = client.get(f"/downloads/{ready}")
    assert answer.status_code == 409
    assert b"PK" not in answer.data
    assert "has been withdrawn since" in client.get("/downloads").text


def test_a_wrong_file_that_was_replaced_does_not_live_on_in_a_zip(client, sign_in, ready):
    sql("update portal.document_versions set withdrawn_at = now() where file_name = 'manual-spa.pdf'")
    sql("insert into portal.document_versions (client_id, site_id, area, document_id, version, file_name, media_type,"
        " size, sha256, storage_key, published_at) select client_id, site_id, area, document_id, 2, 'right.pdf',"
        " media_type, size, sha256, storage_key, published_at from portal.document_versions"
        " where file_name = 'manual-spa.pdf'")  # fmt: skip
    assert client.get(f"/documents/{document('SPA')}/open").status_code == 200
    for person in ("stranger", "owner"):
        answer = sign_in(client, person).get(f"/downloads/{ready}")
        assert answer.status_code == (404 if person == "stranger" else 409)
        assert b"PK" not in answer.data
    assert "has been withdrawn since" in client.get("/downloads").text
    sql("update portal.document_versions set withdrawn_at = null")  # an earlier version, which may be seen
    assert client.get(f"/downloads/{ready}").status_code == 200


def test_what_is_withdrawn_while_a_small_one_is_packed_does_not_leave(client, sign_in, monkeypatch):
    from auth import archives

    listed = archives.paths_of

    def withdraw(documents: Any) -> list[str]:
        sql("update portal.documents set withdrawn_at = now() where title = 'Manual SPA'")
        return listed(documents)

    sign_in(client, "owner")
    monkeypatch.setattr(archives, "paths_of", withdraw)
    answer = ask(client, document("SPA"), document("HOTEL"))
    assert answer.status_code == 409
    assert b"PK" not in answer.data


def test_after_a_week_it_is_gone_and_its_file_too(client, sign_in, ready, settings):
    move_clock("7 days")
    sign_in(client, "owner")
    assert client.get(f"/downloads/{ready}").status_code == 404
    assert packing.clear_downloads() == 1
    assert files(settings) == []
    assert scalar("select state from portal.downloads") == "expired"
    assert packing.clear_downloads() == 0


def test_one_that_was_made_already_is_not_made_again(client, ready, settings):
    before = scalar("select finished_at from portal.downloads")
    packing.pack_download(scalar("select id from portal.downloads"))
    assert scalar("select finished_at from portal.downloads") == before
    assert scalar("select count(*) from portal.messages") == 1


def test_while_the_store_is_away_it_waits_and_one_day_fails(client, sign_in, monkeypatch):
    from integrations.storage import Storage, StorageUnavailable

    def away(*_args: object) -> None:
        raise StorageUnavailable("away")

    sign_in(client, "owner")
    ask(client, what="all")
    download = scalar("select id from portal.downloads")
    with monkeypatch.context() as patch:
        patch.setattr(Storage, "keep", away)
        with pytest.raises(StorageUnavailable):
            packing.pack_download(download)
        assert scalar("select state from portal.downloads") == "working"
        move_clock("61 minutes")
        packing.pack_download(download)
    assert tuple(sql("select state, error from portal.downloads")[0]) == ("failed", "no_storage")
    sign_in(client, "owner")
    assert "could not be read" in client.get("/downloads").text


def test_one_that_never_ends_counts_as_failed_and_blocks_nobody(client, sign_in):
    sign_in(client, "owner")
    ask(client, what="all")
    move_clock("6 hours")
    sign_in(client, "owner")
    assert ask(client, what="all", query="?sort=title").status_code == 303
    packing.clear_downloads()
    assert [row.state for row in sql("select state from portal.downloads order by id")] == ["failed", "queued"]


def test_what_killed_workers_left_is_cleared_away(database, settings, monkeypatch):
    folder = Path(settings.data_dir) / "files" / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("orphan.zip", "half.zip#1"):
        (folder / name).write_bytes(b"x")
    assert packing.clear_downloads() == 0  # somebody may be writing them this moment
    monkeypatch.setattr(packing, "ORPHANED_AFTER", packing.timedelta(0))
    assert packing.clear_downloads() == 2
    assert files(settings) == []


def test_staff_who_look_as_somebody_do_not_see_what_that_person_took(client, sign_in, ready):
    sql("update portal.sessions set view_as_person_id = :p, view_as_client_id = (select id from portal.clients where"
        " number = 'C-001'), view_as_until = now() + interval '1 hour' where person_id = :a",
        p=person_id("owner"), a=person_id("admin"))  # fmt: skip
    sign_in(client, "admin")
    sql("update portal.sessions set view_as_person_id = :p, view_as_client_id = (select id from portal.clients where"
        " number = 'C-001'), view_as_until = now() + interval '1 hour' where person_id = :a",
        p=person_id("owner"), a=person_id("admin"))  # fmt: skip
    assert client.get("/downloads").status_code == 404
    assert client.get(f"/downloads/{ready}").status_code == 404
    assert bounds.MOST == 5000
