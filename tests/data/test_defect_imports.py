"""The lifeline of a defect: days that are given stay, days nobody gave follow from quote, job, paper and inspection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from data import database as pools
from data.imports.doors.defects import STEPS
from integrations.storage import open_storage
from tests.data.importing import ask, bring, codes, counted, one, table

DEFECTS = ["reference", "site", "equipment", "inspection", "quote", "job", "title", "found_on"]
QUOTES = ["reference", "site", "subject", "state", "issued_on", "answered_on", "currency", "gross"]
JOBS = ["reference", "site", "quote", "title", "state", "scheduled_from", "done_on"]
VISITS = ["reference", "site", "done_on", "line_equipment", "line_result"]


@pytest.fixture
def world(database: str, tmp_path: Path) -> Path:
    """A client with a site, an extinguisher that failed in May, a defect of it, and a folder."""
    put(tmp_path, "clients", ["reference", "name", "country"], ["C", "Casa", "ES"])
    put(tmp_path, "sites", ["reference", "client", "name", "zone"], ["S", "C", "Casa", "Pacific/Auckland"])
    put(tmp_path, "equipment", ["reference", "site", "kind", "code"], ["E", "S", "extinguisher", "EXT-7"])
    put(tmp_path, "inspections", VISITS, ["I", "S", "2026-05-02", "E", "non_compliant"])
    put(tmp_path, "quotes", QUOTES, ["Q", "S", "Repair", "draft", "", "", "EUR", "10"])
    put(tmp_path, "jobs", JOBS, ["J", "S", "Q", "Repair", "planned", "", ""])
    put(tmp_path, "defects", DEFECTS, ["D", "", "E", "I", "Q", "J", "Pressure low", "2026-05-02"])
    return tmp_path


def put(folder: Path, kind: str, head: list[str], *rows: list[str], **options: Any) -> Any:
    report = bring(kind, table(folder / f"{kind}.csv", head, *rows), **options)
    assert not report.refused, report.text()
    return report


def lifeline() -> list[str | None]:
    row = one(f"select {', '.join(STEPS)} from defects where external_ref = 'D'")  # noqa: S608
    return [day and day.isoformat()[5:] for day in row.values()]


def told() -> list[tuple[str, str | None]]:
    rows = ask("select e.verb, e.details ->> 'from' as source from events e join defects d on d.id = e.defect_id"
               " where d.external_ref = 'D' and e.audience = 'client' order by e.id")  # fmt: skip
    return [(row["verb"], row["source"]) for row in rows]


def paper(folder: Path, kind: str, record: str, reference: str, issued_on: str) -> None:
    (folder / "paper.txt").write_text("seen and tested")
    put(folder, "documents", ["reference", "kind", "title", "file", record, "issued_on"],
        [f"P-{kind}", kind, "Paper", "paper.txt", reference, issued_on],
        storage=open_storage(f"file://{folder}/store"))  # fmt: skip


def test_a_defect_takes_its_place_from_its_equipment_and_is_found_by_its_code(world: Path) -> None:
    row = one("select d.site_id = s.id as there, d.search_text, d.severity, d.published_at is not null as seen"
              " from defects d, sites s where d.external_ref = 'D' and s.external_ref = 'S'")  # fmt: skip
    assert row == {"there": True, "search_text": "d pressure low ext 7 ext7", "severity": "major", "seen": True}


def test_each_step_follows_from_what_is_linked_with_its_event_and_only_once(world: Path) -> None:
    assert lifeline() == [None] * 5, "a draft quote and a planned job tell nothing"
    put(world, "quotes", QUOTES, ["Q", "S", "Repair", "sent", "2026-05-04", "", "EUR", "10"])
    assert lifeline() == ["05-04", None, None, None, None]
    put(world, "quotes", QUOTES, ["Q", "S", "Repair", "accepted", "2026-05-04", "2026-05-06", "EUR", "10"])
    # at two in the night of the site it is still the day before where the company is
    put(world, "jobs", JOBS, ["J", "S", "Q", "Repair", "scheduled", "2026-06-10 02:00", ""])
    assert lifeline() == ["05-04", "05-06", "06-10", None, None]
    put(world, "jobs", JOBS, ["J", "S", "Q", "Repair", "done", "2026-06-10 09:00", "2026-06-10"])
    paper(world, "job_report", "job", "J", "2026-06-11")
    assert lifeline()[3:] == ["06-10", None], "a report proves nothing"
    paper(world, "job_certificate", "job", "J", "2026-06-12")
    assert lifeline()[3:] == ["06-10", "06-12"]
    steps = [("quoted", "quote"), ("approved", "quote"), ("scheduled", "job"), ("fixed", "job"), ("proven", "document")]
    assert list(dict.fromkeys(told())) == [("imported", None), *steps]
    before = told()
    paper(world, "job_certificate", "job", "J", "2026-07-01")
    assert (told(), lifeline()[4]) == (before, "06-12")


def test_a_day_that_was_given_is_never_overwritten_and_nothing_goes_back(world: Path) -> None:
    head = [*DEFECTS, "quoted_on", "fixed_on"]
    given = ["D", "", "E", "I", "Q", "J", "Pressure low", "2026-05-02", "2026-05-03", "2026-06-01"]
    put(world, "defects", head, given)
    assert sorted(told()[1:]) == [("changed", None), ("fixed", None), ("quoted", None)]
    put(world, "quotes", QUOTES, ["Q", "S", "Repair", "accepted", "2026-05-04", "2026-05-06", "EUR", "10"])
    put(world, "jobs", JOBS, ["J", "S", "Q", "Repair", "done", "", "2026-06-10"])
    assert lifeline() == ["05-03", "05-06", None, "06-01", None]
    put(world, "quotes", QUOTES, ["Q", "S", "Repair", "cancelled", "2026-05-04", "", "EUR", "10"])
    assert lifeline()[1] == "05-06", "what was approved was approved"
    put(world, "defects", head, [*given[:6], "Pressure very low", "2026-05-02", "", ""])
    assert lifeline() == [None, "05-06", None, "06-10", None], "emptied, then told by the job; the quote is cancelled"


def test_an_agreed_day_follows_its_job_unless_it_was_given(world: Path) -> None:
    def agreed(day: str) -> None:
        put(world, "jobs", JOBS, ["J", "S", "Q", "Repair", "scheduled", f"2026-{day} 02:00", ""])

    agreed("06-10")
    agreed("06-17")
    assert lifeline()[2] == "06-17"
    head = [*DEFECTS, "scheduled_on"]
    row = ["D", "", "E", "I", "Q", "J", "Pressure low", "2026-05-02"]
    put(world, "defects", head, [*row, ""])
    assert lifeline()[2] == "06-17", "a file that never knew the day does not empty it"
    put(world, "defects", head, [*row, "2026-06-20"])
    agreed("06-24")
    assert lifeline()[2] == "06-20"


@pytest.mark.parametrize(
    ("second", "day", "proven"),
    [("compliant", "2026-08-02", "08-02"), ("non_compliant", "2026-08-02", None), ("compliant", "2026-05-01", None)],
)
def test_a_later_inspection_without_complaint_proves_it(world: Path, second: str, day: str, proven: str | None) -> None:
    put(world, "inspections", VISITS, ["K", "S", day, "E", "compliant"], ["K", "", "", "E", second])
    assert lifeline() == [None, None, None, None, proven]


def test_nothing_hidden_speaks_and_a_cancelled_defect_rests(world: Path) -> None:
    with pools.owner() as session:
        session.execute(text("update jobs set withdrawn_at = now() where external_ref = 'J'"))
    put(world, "jobs", JOBS, ["J", "S", "Q", "Repair", "done", "", "2026-06-10"])
    paper(world, "job_certificate", "job", "J", "2026-06-12")
    assert lifeline() == [None] * 5
    put(world, "defects", ["reference", "cancelled_on"], ["D", "2026-05-05"])
    paper(world, "certificate", "defect", "D", "2026-06-12")
    assert lifeline() == [None] * 5
    put(world, "defects", ["reference", "cancelled_on"], ["D", ""])
    assert lifeline()[4] == "06-12"


def test_odd_days_are_warnings(world: Path) -> None:
    report = put(world, "defects", [*DEFECTS, "quoted_on", "fixed_on"],
                 ["X", "S", "", "", "", "", "T", "2026-05-02", "2026-05-01", "2999-01-01"])  # fmt: skip
    assert codes(report, "warning") == {"before_found": 1, "future": 1}
    assert counted(report, "defects") == (1, 0, 0)


def test_what_was_before_its_time_tells_nothing(world: Path) -> None:
    put(world, "quotes", QUOTES, ["Q", "S", "Repair", "sent", "2026-05-01", "", "EUR", "10"])
    put(world, "jobs", JOBS, ["J", "S", "Q", "Repair", "scheduled", "2026-06-10 09:00", ""])
    paper(world, "job_certificate", "job", "J", "2026-06-05")
    assert lifeline() == [None, None, "06-10", None, None], "an older quote; a certificate of work not yet done"
    put(world, "jobs", JOBS, ["J", "S", "Q", "Repair", "done", "", "2026-06-10"])
    paper(world, "certificate", "defect", "D", "2026-06-09")
    assert lifeline() == [None, None, "06-10", "06-10", None], "both certificates are older than the repair"


def test_the_inspection_that_tells_of_a_defect_does_not_prove_its_repair(world: Path) -> None:
    put(world, "inspections", VISITS, ["K", "S", "2026-05-20", "E", "compliant"])
    put(world, "defects", DEFECTS, ["X", "S", "E", "K", "", "", "Label missing", "2026-05-19"])
    assert one("select proven_on from defects where external_ref = 'X'")["proven_on"] is None
