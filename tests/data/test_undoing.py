"""An import taken back: everything is as it was before, or nothing is touched and one is told why."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text

from data import database as pools
from data.commands.carrying import undo_import
from data.imports.report import ImportReport
from data.viewer import Forbidden, Viewer
from tests.data.importing import MAPPINGS, SAMPLES, ask, bring, one, table

pytestmark = pytest.mark.one_database

NOUNS = (
    "allocations",
    "document_links",
    "document_versions",
    "inspection_lines",
    "invoice_lines",
    "quote_lines",
    "files",
    "documents",
    "defects",
    "payments",
    "invoices",
    "bookings",
    "jobs",
    "quotes",
    "inspections",
    "orders",
    "contracts",
    "equipment",
    "grants",
    "contacts",
    "sites",
    "clients",
    "client_groups",
    "people",
    "kinds",
    "import_rows",
    "revocations",
)
WORDS = st.sampled_from(["Uno", "Ñandú", "=1+1", "ș", "A B"])
DAYS = st.sampled_from(["2026-01-05", "2026-02-06", "2026-03-07"])


def everything() -> dict[str, list[Any]]:
    """Every record there is, as it stands."""
    with pools.owner() as session:
        return {
            noun: list(session.execute(text(f"select to_jsonb(t)::text from portal.{noun} t order by 1")).scalars())
            for noun in NOUNS
        }


def write(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def take_back(viewer: Viewer, report: ImportReport) -> list[tuple[str, str, str, str | None]]:
    assert report.import_id is not None
    return [(it.noun, it.label, it.why, it.by_noun) for it in undo_import(viewer, report.import_id)]


@pytest.fixture
def world(database: str, tmp_path: Path) -> Path:
    bring("clients", table(tmp_path / "c.csv", ["reference", "name"], ["C", "Comunidad"], ["D", "Școala"]))
    bring("sites", table(tmp_path / "s.csv", ["reference", "client", "name"], ["S", "C", "Casa"], ["T", "C", "Torre"]))
    return tmp_path


def files(draw: Any) -> list[tuple[str, list[dict[str, str]]]]:
    """A few tables over a handful of references, so that later ones meet records of earlier ones."""
    some = st.integers(1, 3)

    def refs(prefix: str) -> list[str]:
        return sorted({f"{prefix}{draw(some)}" for _ in range(draw(some))})

    word, day = lambda: draw(WORDS), lambda: draw(DAYS)  # noqa: E731
    site = lambda: draw(st.sampled_from(["S", "T"]))  # noqa: E731
    kinds = {
        "clients": lambda r: [{"reference": r, "name": word(), "group": "G" + r, "group_name": word()}],
        "contacts": lambda r: [{"reference": r, "client": "C", "name": word(), "email": f"{r.lower()}@example.com"}],
        "grants": lambda r: [
            {"reference": r, "email": f"{r.lower()}@example.net", "client": "C", "areas": "technical"}
        ],
        "equipment": lambda r: [
            {"reference": r, "site": site(), "kind": f"made_{r.lower()}", "kind_name": word(), "details.load": word()}
        ],
        "quotes": lambda r: [
            {
                "reference": r,
                "client": "C",
                "subject": word(),
                "state": "accepted",
                "issued_on": day(),
                "currency": "EUR",
                "line_text": word(),
            }
            for _ in range(draw(some))
        ],
        "jobs": lambda r: [{"reference": r, "site": site(), "title": word(), "state": "done", "done_on": day()}],
        "defects": lambda r: [
            {
                "reference": r,
                "client": "C",
                "site": site(),
                "title": word(),
                "found_on": "2026-01-01",
                "job": draw(st.sampled_from(["", "J1"])),
                "quote": draw(st.sampled_from(["", "Q1"])),
            }
        ],
        "invoices": lambda r: [
            {
                "reference": r,
                "client": "C",
                "state": "issued",
                "issued_on": day(),
                "currency": "EUR",
                "payable": "100",
                "line_text": word(),
                "kind": "invoice",
            }
            for _ in range(draw(some))
        ],
        "payments": lambda r: [
            {
                "reference": r,
                "client": "C",
                "received_on": day(),
                "amount": "50",
                "currency": "EUR",
                "invoice": draw(st.sampled_from(["I1", "I2"])),
                "invoice_amount": "10",
            }
        ],
        "inspections": lambda r: [
            {
                "reference": r,
                "site": site(),
                "state": "done",
                "done_on": day(),
                "line_subject": word(),
                "line_result": "compliant",
            }
            for _ in range(draw(some))
        ],
    }
    prefixes = {
        "clients": "X",
        "contacts": "K",
        "grants": "R",
        "equipment": "E",
        "quotes": "Q",
        "jobs": "J",
        "defects": "F",
        "invoices": "I",
        "payments": "P",
        "inspections": "N",
    }
    chosen = [kind for kind in kinds if draw(st.booleans())]
    made = []
    for kind in chosen:
        rows = []
        for reference in refs(prefixes[kind]):
            first, *further = kinds[kind](reference)
            rows += [
                first,
                *(
                    {**first, "line_text": other["line_text"]}
                    if "line_text" in first
                    else {**first, "line_subject": other["line_subject"]}
                    for other in further
                ),
            ]
        made.append((kind, rows))
    return made


@hypothesis_settings(max_examples=12, deadline=None, phases=[Phase.generate],
                     suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(data=st.data())
def test_whatever_came_in_once_it_is_undone_everything_is_as_before(world: Path, admin: Viewer, data: Any) -> None:
    history = [everything()]
    done: list[ImportReport] = []
    for _ in range(2):
        for kind, rows in files(data.draw):
            report = bring(kind, write(world / "t.csv", rows))
            if report.refused:  # a payment of an invoice that this round does not have
                continue
            done.append(report)
            history.append(everything())
    while done:
        assert everything()["import_rows"] == history.pop()["import_rows"]
        assert take_back(admin, done.pop()) == []
        assert everything() == history[-1]


@pytest.mark.parametrize(("kind", "name", "mapping"), [
    ("invoices", "own_it_fatture_cp1252.csv", "it_invoices"),
    ("inspections", "own_es_inspecciones_cp1252.csv", "es_inspections"),
])  # fmt: skip
def test_a_real_file_comes_and_goes_and_comes_again(
    world: Path, admin: Viewer, kind: str, name: str, mapping: str
) -> None:
    before = everything()
    report = bring(kind, SAMPLES / name, mapping=MAPPINGS / f"{mapping}.toml")
    assert not report.refused
    assert everything() != before
    assert take_back(admin, report) == []
    assert everything() == before
    again = bring(kind, SAMPLES / name, mapping=MAPPINGS / f"{mapping}.toml")
    assert again.counts[kind].new == report.counts[kind].new > 0
    assert take_back(admin, again) == []


def test_what_was_built_upon_it_stands_in_the_way_and_nothing_is_touched(world: Path, admin: Viewer) -> None:
    head = ["reference", "client", "state", "issued_on", "currency", "payable"]
    invoices = bring("invoices", table(world / "i.csv", head, ["B1", "C", "issued", "2026-01-01", "EUR", "100"],
                                       ["B2", "C", "issued", "2026-01-01", "EUR", "100"]))  # fmt: skip
    payment = bring(
        "payments",
        table(
            world / "p.csv",
            ["reference", "client", "received_on", "amount", "currency", "invoice"],
            ["PB", "C", "2026-01-02", "5", "EUR", "B1"],
        ),
    )
    change = bring("invoices", table(world / "x.csv", ["reference", "subject"], ["B2", "Otro"]))
    before = everything()
    assert take_back(admin, invoices) == [
        ("invoices", "B2", "changed", None),
        ("invoices", "B1", "used", "allocations"),
    ]
    assert everything() == before
    assert take_back(admin, change) == []
    assert take_back(admin, invoices) == [("invoices", "B1", "used", "allocations")]
    for report in (payment, invoices):
        assert take_back(admin, report) == []
    assert ask("select 1 from invoices where external_ref in ('B1', 'B2')") == []
    assert one("select state from imports where id = :i", i=invoices.import_id) == {"state": "undone"}


def test_lines_and_allocations_that_were_taken_away_are_there_again(world: Path, admin: Viewer) -> None:
    head = ["reference", "client", "state", "issued_on", "currency", "payable", "line_text"]
    bring("invoices", table(world / "i.csv", head, ["L1", "C", "issued", "2026-01-01", "EUR", "9", "a"],
                            ["L1", "", "", "", "", "", "b"]))  # fmt: skip
    paid = ["reference", "client", "received_on", "amount", "currency", "invoice"]
    bring("payments", table(world / "p.csv", paid, ["PL", "C", "2026-01-02", "5", "EUR", "L1"]))
    before = everything()
    fewer = bring("invoices", table(world / "f.csv", ["reference", "line_text"], ["L1", "c"]))
    unpaid = bring("payments", table(world / "q.csv", ["reference", "invoice"], ["PL", ""]))
    assert one("select settled from invoices where external_ref = 'L1'") == {"settled": 0}
    assert [take_back(admin, report) for report in (unpaid, fewer)] == [[], []]
    assert everything() == before


def test_clients_see_nothing_of_it_afterwards_and_staff_see_that_it_was_undone(world: Path, admin: Viewer) -> None:
    new = bring("clients", table(world / "n.csv", ["reference", "name"], ["N", "Nueva"]))
    site = bring("sites", table(world / "ns.csv", ["reference", "client", "name"], ["NS", "C", "Nave"]))
    job = bring(
        "jobs", table(world / "j.csv", ["reference", "site", "title", "state"], ["JX", "NS", "Arreglo", "planned"])
    )
    assert ask("select 1 from events where import_id = :i and audience = 'client'", i=job.import_id)
    for report in (job, site, new):
        assert take_back(admin, report) == []
        told = ask("select verb, audience, person_id from events where import_id = :i order by id", i=report.import_id)
        assert {row["audience"] for row in told} == {"staff"}
        assert (told[-1]["verb"], told[-1]["person_id"]) == ("import_undone", admin.person_id)
    assert one("select details ->> 'of' as of, client_id from events where import_id = :i and verb = 'imported'",
               i=new.import_id) == {"of": "Nueva", "client_id": None}  # fmt: skip


def test_strangers_and_readers_undo_nothing_and_a_day_later_nobody_does(
    world: Path, owner: Viewer, reader: Viewer, admin: Viewer
) -> None:
    report = bring("clients", table(world / "n.csv", ["reference", "name"], ["Z", "Zeta"]))
    assert report.import_id is not None
    for viewer in (owner, reader):
        with pytest.raises(Forbidden):
            undo_import(viewer, report.import_id)
    with pools.owner() as session:
        session.execute(text("update portal.imports set finished_at = finished_at - :d where id = :i"),
                        {"d": timedelta(hours=25), "i": report.import_id})  # fmt: skip
    assert [it.why for it in undo_import(admin, report.import_id)] == ["late"]
    assert ask("select name from clients where external_ref = 'Z'") == [{"name": "Zeta"}]
