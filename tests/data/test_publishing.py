"""Publishing a batch: nobody sees anything before it is confirmed, and nothing of it once it is taken back."""

import hashlib
import os
import time
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.commands.activity import flush_activity, note_activity
from data.commands.publishing import confirming
from data.commands.publishing.clearing import wanted_aside
from data.commands.publishing.confirming import publish_certain
from data.commands.publishing.deciding import DecisionRefused, add_beside, decide_item, discard_items
from data.commands.publishing.receiving import Received, add_file, open_batch, put_aside
from data.commands.publishing.telling import tell_due, tell_now
from data.commands.publishing.undoing import undo_batch
from data.commands.withdrawal import withdraw_record
from data.database import transaction
from data.ids import new_public_id
from data.queries.publishing.batches import find_batch, find_item
from data.queries.publishing.targets import search_targets
from data.records.activity import Activity
from data.records.publishing import Wanted
from data.viewer import Conflict, Forbidden, NotFound, StaffRole, Viewer
from integrations.files import CleanFile
from integrations.storage import Storage, open_storage
from jobs.publishing import clear_publishing
from jobs.queue import use_settings
from tests import cast
from tests.doors import scalar, sql

CLIENT_TABLES = ("documents", "document_versions", "document_links", "events")
BASE, HOST = "https://portal.example", "portal.example"


@pytest.fixture
def storage(tmp_path) -> Storage:
    return open_storage(f"file://{tmp_path}")


@pytest.fixture
def numbered(database: str) -> str:
    """Numbers that can be met, of the Spa, the Hotel and Palazzo."""
    renamed = (
        ("inspections", "INS-SPA", "I-2026-0001"), ("inspections", "INS-HOTEL", "I-2026-0002"),
        ("invoices", "INV-HOTEL", "F-2026-0001"), ("invoices", "INV-PALAZZO", "F-2026-0002"),
        ("invoices", "INV-SPA", "F-2026-0003"),
    )  # fmt: skip
    for table, old, new in renamed:
        sql(f"update portal.{table} set number = '{new}' where number = '{old}'")
    return database


def file(name: str, words: str = "", content: bytes = b"") -> Received:
    content = content or f"%PDF- {name} {words}".encode()
    return Received(
        name, CleanFile(content, "application/pdf", hashlib.sha256(content).hexdigest(), len(content)), words
    )


def batch_of(viewer: Viewer, storage: Storage, *files: Received) -> tuple[str, list[str]]:
    batch = open_batch(viewer, new_public_id())
    return batch, [add_file(viewer, storage, batch, one) for one in files]


PAPERS = (
    file("F-2026-0001.pdf", "Factura F-2026-0001"), file("scan1.pdf", "Certificado de mantenimiento I-2026-0001"),
    file("scan2.pdf", "Fattura F-2026-0002"), file("unknown.pdf", "Letter"),
)  # fmt: skip


def seen(*viewers: Viewer) -> list[dict[str, int]]:
    """How many rows of everything about documents each of them can read, by SQL as they are."""
    found = []
    for viewer in viewers:
        with transaction(viewer) as session:
            found.append({table: session.execute(text(f"select count(*) from portal.{table}")).scalar_one()
                          for table in CLIENT_TABLES})  # fmt: skip
    return found


def answer(viewer: Viewer, given: bool) -> None:
    """They say yes or no to notices by e-mail."""
    sql("insert into portal.consents (person_id, kind, given, origin) values (:p, 'email', :given, 'self')",
        p=viewer.person_id, given=given)  # fmt: skip


def states(viewer: Viewer, batch: str) -> dict[str, str]:
    return {one.file_name: one.reason or one.state for one in find_batch(viewer, batch).items}


