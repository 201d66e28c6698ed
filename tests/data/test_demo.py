"""The demo company: made by the importers from the repository's files, complete, repeatable, silent about drafts."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from stdnum.es import cif
from stdnum.it import iva
from stdnum.ro import cf

from data.database import owner, transaction
from data.demo.make_files import FILES, tables, written
from data.demo.relative import real_day, resolved
from data.demo.seeding import seed
from data.matching.lookup import match
from data.queries.company import company
from data.queries.dashboard import find_dashboard
from data.viewer import Area, Viewer
from integrations.pdf_words import read_words
from tests.data.demo_states import STATES
from tests.demo_world import DemoWorld
from tests.pdf_text import words_of

SATURDAY = date(2026, 11, 21)
NOTED = ("clients", "sites", "contacts", "equipment", "contracts", "inspections", "orders", "quotes", "jobs",
         "defects", "bookings", "invoices", "payments", "files")  # fmt: skip


def one(statement: str, **values: Any) -> Any:
    with owner() as session:
        return session.scalar(text(statement), values)


def site_id(reference: str) -> str:
    return str(one("select public_id from sites where external_ref = :r", r=reference))


def test_dates_are_told_from_the_day_of_seeding() -> None:
    told = "{-18d} {-70w} {+1w} {+13fri} 09:00 F-{-48d:%Y}-0377 {+13d:%Y-%m}"
    assert resolved(told, SATURDAY) == "2026-11-03 2026-09-11 2026-11-23 2026-12-04 09:00 F-2026-0377 2026-12"
    for offset in range(-400, 400):
        assert real_day(offset, "w", SATURDAY).weekday() < 5
        assert (real_day(offset, "w", SATURDAY) < SATURDAY) == (offset < 0)


def test_the_files_are_what_the_story_tells_and_small() -> None:
    for kind, rows in tables().items():
        assert (FILES / f"{kind}.csv").read_text(encoding="utf-8") == written(rows), f"{kind}: run data.demo.make_files"
    assert sum(file.stat().st_size for file in FILES.iterdir()) < 2_000_000


def test_tax_identifiers_are_valid_where_the_client_lives() -> None:
    checks = {"ES": cif, "IT": iva, "RO": cf}
    for row in tables()["clients"]:
        assert checks[row["country"]].is_valid(row["tax_id"]), row["name"]


def test_the_company_is_complete(demo: DemoWorld) -> None:
    counts = {kind: count.new for kind, count in demo.report.counts.items()}
    assert (counts["clients"], counts["sites"], counts["equipment"]) == (16, 341, 1500)
    assert one("select count(*) from sites where code like 'CP-%'") == 300
    assert counts["inspections"] > 1400
    assert counts["documents"] == demo.report.papers > 700
    assert one("select max(today() - done_on) from inspections") > 1000
    assert one("select max(today() - issued_on) from invoices") > 1000
    assert set(one("select array_agg(distinct country) from clients")) == {"ES", "IT", "RO"}
    assert one("select count(*) from sites where name like '%ț%' or city like '%ș%' or name like '%à%'") > 3
    assert one("select count(*) from people where password_hash is distinct from :h", h=demo.password_hash) == 0


@pytest.mark.parametrize("state", STATES)
def test_every_state_occurs(demo: DemoWorld, state: str) -> None:
    assert one(f"select count(*) from {STATES[state]}") > 0  # noqa: S608


@pytest.mark.parametrize("table", NOTED)
def test_every_noun_holds_a_note_that_must_never_leave(demo: DemoWorld, table: str) -> None:
    assert one(f"select count(*) from {table} where internal_note like 'internal: %'") > 0  # noqa: S608


def test_hotel_miramar_stands_as_on_the_picture(demo: DemoWorld) -> None:
    today: date = one("select today()")
    since = one("select now() - interval '9 days'")
    board = find_dashboard(demo.viewer("owner@miramar.example"), site_id("S001"), since)
    inspection, owed = board.inspection, board.owed[0]
    assert (board.site.name, board.site.address) == ("Hotel Miramar", "Carrer de Mallorca 214, Barcelona")
    assert inspection is not None
    assert board.planned is not None
    assert (inspection.compliant, inspection.non_compliant, inspection.not_reachable) == (45, 3, 0)
    assert [failure.code for failure in inspection.failed] == ["EXT-014", "DET-032", "LUM-009"]
    assert inspection.inspector == "Marc Vidal"
    assert {paper.kind for paper in inspection.files} == {"certificate", "checklist", "incident_report"}
    assert (owed.currency, owed.total, owed.overdue) == ("EUR", Decimal("1842.60"), Decimal("1356.20"))
    assert owed.oldest_due_on == today - timedelta(days=18)
    assert [bill.number[-4:] for bill in board.invoices[:2]] == ["0412", "0377"]
    assert (board.quotes[0].number[-3:], board.quotes[0].gross) == ("118", Decimal("412.50"))
    assert board.contracts[0].number == "C-2024-031"
    starts = board.planned.scheduled_from
    assert starts is not None
    assert starts.weekday() == 4
    assert 12 < (starts.date() - today).days < 20
    assert board.new_documents > 0


def test_sums_agree_and_nothing_is_paid_twice(demo: DemoWorld) -> None:
    assert one("select count(*) from invoices i where net <> (select sum(l.net) from invoice_lines l"
               " where l.invoice_id = i.id) or net + tax <> gross") == 0  # fmt: skip
    assert one("select count(*) from invoices i where payable < (select sum(amount) from allocations a"
               " where a.invoice_id = i.id)") == 0  # fmt: skip
    assert one("select count(*) from payments p where amount < (select sum(amount) from allocations a"
               " where a.payment_id = p.id)") == 0  # fmt: skip
    assert one("select count(*) from payments where received_on > today()") == 0
    assert one("select count(*) from inspections where done_on > today()") == 0


def test_people_reach_what_they_were_granted(demo: DemoWorld) -> None:
    def sites(email: str) -> int:
        with transaction(demo.viewer(email)) as session:
            return int(session.scalar(text("select count(*) from sites")) or 0)

    assert (sites("owner@miramar.example"), sites("colleague@miramar.example")) == (5, 1)
    assert sites("manager@bellavista.example") == 304
    assert sites("teresa@miramar.example") == 2
    assert len(demo.viewer("dolors@consultoria.example").clients) == 2
    assert len(demo.viewer("auditoria@iberfood.example").clients) == 2
    assert Area.BILLING not in demo.viewer("colleague@miramar.example").areas
    for nobody in ("former@miramar.example", "giulio@palazzo.example"):
        with pytest.raises(KeyError):
            demo.viewer(nobody)


def test_clients_see_no_draft_and_nothing_withdrawn(demo: DemoWorld) -> None:
    hidden = {"invoices": "state = 'draft'", "quotes": "state = 'draft'", "contracts": "state = 'draft'",
              "inspections": "withdrawn_at is not null"}  # fmt: skip
    for table, condition in hidden.items():
        assert one(f"select count(*) from {table} where {condition}") > 0  # noqa: S608
        for email in ("owner@miramar.example", "stranger@palazzo.example", "vicent@lasenera.example"):
            with transaction(demo.viewer(email)) as session:
                assert session.scalar(text(f"select count(*) from {table} where {condition}")) == 0  # noqa: S608


@pytest.mark.parametrize(
    ("site", "kind", "said"),
    [("S001", "incident_report", "autonomy38min"), ("S006", "certificate", "Certificadodemantenimiento"),
     ("S018", "certificate", "PalazzoFerrante"), ("S030", "certificate", "HaladeproducțieMureș"),
     ("S027", "contract", "Mentenanțaechipamentelordestingereaincendiilor")],
)  # fmt: skip
def test_papers_are_pdfs_in_the_clients_language(demo: DemoWorld, site: str, kind: str, said: str) -> None:
    key = one("select v.storage_key from document_versions v join documents d on d.id = v.document_id"
              " join kinds k on k.id = d.kind_id join sites s on s.id = d.site_id"
              " where s.external_ref = :site and k.code = :kind order by d.issued_on desc limit 1",
              site=site, kind=kind)  # fmt: skip
    assert said in words_of(demo.storage.get(key))


def test_none_of_its_papers_is_matched_with_a_wrong_record_and_most_with_the_right_one(demo: DemoWorld) -> None:
    records = ("inspection", "job", "invoice", "quote", "contract")
    with transaction(Viewer.system()) as session:
        rows = session.execute(text(
            f"select v.file_name, v.storage_key, d.client_id, {', '.join(f'l.{noun}_id' for noun in records)} "
            "from document_versions v join documents d on d.id = v.document_id "
            "left join document_links l on l.document_id = d.id "
            "where v.media_type = 'application/pdf' and d.id % 25 = 0 order by d.id")).all()  # noqa: S608  # fmt: skip
        certain = 0
        for number, row in enumerate(rows):
            words = read_words(demo.storage.get(row.storage_key))
            for name in (row.file_name, f"scan-{number}.pdf"):
                found = match(session, name, words, company())
                certain += found.certain
                if found.certain and found.hit is not None:
                    assert getattr(row, f"{found.hit.noun}_id") == found.hit.id
                assert found.client_id in (None, row.client_id)
    assert certain > 1.8 * len(rows) > 50


def test_putting_it_in_again_the_same_day_changes_nothing(demo: DemoWorld) -> None:
    before = one("select count(*) from events")
    again = seed(Viewer.system(), demo.storage, demo.password_hash)
    assert {kind for kind, count in again.counts.items() if count.new or count.changed} == set()
    assert one("select count(*) from events") == before
    assert one("select count(*) from revocations") == 1
    with pytest.raises(KeyError):
        demo.viewer("former@miramar.example")
