"""From a file to typed entries, without a database: whatever style a table was written in, its values come back."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.imports.entries import Reader
from data.imports.mapping import MappingRefused, parse_mapping, read_mapping, write_mapping
from data.imports.reading import plan
from data.imports.recognition import recognise
from data.imports.report import ImportReport
from integrations.spreadsheets import open_table
from integrations.written_numbers import write_number
from tests.data.importing import MAPPINGS, bring, errors, table

NAMES = st.text(alphabet="abcdeăâîșțñàèòéç ,;.'\"|", min_size=1, max_size=20).filter(lambda name: name.strip())
AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))
ROWS = st.lists(st.tuples(NAMES, AMOUNTS, DAYS), min_size=2, max_size=20)
HEAD = ["reference", "subject", "gross", "issued_on"]
DATES = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "ymd": "%Y-%m-%d"}


def read(path: Path, kind: str = "invoices", mapping: Path | None = None) -> tuple[list[dict[str, Any]], ImportReport]:
    """The entries' values, with the reference, and the report."""
    report = ImportReport(path.name, "test")
    rules = read_mapping(mapping) if mapping else None
    with open_table(path, expected=HEAD) as table:
        steps = plan(table, kind, rules, report)
        if report.refused:
            return [], report
        recognise(steps, table, report)
        entries = [entry for step in steps for entry in Reader(step, table, report).entries()]
    return [{"reference": entry.reference, **entry.given} for entry in entries], report


@given(
    rows=ROWS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1250"]),
    separator=st.sampled_from(";\t|"),
    style=st.sampled_from(["eu", "us"]),
    order=st.sampled_from(list(DATES)),
    sign=st.sampled_from(["", " €", " lei"]),
)
def test_a_table_written_in_any_style_reads_back_equal(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, Decimal, date]], encoding: str, separator: str,
    style: Any, order: str, sign: str,
) -> None:  # fmt: skip
    if encoding == "cp1250":  # has neither commas below nor ñ, à, è, ò
        rows = [("".join(c for c in name if c not in "șțñàèòç") or "x", gross, day) for name, gross, day in rows]
        sign = "" if sign == " €" else sign
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(HEAD)
    for number, (name, gross, day) in enumerate(rows):
        writer.writerow([f"F{number}", name, write_number(gross, style) + sign, day.strftime(DATES[order])])
    path = tmp_path_factory.getbasetemp() / "table.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    found, report = read(path)
    if report.refused:  # every day of the column is the twelfth or earlier: said, never guessed
        assert {problem.code for problem in report.problems if problem.level == "error"} == {"dates_ambiguous"}
        assert all(day.day <= 12 for _, _, day in rows)
        return
    assert [(entry["gross"], entry["issued_on"]) for entry in found] == [(gross, day) for _, gross, day in rows]
    if encoding != "cp1250":  # without a mark, a few letters may be read either way
        assert [entry["subject"] for entry in found] == [name.strip() or None for name, _, _ in rows]


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


MAPPING = """
report = ["Sold"]
[[produce]]
kind = "invoices"
[produce.fields]
reference = "Nr"
client = { constant = "C" }
issued_on = { column = "Stamp", part = "date" }
gross = "Suma"
state = { column = "Stare", values = { "Emisă" = "issued" }, otherwise = "draft" }
subject = { template = "{Oraș|upper} – {Nr|pad4}" }
currency = { constant = "RON" }
"""


def test_a_mapping_turns_their_table_into_ours(tmp_path: Path) -> None:
    table = write(tmp_path / "t.csv", "Nr;Stamp;Suma;Stare;Oraș;Sold\n7;2026-05-17 10:51:17;1.234,50 lei;EMISA;Iași;1\n"
                                      "8;2026-05-18 00:00:00;2,5;;;2\n")  # fmt: skip
    found, report = read(table, mapping=write(tmp_path / "m.toml", MAPPING))
    assert not report.refused
    assert [problem.column for problem in report.problems if problem.code == "not_imported"] == ["Sold"]
    assert found[0] == {
        "reference": "7", "client": "C", "issued_on": date(2026, 5, 17), "gross": Decimal("1234.50"),
        "state": "issued", "subject": "IAȘI – 0007", "currency": "RON",
    }  # fmt: skip
    assert (found[1]["state"], found[1]["subject"], found[1]["gross"]) == ("draft", "– 0008", Decimal("2.5"))