@pytest.mark.parametrize("who", ["owner", "colleague", "stranger", "reader"])
def test_who_may_not_publish_can_do_none_of_it(numbered, storage, admin, who, request):
    viewer = request.getfixturevalue(who)
    batch, items = batch_of(admin, storage, PAPERS[0])
    for act in (
        lambda: open_batch(viewer, new_public_id()), lambda: add_file(viewer, storage, batch, PAPERS[1]),
        lambda: publish_certain(viewer, storage, batch), lambda: discard_items(viewer, storage, batch),
        lambda: decide_item(viewer, storage, items[0], Wanted(), publish=True),
        lambda: add_beside(viewer, storage, PAPERS[0], Wanted(), publish=True),
        lambda: undo_batch(viewer, storage, batch, "x"), lambda: tell_now(viewer, batch, BASE, HOST),
        lambda: find_batch(viewer, batch), lambda: find_item(viewer, items[0]), lambda: search_targets(viewer, "hotel"),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            act()
    assert states(admin, batch) == {"F-2026-0001.pdf": "certain"}
    touch = text("update portal.publishing_items set state = 'discarded'")
    with transaction(viewer) as session, pytest.raises(DBAPIError, match=r"permission denied|read-only"):
        session.execute(touch)


@pytest.mark.parametrize("role", [StaffRole.AGENT, StaffRole.MANAGER, StaffRole.ADMINISTRATOR])
def test_every_role_that_may_publish_publishes(numbered, storage, admin, role):
    viewer = replace(admin, staff_role=role)
    batch, _items = batch_of(viewer, storage, PAPERS[0])
    assert publish_certain(viewer, storage, batch) == 1


def test_nothing_is_seen_before_it_is_confirmed_and_nothing_once_it_is_taken_back(
    numbered, storage, owner, colleague, stranger, admin
):
    people = (stranger, owner, colleague)
    before = seen(*people)
    batch, items = batch_of(admin, storage, *PAPERS)
    decide_item(admin, storage, items[3], Wanted(site=site("Spa Miramar"), kind="other", title="Letter"), publish=False)
    assert seen(*people) == before
    assert publish_certain(admin, storage, batch) == 4
    after = seen(*people)
    assert [one["documents"] - two["documents"] for one, two in zip(after, before, strict=True)] == [1, 3, 2]
    for key in sql("select storage_key, sha256 from portal.document_versions where storage_key like 'files/%'"):
        assert hashlib.sha256(storage.get(key.storage_key)).hexdigest() == key.sha256
    assert wanted_aside() == frozenset()
    assert undo_batch(admin, storage, batch, "Wrong year") == 4
    assert [one | {"events": 0} for one in seen(*people)] == [one | {"events": 0} for one in before]
    assert set(states(admin, batch).values()) == {"undone"}
    for act in (lambda: undo_batch(admin, storage, batch, "again"), lambda: publish_certain(admin, storage, batch),
                lambda: add_file(admin, storage, batch, PAPERS[0])):  # fmt: skip
        with pytest.raises(Conflict):
            act()


def site(name: str) -> str:
    return str(scalar("select public_id from portal.sites where name = :n", n=name))


def test_a_certificate_keeps_the_day_until_which_it_says_it_is_valid(numbered, storage, admin):
    words = "Certificado de mantenimiento I-2026-0001\nVálido hasta\n21 de septiembre de 2027"
    batch, _items = batch_of(admin, storage, file("scan.pdf", words))
    publish_certain(admin, storage, batch)
    assert scalar("select valid_until from portal.documents where title like 'Certificado%'") == date(2027, 9, 21)


def test_a_batch_larger_than_one_transaction_is_published_whole(numbered, storage, admin, monkeypatch):
    monkeypatch.setattr(confirming, "AT_A_TIME", 2)
    files = [file(f"F-2026-0001 {n}.pdf", f"Factura F-2026-0001 {'x' * n}") for n in range(1, 6)]
    batch, _items = batch_of(admin, storage, *files)
    assert publish_certain(admin, storage, batch) == 5
    assert undo_batch(admin, storage, batch, "Wrong") == 5


def test_taking_back_tells_who_had_opened_what(numbered, storage, owner, admin):
    batch, _items = batch_of(admin, storage, PAPERS[0], PAPERS[3])
    publish_certain(admin, storage, batch)
    [document] = sql("select d.id, d.client_id from portal.documents d where d.title like '%F-2026-0001'")
    note_activity(Activity("document_opened", owner.person_id, client_id=document.client_id, document_id=document.id))
    flush_activity()
    [opened] = find_batch(admin, batch).opened
    assert opened.opened[0].name == "Owner Person"
    undo_batch(admin, storage, batch, "Wrong")
    assert find_batch(admin, batch).opened == (opened,)
    assert states(admin, batch)["unknown.pdf"] == "discarded"


def test_each_person_is_told_once_of_what_they_may_see_alone(numbered, storage, owner, colleague, stranger, admin):
    money = file("F-2026-0003.pdf", "Factura F-2026-0003")  # of the Spa, where the colleague may see no money
    elsewhere = file("scan3.pdf", "Certificado de mantenimiento I-2026-0002")  # of the Hotel, which they do not see
    batch, items = batch_of(admin, storage, *PAPERS, money, elsewhere)
    publish_certain(admin, storage, batch, [items[0], items[1], items[4], items[5]])
    assert tell_due(BASE, HOST) == 0  # there is time to take it back
    assert tell_now(admin, batch, BASE, HOST) == 2
    publish_certain(admin, storage, batch)
    sql("update portal.publishing_batches set tell_at = portal.now()")
    assert tell_due(BASE, HOST) == 1
    assert tell_due(BASE, HOST) == 0
    messages = sql("select recipient, variables from portal.messages where template = 'documents_published'")
    told = {row.recipient: row.variables for row in messages}
    assert {who: said["documents"] for who, said in told.items()} == {
        "owner@miramar.example": "4", "colleague@miramar.example": "1", "stranger@palazzo.example": "1",
    }  # fmt: skip
    assert "F-2026" not in told["colleague@miramar.example"]["titles"]  # the Spa, nothing of money
    assert "Palazzo" not in told["owner@miramar.example"]["client"]


def test_papers_of_money_are_neither_shown_nor_told_without_amounts(numbered, storage, owner, colleague, admin):
    """Whatever they hang on, as when they are imported (docs/decisions/0011-amounts.md)."""
    sql("update portal.grants set sees_amounts = false, areas = :areas where person_id = :p",
        areas=cast.ALL_AREAS, p=colleague.person_id)  # fmt: skip
    contract, job = (str(scalar(f"select public_id from portal.{t} where number = :n", n=n))  # noqa: S608
                     for t, n in (("contracts", "CON-SPA"), ("jobs", "JOB-SPA")))  # fmt: skip
    places = (
        Wanted(noun="contract", record=contract, kind="other", title="Annex to the contract"),
        Wanted(noun="job", record=job, kind="invoice", title="Invoice of the job"),
        Wanted(site=site("Spa Miramar"), kind="quote", title="Loose quote"),
        Wanted(site=site("Spa Miramar"), kind="contract", title="Loose contract"),
    )
    before = seen(colleague, owner)
    batches = [add_beside(admin, storage, file(f"{n}.pdf"), one, publish=True) for n, one in enumerate(places)]
    shown = seen(colleague, owner)
    assert shown[0] == before[0]
    assert shown[1]["documents"] == before[1]["documents"] + 4
    assert [tell_now(admin, one, BASE, HOST) for one in batches] == [1, 1, 1, 1]
    assert {row.recipient for row in sql("select recipient from portal.messages")} == {"owner@miramar.example"}


def test_nobody_is_told_who_said_no_or_of_what_was_taken_back(numbered, storage, owner, admin):
    answer(owner, given=False)
    batch, _items = batch_of(admin, storage, PAPERS[0])
    publish_certain(admin, storage, batch)
    assert tell_now(admin, batch, BASE, HOST) == 0
    answer(owner, given=True)
    other, _items = batch_of(admin, storage, file("F-2026-0001.pdf", "Factura F-2026-0001 bis"))
    publish_certain(admin, storage, other)
    undo_batch(admin, storage, other, "Wrong")
    assert tell_now(admin, other, BASE, HOST) == 0
    assert tell_due(BASE, HOST) == 0


def test_the_same_bytes_are_not_published_twice_at_one_record(numbered, storage, admin):
    first, _items = batch_of(admin, storage, PAPERS[0])
    second, _items = batch_of(admin, storage, PAPERS[0])
    assert states(admin, second) == {"F-2026-0001.pdf": "twice"}
    publish_certain(admin, storage, first)
    third, _items = batch_of(admin, storage, PAPERS[0])
    [one] = find_batch(admin, third).items
    assert (one.reason, bool(one.same)) == ("already", True)


def test_what_a_killed_process_left_is_cleared_and_what_waits_is_kept(numbered, storage, admin, tmp_path, settings):
    batch, [item] = batch_of(admin, storage, PAPERS[0])
    orphan = put_aside(storage, new_public_id(), PAPERS[1].clean)  # and killed before its row was written
    long_ago = time.time() - 7200
    for path in (tmp_path / "publishing").iterdir():
        os.utime(path, (long_ago, long_ago))
    use_settings(replace(settings, storage_url=f"file://{tmp_path}"))
    try:
        assert clear_publishing() == 1
    finally:
        use_settings(None)
    assert not storage.exists(orphan)
    assert publish_certain(admin, storage, batch) == 1
    assert not storage.exists(f"publishing/{item}")


def test_a_file_that_is_lost_is_not_published_and_keeps_none_of_the_others_back(numbered, storage, admin):
    batch, [item, _other] = batch_of(admin, storage, PAPERS[0], PAPERS[1])
    storage.delete(f"publishing/{item}")
    assert publish_certain(admin, storage, batch) == 1
    assert states(admin, batch) == {"F-2026-0001.pdf": "gone", "scan1.pdf": "published"}


def test_what_became_doubtful_since_it_was_matched_waits(numbered, storage, admin):
    batch, _items = batch_of(admin, storage, PAPERS[0])
    withdraw_record(admin, "invoice", scalar("select public_id from portal.invoices where number = 'F-2026-0001'"), "x")
    assert publish_certain(admin, storage, batch) == 0
    assert states(admin, batch) == {"F-2026-0001.pdf": "unpublished"}


def test_a_document_is_added_beside_its_record_as_a_draft_first_and_gets_a_new_version(numbered, storage, owner, admin):
    record = str(scalar("select public_id from portal.invoices where number = 'F-2026-0001'"))
    wanted = Wanted(noun="invoice", record=record, kind="invoice", title="Copy", valid_until="2027-01-31")
    before = seen(owner)
    batch = add_beside(admin, storage, file("copy.pdf"), wanted, publish=False)
    assert seen(owner) == before
    assert publish_certain(admin, storage, batch) == 1
    document = find_batch(admin, batch).items[0].document or ""
    newer = add_beside(admin, storage, file("copy2.pdf"), replace(wanted, replaces=document), publish=True)
    versions = "select version, v.withdrawn_at is null as shown from portal.document_versions v " \
               "join portal.documents d on d.id = v.document_id where d.public_id = :d order by version"  # fmt: skip
    assert [tuple(row) for row in sql(versions, d=document)] == [(1, True), (2, True)]
    undo_batch(admin, storage, newer, "Wrong file")
    assert [tuple(row) for row in sql(versions, d=document)] == [(1, True), (2, False)]
    with transaction(owner) as session:
        assert session.execute(text("select count(*) from portal.documents where public_id = :d"),
                               {"d": document}).scalar() == 1  # fmt: skip


def test_what_does_not_do_is_refused_by_name_and_a_foreign_site_or_draft_is_not_there(numbered, storage, admin):
    batch, items = batch_of(admin, storage, PAPERS[3])
    with pytest.raises(DecisionRefused) as refused:
        decide_item(admin, storage, items[0], Wanted(title=" ", valid_until="tomorrow"), publish=True)
    assert set(refused.value.mistakes) == {"place", "kind", "title", "valid_until"}
    draft = str(scalar("select public_id from portal.invoices where number = 'INV-DRAFT'"))
    for wanted in (Wanted(site="a" * 16), Wanted(noun="invoice", record=draft), Wanted(noun="people", record=draft)):
        with pytest.raises(NotFound):
            decide_item(admin, storage, items[0], replace(wanted, kind="other", title="x"), publish=True)
    discard_items(admin, storage, batch, items[0])
    with pytest.raises(Conflict):
        decide_item(admin, storage, items[0], Wanted(site=site("Hotel Miramar"), kind="other", title="x"), publish=True)
