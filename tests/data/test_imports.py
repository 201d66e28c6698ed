"""The door every record passes: whole or not at all, once or often, by the right people, touching what is named."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from data import database as pools
from data.imports.describe import columns, describe, template
from data.imports.run import run_import
from data.imports.schemas import KINDS
from data.viewer import Forbidden, Viewer
from integrations.language import use_language
from integrations.storage import open_storage
from tests.data.importing import MAPPINGS, SAMPLES, ask, bring, codes, counted, errors, one, table


@pytest.fixture
def world(database: str, tmp_path: Path) -> Path:
    """A folder, and in the database a client C with sites S and T and another client D with site U."""
    bring(
        "clients",
        table(
            tmp_path / "c.csv",
            ["reference", "name", "country", "language"],
            ["C", "Comunidad Ñuñoa", "ES", "es"],
            ["D", "Școala", "RO", "ro"],
        ),
    )
    bring(
        "sites",
        table(
            tmp_path / "s.csv",
            ["reference", "client", "name", "zone"],
            ["S", "C", "Casa", ""],
            ["T", "C", "Torre", "Atlantic/Canary"],
            ["U", "D", "Uzină", ""],
        ),
    )
    return tmp_path


def test_a_client_person_a_reader_and_a_masked_administrator_may_not_import(
    world: Path, owner: Viewer, reader: Viewer, admin: Viewer
) -> None:
    from dataclasses import replace

    path = table(world / "t.csv", ["reference", "name"], ["X", "X"])
    for viewer in (owner, reader, replace(admin, acting_staff_id=admin.person_id)):
        with pytest.raises(Forbidden):
            run_import(viewer, "clients", path)
    assert not run_import(admin, "clients", path).refused


@pytest.mark.parametrize(
    "name",
    [
        "is_staff",
        "staff_role",
        "public_id",
        "id",
        "client_id",
        "published_at",
        "row_hash",
        "search_text",
        "created_at",
        "password_hash",
        "withdrawn_at",
    ],
)
def test_columns_that_nobody_may_set_are_refused_and_listed(world: Path, name: str) -> None:
    report = bring("invoices", table(world / "t.csv", ["reference", name], ["X", "1"]))
    assert errors(report) == [("unknown_columns", None, "")]
    assert name in report.text()


def test_one_bad_row_of_many_keeps_all_of_them_out_and_every_fault_is_told(world: Path) -> None:
    rows = [[f"X{n}", "C", f"Site {n}"] for n in range(50)]
    rows[10][1], rows[20][2], rows[30][0] = "NOBODY", "", "X5"
    report = bring("sites", table(world / "t.csv", ["reference", "client", "name"], *rows))
    assert sorted(errors(report)) == [
        ("duplicate", 32, "reference"),
        ("needed", 22, "name"),
        ("unknown_parent", 12, "client"),
    ]
    assert one("select count(*) as n from sites where external_ref like 'X%'")["n"] == 0
    assert "refused, 3 errors" in report.text()
    assert counted(report, "sites")[:2] == (0, 0)


def test_a_trial_run_tells_what_would_happen_and_keeps_nothing(world: Path) -> None:
    path = table(world / "t.csv", ["reference", "client", "name"], ["S", "C", "Casa nueva"], ["V", "C", "Villa"])
    report = bring("sites", path, dry_run=True)
    assert (report.refused, counted(report, "sites")) == (False, (1, 1, 0))
    assert one("select name from sites where external_ref = 'S'")["name"] == "Casa"
    assert one("select count(*) as n from imports where file_name = 't.csv'")["n"] == 0
    assert "nothing was written" in report.text()


def test_a_column_not_named_is_not_touched_and_an_empty_cell_empties(world: Path) -> None:
    bring(
        "sites",
        table(
            world / "a.csv",
            ["reference", "client", "name", "city", "access_note"],
            ["S", "C", "Casa", "Zaragoza", "Ring twice"],
        ),
    )
    report = bring("sites", table(world / "b.csv", ["reference", "city"], ["S", ""]))
    assert counted(report, "sites") == (0, 1, 0)
    site = one("select * from sites where external_ref = 'S'")
    assert (site["name"], site["city"], site["access_note"]) == ("Casa", None, "Ring twice")
    assert site["search_text"] == "casa"


def test_a_new_record_needs_what_an_old_one_has_already(world: Path) -> None:
    report = bring("sites", table(world / "t.csv", ["reference", "city"], ["S", "Iași"], ["V", "Cluj"]))
    assert set(errors(report)) == {("needed_new", 3, "client"), ("needed_new", 3, "name")}


def test_two_files_that_name_different_columns_do_not_undo_each_other(world: Path) -> None:
    first = table(world / "a.csv", ["reference", "city"], ["S", "Iași"])
    second = table(world / "b.csv", ["reference", "code"], ["S", "CS-1"])
    for path in (first, second):
        bring("sites", path)
    again = [counted(bring("sites", path), "sites") for path in (first, second, first)]
    assert again == [(0, 0, 1)] * 3


def test_the_same_reference_from_another_source_is_another_record(world: Path) -> None:
    path = table(world / "t.csv", ["reference", "name"], ["C", "Same number, other system"])
    assert counted(bring("clients", path, source="crm"), "clients") == (1, 0, 0)
    assert one("select count(*) as n from clients where external_ref = 'C'")["n"] == 2


def test_changes_are_written_down_with_before_and_after_and_who_may_read_them(world: Path) -> None:
    head = ["reference", "site", "title", "cost", "technician"]
    bring("jobs", table(world / "a.csv", head, ["J", "S", "Repair", "100", "Íñigo"]))
    report = bring("jobs", table(world / "b.csv", head, ["J", "S", "Repair of doors", "120", "Íñigo"]))
    events = ask("select e.* from events e join jobs j on j.id = e.job_id where j.external_ref = 'J' order by e.id")
    assert [(e["verb"], e["audience"]) for e in events] == [
        ("imported", "client"),
        ("changed", "client"),
        ("changed", "staff"),
    ]
    assert events[1]["changes"] == {"title": ["Repair", "Repair of doors"]}
    assert events[2]["changes"] == {"cost": ["100.00", "120"]}
    assert {e["import_id"] for e in events[1:]} == {report.import_id}
    assert events[0]["area"] == "jobs"
    site = one("select id from sites where external_ref = 'S'")
    assert {e["site_id"] for e in events} == {site["id"]}


def test_drafts_stay_unpublished_and_come_out_when_they_are_issued(world: Path) -> None:
    head = ["reference", "client", "state", "issued_on", "currency", "gross", "line_text"]
    bring("invoices", table(world / "a.csv", head, ["F", "C", "draft", "", "EUR", "10", "Work"]))
    assert one("select published_at from invoices where external_ref = 'F'")["published_at"] is None
    event = one("select e.audience from events e join invoices i on i.id = e.invoice_id where i.external_ref = 'F'")
    assert event["audience"] == "staff"
    bring("invoices", table(world / "b.csv", ["reference", "gross"], ["F", "12"]))
    assert one("select published_at, payable from invoices where external_ref = 'F'") == {
        "published_at": None,
        "payable": Decimal(12),
    }
    bring("invoices", table(world / "c.csv", head, ["F", "C", "issued", "2026-05-01", "EUR", "12", "Work"]))
    issued = one(
        "select i.published_at, l.published_at as line from invoices i join invoice_lines l"
        " on l.invoice_id = i.id where i.external_ref = 'F'"
    )
    assert issued["published_at"] == issued["line"] is not None
    back = bring("invoices", table(world / "d.csv", head, ["F", "C", "draft", "", "EUR", "12", "Work"]))
    assert ("draft_again", 2, "state") in errors(back)


def test_what_was_withdrawn_does_not_come_back(world: Path) -> None:
    head = ["reference", "site", "title"]
    bring("jobs", table(world / "a.csv", head, ["J", "S", "Repair"]))
    with pools.owner() as session:
        session.execute(text("update jobs set withdrawn_at = now() where external_ref = 'J'"))
    bring("jobs", table(world / "b.csv", head, ["J", "S", "Repair, again"]))
    assert one("select withdrawn_at from jobs where external_ref = 'J'")["withdrawn_at"] is not None


def test_records_never_mix_clients(world: Path) -> None:
    head = ["reference", "client", "site", "title"]
    crossed = bring("jobs", table(world / "a.csv", head, ["J", "D", "S", "Repair"]))
    assert errors(crossed) == [("other_client", 2, "site")]
    bring("jobs", table(world / "b.csv", head, ["J", "", "S", "Repair"]))
    moved = bring("jobs", table(world / "c.csv", head, ["J", "D", "", "Repair"]))
    assert errors(moved) == [("client_changed", 2, "client")]
    placeless = bring("jobs", table(world / "d.csv", head, ["K", "", "", "Repair"]))
    assert errors(placeless) == [("no_place", 2, "client")]


def test_a_site_may_take_over_from_another_clients_site_of_the_same_file(world: Path) -> None:
    report = bring(
        "sites",
        table(
            world / "t.csv",
            ["reference", "client", "name", "succeeds"],
            ["V2", "D", "Villa", "V1"],
            ["V1", "C", "Villa", ""],
            ["V3", "D", "V", "V3"],
        ),
    )
    assert errors(report) == [("credits_itself", 4, "succeeds")]
    bring(
        "sites",
        table(
            world / "t.csv",
            ["reference", "client", "name", "succeeds"],
            ["V2", "D", "Villa", "V1"],
            ["V1", "C", "Villa", ""],
        ),
    )
    row = one("select a.external_ref, b.external_ref as before from sites a join sites b on b.id = a.succeeds_id")
    assert row == {"external_ref": "V2", "before": "V1"}


def test_lines_follow_their_record_and_are_replaced_as_a_whole(world: Path) -> None:
    head = ["reference", "site", "done_on", "line_subject", "line_result", "line_remark"]
    rows = [
        ["I", "S", "2026-05-17", "Door", "compliant", ""],
        ["I", "", "", "Hose", "non_compliant", "dry"],
        ["", "", "", "Lamp", "not_reachable", ""],
        ["K", "S", "2026-05-18", "", "", ""],
    ]
    report = bring("inspections", table(world / "a.csv", head, *rows))
    assert counted(report, "inspections") == (2, 0, 0)
    query = (
        "select l.position, l.subject, l.result, l.site_id is not null as placed, l.published_at is not null as seen"
        " from inspection_lines l join inspections i on i.id = l.inspection_id where i.external_ref = 'I'"
        " order by l.position"
    )
    assert [tuple(row.values()) for row in ask(query)] == [
        (1, "Door", "compliant", True, True),
        (2, "Hose", "non_compliant", True, True),
        (3, "Lamp", "not_reachable", True, True),
    ]
    assert counted(bring("inspections", table(world / "b.csv", head, *rows)), "inspections") == (0, 0, 2)
    shorter = bring("inspections", table(world / "c.csv", head, rows[0]))
    assert counted(shorter, "inspections") == (0, 1, 0)
    assert len(ask(query)) == 1
    unnamed = bring("inspections", table(world / "d.csv", ["reference", "inspector"], ["I", "Begoña"]))
    assert (counted(unnamed, "inspections"), len(ask(query))) == ((0, 1, 0), 1)


def test_rows_of_one_record_stand_together_and_agree(world: Path) -> None:
    head = ["reference", "site", "done_on", "inspector", "line_subject", "line_result"]
    report = bring(
        "inspections",
        table(
            world / "t.csv",
            head,
            ["I", "S", "2026-05-17", "A", "Door", "compliant"],
            ["I", "S", "2026-05-17", "B", "Hose", "compliant"],
            ["K", "S", "2026-05-17", "", "", ""],
            ["I", "S", "2026-05-17", "A", "Lamp", "compliant"],
            ["L", "S", "2026-05-17", "", "Lamp", ""],
        ),
    )
    assert set(errors(report)) == {
        ("contradiction", 3, "inspector"),
        ("apart", 5, "reference"),
        ("line_result", 6, "line_result"),
    }


def test_states_follow_from_what_is_known(world: Path) -> None:
    head = ["reference", "site", "due_month", "scheduled_from", "done_on"]
    bring(
        "inspections",
        table(
            world / "a.csv",
            head,
            ["P", "S", "2026-12", "", ""],
            ["Q", "T", "", "2026-12-04 09:00", ""],
            ["R", "S", "", "", "2026-05-17"],
        ),
    )
    rows = ask(
        "select external_ref, state, due_month, scheduled_from from inspections where source = 'files' order by 1"
    )
    assert [row["state"] for row in rows] == ["planned", "scheduled", "done"]
    assert rows[0]["due_month"] == date(2026, 12, 1)
    assert rows[1]["scheduled_from"] == datetime(2026, 12, 4, 9, 0, tzinfo=UTC)  # the site is on the Canary Islands
    bring("inspections", table(world / "b.csv", ["reference", "done_on"], ["P", "2026-11-01"]))
    assert one("select state from inspections where external_ref = 'P'")["state"] == "done"


def test_payments_settle_invoices_and_nothing_else(world: Path) -> None:
    head = [
        "reference",
        "client",
        "site",
        "state",
        "issued_on",
        "currency",
        "gross",
        "kind",
        "credits",
        "credits_amount",
    ]
    report = bring(
        "invoices",
        table(
            world / "i.csv",
            head,
            ["N", "C", "", "issued", "2026-06-01", "EUR", "40", "credit_note", "F", "30"],
            ["F", "C", "S", "issued", "2026-05-01", "EUR", "100", "", "", ""],
            ["G", "C", "", "issued", "2026-05-02", "EUR", "50", "", "", ""],
            ["H", "C", "", "draft", "", "EUR", "50", "", "", ""],
            ["L", "C", "", "issued", "2026-05-02", "RON", "50", "", "", ""],
            ["O", "D", "", "issued", "2026-05-02", "EUR", "50", "", "", ""],
        ),
    )
    assert not report.refused
    head = ["reference", "client", "received_on", "amount", "currency", "invoice", "invoice_amount"]
    paid = ["P", "C", "2026-06-10", "80", "EUR"]
    assert not bring("payments", table(world / "p.csv", head, [*paid, "F", "60"], [*paid, "G", "20"])).refused
    query = (
        "select i.external_ref, a.amount, a.site_id is not null as placed, a.published_at is not null as seen"
        " from allocations a join invoices i on i.id = a.invoice_id where i.source = 'files' order by 1, 2"
    )
    assert [tuple(row.values()) for row in ask(query)] == [
        ("F", Decimal(30), True, True),
        ("F", Decimal(60), True, True),
        ("G", Decimal(20), False, True),
    ]
    bring("payments", table(world / "q.csv", head, [*paid, "F", "65"]))
    assert [row["amount"] for row in ask(query)] == [Decimal(30), Decimal(65)]
    for invoice, amount, code in (
        ("H", "1", "draft_paid"),
        ("L", "1", "currency_differs"),
        ("O", "1", "other_client"),
        ("F", "81", "overpaid"),
        ("ZZ", "1", "unknown_parent"),
    ):
        report = bring("payments", table(world / "x.csv", head, ["X", "C", "2026-06-10", "80", "EUR", invoice, amount]))
        assert [error[0] for error in errors(report)] == [code]


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"kind": "invoice", "credits": "F"}, "credits_kind", "credits"),
        ({"credits": "NONE"}, "unknown_parent", "credits"),
        ({"credits_amount": "5"}, "needed", "credits"),
        ({"credits": "F", "credits_amount": "900"}, "credits_over", "credits_amount"),
        ({"gross": "-5"}, "negative_total", "gross"),
        ({"gross": ""}, "payable", "payable"),
        ({"issued_on": ""}, "issued_on", "issued_on"),
        ({"currency": "EURO"}, "currency", "currency"),
        ({"state": "sent"}, "choice", "state"),
        ({"gross": "1.2345"}, "places", "gross"),
        ({"gross": "=1+1"}, "formula", "gross"),
        ({"issued_on": "2026-02-30"}, "date", "issued_on"),
        ({"issued_on": "2026-02-03 10:30"}, "date_with_time", "issued_on"),
    ],
)
def test_what_makes_no_sense_in_an_invoice_is_told_with_its_place(
    world: Path, cells: dict[str, str], code: str, column: str
) -> None:
    head = ["reference", "client", "state", "issued_on", "currency", "gross", "kind", "credits", "credits_amount"]
    row = dict(zip(head, ["N", "C", "issued", "2026-06-01", "EUR", "40", "credit_note", "", ""], strict=True))
    target = ["F", "C", "issued", "2026-05-01", "EUR", "100", "invoice", "", ""]
    report = bring("invoices", table(world / "i.csv", head, target, list((row | cells).values())))
    found = {(error[0], error[2]) for error in errors(report)}
    assert (code, column) in found


def test_oddities_are_warnings_and_stop_nothing(world: Path) -> None:
    head = [
        "reference",
        "client",
        "state",
        "issued_on",
        "due_on",
        "currency",
        "net",
        "tax",
        "gross",
        "line_text",
        "line_net",
    ]
    report = bring(
        "invoices",
        table(
            world / "i.csv",
            head,
            ["F", "C", "issued", "2026-06-01", "2026-05-01", "EUR", "100", "21", "122", "Work", "99"],
        ),
    )
    assert not report.refused
    assert codes(report, "warning") == {"due_first": 1, "sums": 1, "lines_sum": 1}
    row = one("select net, tax, gross, payable from invoices where external_ref = 'F'")
    assert list(row.values()) == [Decimal(100), Decimal(21), Decimal(122), Decimal(122)]


def test_days_that_can_be_read_twice_are_refused_unless_a_neighbour_settles_them(world: Path) -> None:
    head = ["reference", "client", "state", "issued_on", "due_on", "currency", "gross"]
    doubtful = bring(
        "invoices", table(world / "a.csv", head, ["F", "C", "issued", "05/03/2026", "06/04/2026", "EUR", "1"])
    )
    assert [(code, column) for code, _, column in errors(doubtful)] == [
        ("dates_ambiguous", "issued_on"),
        ("dates_ambiguous", "due_on"),
    ]
    assert "5 March 2026" in doubtful.text()
    assert "3 May 2026" in doubtful.text()
    settled = bring(
        "invoices", table(world / "b.csv", head, ["F", "C", "issued", "05/03/2026", "25/03/2026", "EUR", "1"])
    )
    assert not settled.refused
    assert one("select issued_on from invoices where external_ref = 'F'")["issued_on"] == date(2026, 3, 5)


def test_contacts_share_a_mailbox_with_a_warning_and_their_telephones_become_international(world: Path) -> None:
    head = ["reference", "client", "name", "email", "phone"]
    report = bring(
        "contacts",
        table(
            world / "c.csv",
            head,
            ["1", "D", "Ștefan", "Office@Scoala.example", "0758 121 821"],
            ["2", "D", "Ioana", "office@scoala.example", "+40 21 312 3456"],
            ["3", "C", "Laia", "laia@casa.example", "call me"],
        ),
    )
    assert codes(report, "warning") == {"shared_mailbox": 2, "phone": 1}
    rows = ask("select name, email, phone from contacts where source = 'files' order by external_ref")
    assert [row["phone"] for row in rows] == ["+40758121821", "+40213123456", "call me"]
    assert {row["email"] for row in rows[:2]} == {"office@scoala.example"}


def test_a_grant_adds_the_person_and_opens_just_what_it_says(world: Path) -> None:
    bring(
        "contacts",
        table(
            world / "c.csv",
            ["reference", "client", "name", "email", "phone"],
            ["1", "C", "Laia Ferrer", "laia@casa.example", "612 345 678"],
        ),
    )
    report = bring(
        "grants",
        table(
            world / "g.csv",
            ["email", "client", "site", "areas", "valid_until"],
            ["LAIA@casa.example", "C", "S", "billing, quotes", "2027-01-31"],
            ["laia@casa.example", "C", "T", "technical", ""],
        ),
    )
    assert counted(report, "grants") == (2, 0, 0)
    person = one("select * from people where email = 'laia@casa.example'")
    assert (person["name"], person["phone"], person["phone_origin"], person["language"], person["staff_role"]) == (
        "Laia Ferrer",
        "+34612345678",
        "import",
        "es",
        None,
    )
    grants = ask(
        "select s.external_ref, g.areas from grants g join sites s on s.id = g.site_id where person_id = :id"
        " order by 1",
        id=person["id"],
    )
    assert grants[0] == {"external_ref": "S", "areas": ["billing", "quotes"]}
    assert "invoices" not in grants[1]["areas"]
    assert "inspections" in grants[1]["areas"]
    assert one("select person_id from contacts where external_ref = '1'")["person_id"] == person["id"]
    again = bring(
        "grants",
        table(
            world / "g.csv",
            ["email", "client", "site", "areas", "valid_until"],
            ["laia@casa.example", "C", "S", "billing, quotes", "2027-01-31"],
        ),
    )
    assert counted(again, "grants") == (0, 0, 1)


def test_withdrawn_access_is_never_given_back(world: Path) -> None:
    path = table(world / "g.csv", ["email", "client", "areas", "valid_until"], ["laia@casa.example", "C", "full", ""])
    bring("grants", path)
    with pools.owner() as session:
        session.execute(
            text(
                "insert into revocations (person_id, client_id) select person_id, client_id from grants"
                " where source = 'files'"
            )
        )
        session.execute(text("update grants set revoked_at = now() where source = 'files'"))
    changed = table(
        world / "h.csv", ["email", "client", "areas", "valid_until"], ["laia@casa.example", "C", "full", "2030-01-01"]
    )
    report = bring("grants", changed)
    assert (report.refused, codes(report, "warning")) == (False, {"revoked": 1})
    assert report.counts["grants"].skipped == 1
    other = table(
        world / "i.csv",
        ["reference", "email", "client", "site", "areas"],
        ["NEW", "laia@casa.example", "C", "S", "full"],
    )
    assert bring("grants", other).counts["grants"].new == 0
    rows = ask("select revoked_at, valid_until from grants where source = 'files'")
    assert [(row["revoked_at"] is not None, row["valid_until"]) for row in rows] == [(True, None)]


def test_a_grant_needs_one_target_and_never_goes_to_staff(world: Path) -> None:
    report = bring(
        "grants",
        table(
            world / "g.csv",
            ["email", "client", "group", "areas"],
            ["a@casa.example", "", "", "full"],
            ["b@casa.example", "C", "G", "full"],
            ["admin@atrio.example", "C", "", "full"],
            ["c@casa.example", "C", "", "everything"],
        ),
    )
    assert {(code, row) for code, row, _ in errors(report)} == {
        ("grant_target", 2),
        ("grant_target", 3),
        ("staff_person", 4),
        ("areas", 5),
    }


def test_groups_of_clients_are_made_by_name_and_opened_by_grants(world: Path) -> None:
    head = ["reference", "name", "group", "group_name"]
    nameless = bring("clients", table(world / "a.csv", head, ["C", "Comunidad", "G", ""]))
    assert errors(nameless) == [("unknown_group", 2, "group")]
    report = bring("clients", table(world / "b.csv", head, ["C", "Comunidad", "G", "Grup"], ["D", "Școala", "G", ""]))
    assert codes(report, "note")["new_group"] == 1
    bring("grants", table(world / "g.csv", ["email", "group", "areas"], ["a@grup.example", "G", "full"]))
    row = one("select cg.name from grants g join client_groups cg on cg.id = g.group_id")
    assert row["name"] == "Grup"


def test_kinds_are_known_by_code_and_new_ones_are_made_on_purpose(world: Path) -> None:
    head = ["reference", "site", "kind", "kind_name", "details.load_kg", "details.Drive"]
    unknown = bring("equipment", table(world / "a.csv", head, ["E", "S", "trolley", "", "", ""]))
    assert errors(unknown) == [("unknown_kind", 2, "kind")]
    assert "extinguisher" in unknown.text()
    with use_language("es"):
        report = bring(
            "equipment",
            table(
                world / "b.csv",
                head,
                ["E", "S", "trolley", "Carro", "50", "manual"],
                ["E2", "S", "trolley", "", "", ""],
            ),
        )
    assert codes(report, "note")["new_kind"] == 1
    thing = one(
        "select e.code, e.details, k.names from equipment e join kinds k on k.id = e.kind_id where e.external_ref = 'E'"
    )
    assert thing == {"code": "E", "details": {"load_kg": "50", "Drive": "manual"}, "names": {"es": "Carro"}}
    bring("equipment", table(world / "c.csv", ["reference", "details.Drive"], ["E", ""]))
    assert one("select details from equipment where external_ref = 'E'")["details"] == {"load_kg": "50"}


def test_the_report_speaks_the_persons_language_and_fits_a_spreadsheet(world: Path) -> None:
    path = table(world / "t.csv", ["reference", "client", "name"], ["=cmd|' /C calc'!A0", "C", "x"])
    report = bring("sites", path, report_path=world / "report.csv")
    assert errors(report) == [("formula", 2, "reference")]
    written = (world / "report.csv").read_text("utf-8-sig")
    assert "\"'=cmd" in written
    telephone = bring(
        "contacts",
        table(world / "p.csv", ["reference", "client", "name", "phone"], ["1", "C", "Laia", "+34 612 345 678"]),
    )
    assert not telephone.refused


def test_documents_bring_their_files_and_belong_to_their_record(world: Path) -> None:
    from tests.integrations.test_files import pdf, picture

    storage = open_storage(f"file://{world}/store")
    bring("jobs", table(world / "j.csv", ["reference", "site", "title"], ["J", "S", "Repair"]))
    (world / "files").mkdir()
    (world / "files" / "Informe ñ.pdf").write_bytes(pdf())
    (world / "photo.jpg").write_bytes(picture("JPEG"))
    head = ["reference", "kind", "title", "file", "job", "client", "issued_on"]
    path = table(
        world / "d.csv",
        head,
        ["D1", "job_report", "Informe", "files/Informe ñ.pdf", "J", "", "2026-05-17"],
        ["D2", "manual", "Foto", "photo.jpg", "", "C", ""],
    )
    assert errors(bring("documents", path)) == [("no_storage", None, "")]
    trial = bring("documents", path, storage=storage, dry_run=True)
    assert (trial.refused, counted(trial, "documents")) == (False, (2, 0, 0))
    assert not [entry for entry in (world / "store").rglob("*") if entry.is_file()]
    report = bring("documents", path, storage=storage)
    assert counted(report, "documents") == (2, 0, 0)
    row = one(
        "select d.area, d.site_id is not null as placed, v.*, l.job_id is not null as linked, d.published_at as seen"
        " from documents d join document_versions v on v.document_id = d.id"
        " join document_links l on l.document_id = d.id where d.external_ref = 'D1'"
    )
    assert (row["area"], row["placed"], row["linked"], row["file_name"]) == ("jobs", True, True, "Informe ñ.pdf")
    assert row["published_at"] == row["seen"] is not None
    assert storage.get(row["storage_key"]) == pdf() or storage.size(row["storage_key"]) == row["size"]
    assert one("select area from documents where external_ref = 'D2'")["area"] == "documents"
    assert counted(bring("documents", path, storage=storage), "documents") == (0, 0, 2)
    (world / "photo.jpg").write_bytes(picture("JPEG", (60, 60)))
    assert counted(bring("documents", path, storage=storage), "documents") == (0, 1, 1)
    versions = ask(
        "select version from document_versions v join documents d on d.id = v.document_id"
        " where d.external_ref = 'D2' order by 1"
    )
    assert [row["version"] for row in versions] == [1, 2]
    assert not list((world / "store" / "staged").glob("*"))


def test_files_are_handed_over_cleaned_and_kept(world: Path) -> None:
    from tests.integrations.test_files import pdf, picture

    storage = open_storage(f"file://{world}/store")
    (world / "form.pdf").write_bytes(pdf())
    (world / "plan.png").write_bytes(picture("PNG") + b"<script>")
    head = ["reference", "description", "file", "client", "site", "added_on", "internal_note"]
    path = table(world / "f.csv", head, ["F1", "Form", "form.pdf", "C", "", "2026-05-17", "n"],
                 ["F2", "Plan", "plan.png", "", "S", "", ""])  # fmt: skip
    assert errors(bring("files", path)) == [("no_storage", None, "")]
    assert counted(bring("files", path, storage=storage), "files") == (2, 0, 0)
    row = one("select f.*, f.added_on = today() as fresh, f.site_id is not null as placed from files f"
              " where external_ref = 'F2'")  # fmt: skip
    assert (row["origin"], row["file_name"], row["media_type"], row["fresh"], row["placed"]) == (
        "company", "plan.png", "image/png", True, True,
    )  # fmt: skip
    assert row["published_at"] is not None
    assert b"script" not in storage.get(row["storage_key"])
    assert counted(bring("files", path, storage=storage), "files") == (0, 0, 2)
    (world / "plan.png").write_bytes(picture("PNG", (60, 60)))
    assert counted(bring("files", path, storage=storage), "files") == (0, 1, 1)
    told = one("select changes from events e join files f on f.id = e.file_id where e.verb = 'changed'"
               " and e.audience = 'client' and e.area = 'files'")  # fmt: skip
    assert set(told["changes"]) == {"size"}
    outside = table(
        world / "g.csv", head, ["F3", "Out", "../x.pdf", "C", "", "", ""], ["F4", "No", "n.pdf", "C", "", "", ""]
    )
    assert errors(bring("files", outside, storage=storage)) == [("path", 2, "file"), ("no_such_file", 3, "file")]


def test_documents_cannot_reach_out_of_their_folder(world: Path) -> None:
    inside, outside = world / "inside", world / "secret.txt"
    inside.mkdir()
    outside.write_text("secret")
    (inside / "link.txt").symlink_to(outside)
    (inside / "bad.pdf").write_text("no pdf")
    names = [
        "../secret.txt",
        str(outside),
        "link.txt",
        "C:\\secret.txt",
        "missing.pdf",
        "..\\secret.txt",
        "bad.pdf",
        ".",
    ]
    rows = [[f"D{n}", "manual", "T", name, "C"] for n, name in enumerate(names)]
    report = bring(
        "documents",
        table(inside / "d.csv", ["reference", "kind", "title", "file", "client"], *rows),
        storage=open_storage(f"file://{world}/store"),
    )
    assert [code for code, _, _ in sorted(errors(report), key=lambda error: error[1] or 0)] == [
        "path",
        "path",
        "path",
        "path",
        "no_such_file",
        "path",
        "file_mismatch",
        "path",
    ]
    assert not [entry for entry in (world / "store").rglob("*") if entry.is_file()]


def test_a_document_belongs_to_one_record_at_most(world: Path) -> None:
    bring("jobs", table(world / "j.csv", ["reference", "site", "title"], ["J", "S", "Repair"]))
    bring(
        "orders", table(world / "o.csv", ["reference", "site", "subject", "ordered_on"], ["O", "S", "X", "2026-05-17"])
    )
    (world / "a.txt").write_text("x")
    report = bring(
        "documents",
        table(
            world / "d.csv",
            ["reference", "kind", "title", "file", "job", "order"],
            ["D", "manual", "T", "a.txt", "J", "O"],
        ),
        storage=open_storage(f"file://{world}/store"),
    )
    assert [code for code, _, _ in errors(report)] == ["two_records"]


EVERY_KIND = {
    "clients": {"name": "X"},
    "sites": {"client": "C", "name": "X"},
    "contacts": {"client": "C", "name": "X"},
    "grants": {"email": "x@x.example", "client": "C", "areas": "full"},
    "equipment": {"site": "S", "kind": "extinguisher"},
    "contracts": {"client": "C", "title": "X", "state": "active", "amount": "1.50", "currency": "EUR"},
    "inspections": {"site": "S", "due_month": "2026-12"},
    "orders": {"client": "C", "subject": "X", "ordered_on": "2026-05-17"},
    "quotes": {
        "client": "C",
        "subject": "X",
        "state": "sent",
        "issued_on": "2026-05-17",
        "currency": "EUR",
        "net": "1",
        "gross": "1.21",
        "line_text": "L",
        "line_quantity": "1.000001",
        "line_net": "1",
    },
    "jobs": {"client": "C", "title": "X"},
    "defects": {"site": "S", "title": "X", "found_on": "2026-05-17"},
    "bookings": {"site": "S", "service": "X", "starts_at": "2026-12-01 10:00", "ends_at": "2026-12-01 11:00"},
    "invoices": {"client": "C", "state": "issued", "issued_on": "2026-05-17", "currency": "EUR", "gross": "1"},
    "payments": {"client": "C", "received_on": "2026-05-17", "amount": "1", "currency": "EUR"},
}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_kind_comes_in_with_little_and_once_only(world: Path, kind: str) -> None:
    cells = {"reference": "NEW", **EVERY_KIND[kind]}
    path = table(world / "t.csv", list(cells), list(cells.values()))
    assert counted(bring(kind, path), kind) == (1, 0, 0)
    assert counted(bring(kind, path), kind) == (0, 0, 1)
    fuller = bring(
        kind,
        table(
            world / "u.csv",
            [*cells, *(["internal_note"] if kind != "grants" else ["valid_until"])],
            [*cells.values(), "2030-01-01"],
        ),
    )
    assert counted(fuller, kind) == (0, 1, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_describes_itself_and_writes_an_empty_file(kind: str, tmp_path: Path, database: str) -> None:
    told = describe(kind)
    for name in columns(KINDS[kind]):
        assert f" {name}: " in told
    path = tmp_path / "empty.csv"
    path.write_text(template(kind), encoding="utf-8")
    report = bring(kind, path, storage=open_storage(f"file://{tmp_path}/store"))
    assert [code for code, _, _ in errors(report)] == ["no_rows"]


def test_two_imports_at_once_do_not_meet(world: Path) -> None:
    path = table(world / "t.csv", ["reference", "name"], ["X", "X"])
    with pools.owner() as session:
        session.execute(text("select pg_advisory_xact_lock(4206502014)"))
        assert [code for code, _, _ in errors(bring("clients", path))] == ["busy"]
    assert not bring("clients", path).refused


def test_a_mapping_for_something_else_is_refused(world: Path) -> None:
    report = bring("payments", SAMPLES / "own_it_fatture_cp1252.csv", mapping=MAPPINGS / "it_invoices.toml")
    assert [code for code, _, _ in errors(report)] == ["mapping_kind"]


def test_what_the_database_refuses_is_told_and_nothing_is_kept(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from data.imports import run

    monkeypatch.setattr(run, "_RUN", "select 1 / 0 as id" + ", %s::text" * 5)
    report = bring("clients", table(world / "t.csv", ["reference", "name"], ["X", "X"]))
    assert report.refused
    assert one("select count(*) as n from clients where external_ref = 'X'")["n"] == 0