def test_columns_that_a_mapping_does_not_mention_are_refused_and_missing_ones_named(tmp_path: Path) -> None:
    mapping = write(tmp_path / "m.toml", MAPPING)
    head = "Nr;Stamp;Suma;Stare;Oraș;Sold"
    _, more = read(write(tmp_path / "a.csv", f"{head};is_staff\n1;2026-01-01;1;;;;1\n"), mapping=mapping)
    assert [(p.code, dict(p.params)) for p in more.problems if p.level == "error"] == [
        ("unmapped_columns", {"names": "is_staff"})
    ]  # fmt: skip
    _, fewer = read(write(tmp_path / "b.csv", "Nr;Stamp;Suma;Stare;Sold\n1;2026-01-01;1;;1\n"), mapping=mapping)
    assert [(p.code, dict(p.params)) for p in fewer.problems] == [("missing_columns", {"names": "Oraș"})]
    _, twice = read(write(tmp_path / "c.csv", f"{head};Nr\n1;2026-01-01;1;;;;1\n"), mapping=mapping)
    assert "repeated_columns" in {p.code for p in twice.problems}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not toml", "not TOML"),
        ("[[produce]]\nkind = 'invoices'\n", "fields"),
        ("[[produce]]\nkind = 'people'\n[produce.fields]\nname = 'x'\n", "unknown kind"),
        ("[[produce]]\nkind = 'clients'\n[produce.fields]\nstaff_role = 'x'\n", "have no staff_role"),
        ("[[produce]]\nkind = 'clients'\n[produce.fields]\nname = { constant = 'x', column = 'y' }\n", "give one of"),
        ("[[produce]]\nkind = 'clients'\n[produce.fields]\nname = { template = '{a|shell}' }\n", "unknown change"),
        ("surprise = 1\n[[produce]]\nkind = 'clients'\n[produce.fields]\nname = 'x'\n", "surprise"),
        ("[[produce]]\nkind = 'equipment'\n[produce.fields]\ndetails = 'x'\n", "have no details"),
    ],
)
def test_a_mapping_that_is_wrong_says_where(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(MappingRefused) as refusal:
        read_mapping(write(tmp_path / "m.toml", content))
    assert said in refusal.value.message


def test_a_value_that_a_table_does_not_know_is_an_error_with_its_place(tmp_path: Path) -> None:
    mapping = write(tmp_path / "m.toml", MAPPING.replace(', otherwise = "draft"', ""))
    table = write(tmp_path / "t.csv", "Nr;Stamp;Suma;Stare;Oraș;Sold\n7;2026-05-17;1;Anulată;Iași;1\n")
    _, report = read(table, mapping=mapping)
    assert [(p.code, p.row, p.column, p.value) for p in report.problems if p.level == "error"] == [
        ("no_such_value", 2, "Stare", "Anulată")
    ]  # fmt: skip


def test_numbers_of_a_workbook_keep_their_value_and_warn_where_zeros_may_be_lost(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["reference", "gross", "issued_on"])
        sheet.write_row(1, 0, [27, 0.1 + 0.2, 45_000])
        sheet.write_row(2, 0, [28, "1.234,50", "2026-05-17"])
    found, report = read(tmp_path / "t.xlsx")
    assert [tuple(entry.values()) for entry in found] == [
        ("27", Decimal("0.3"), date(2023, 3, 15)), ("28", Decimal("1234.50"), date(2026, 5, 17))
    ]  # fmt: skip
    assert [(p.code, p.row, p.column) for p in report.problems] == [("zeros", 2, "reference")]


def test_text_that_only_looks_like_a_formula_is_text_and_one_that_keeps_zeros_is_understood(tmp_path: Path) -> None:
    table = write(tmp_path / "t.csv", 'reference;subject;po_number\n"=""00027""";+40 722;@home\n2;-x;=1+1\n')
    found, report = read(table)
    assert (found[0]["reference"], found[0]["subject"], found[0]["po_number"]) == ("00027", "+40 722", "@home")
    assert [(p.code, p.row, p.column) for p in report.problems] == [("formula", 3, "po_number")]


def test_the_mapping_shown_in_the_documentation_is_right(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")
    shown = page.partition("```toml\n")[2].partition("```")[0]
    mapping = read_mapping(write(tmp_path / "m.toml", shown))
    assert [made.kind for made in mapping.produce] == ["clients", "invoices"]


def test_a_cell_at_fault_among_lines_is_told_like_any_other(database: str, tmp_path: Path) -> None:
    head = ["reference", "client", "state", "issued_on", "currency", "payable", "line_text"]
    report = bring("invoices", table(tmp_path / "i.csv", head, ["I", "C", "issued", "2026-01-01", "EUR", "1", "=1+1"]))
    assert ("formula", 2, "line_text") in errors(report)


def test_a_mapping_without_references_is_refused(database: str, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('[[produce]]\nkind = "clients"\n[produce.fields]\nname = "name"\n', encoding="utf-8")
    report = bring("clients", table(tmp_path / "c.csv", ["name"], ["Uno"]), mapping=mapping)
    assert errors(report) == [("no_reference", None, "")]


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.toml")), ids=lambda path: path.stem)
def test_a_mapping_that_is_written_out_reads_back_as_the_same(path: Path) -> None:
    mapping = read_mapping(path)
    assert parse_mapping(write_mapping(mapping), "copy") == mapping
