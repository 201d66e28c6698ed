"""Tables out of files: separators, headings, quoting, workbooks, and files that are refused politely."""

# ruff: noqa: DTZ001  (workbooks and people write moments without a zone)
from __future__ import annotations

import csv
import io
import subprocess
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from integrations.spreadsheets import Limits, Unreadable, open_table

CELLS = st.text(alphabet="aășțñà€ ;,\t|\"'\n0159.-", max_size=12)


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def read(path: Path, **options: Any) -> tuple[tuple[str, ...], list[list[Any]]]:
    with open_table(path, **options) as table:
        return table.headers, [cells for _, cells in table.rows()]


def workbook(path: Path, fill: Any) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book, book.add_worksheet())
    return path


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings_are_recognised(tmp_path: Path, separator: str, encoding: str) -> None:
    rows = [["Nº", "Descripción", "Importe"], ["1", "Muñoz", "1.234,56 €"], ["2", "Begoña", "2,5"]]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    headers, cells = read(written(tmp_path / "t.csv", text, encoding))
    assert [list(headers), *cells] == rows


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from(";,\t|"))
def test_whatever_was_quoted_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], separator: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerow(["alpha", "beta", "gamma"])
    writer.writerows(rows)
    path = written(tmp_path_factory.getbasetemp() / "any.csv", out.getvalue())
    _, cells = read(path, separator=separator)
    expected = [[cell.replace("\r\n", "\n").strip() for cell in row] for row in rows]
    assert cells == [row for row in expected if any(row)]


def test_title_rows_above_the_heading_are_skipped_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    text = "Export from 1 May;;\n;;\nreference;name;city\nA;b;c\n\n;;\nD;e;f\n"
    with open_table(written(tmp_path / "t.csv", text), expected=["reference", "name"]) as table:
        assert (table.header_row, table.headers) == (3, ("reference", "name", "city"))
        assert [(number, cells[0]) for number, cells in table.rows()] == [(4, "A"), (7, "D")]


def test_doubled_and_nameless_columns_get_names_of_their_own(tmp_path: Path) -> None:
    with open_table(written(tmp_path / "t.csv", "a;b;a;;c\n1;2;3;4;5\n")) as table:
        assert table.headers == ("a", "b", "a (2)", "column 4", "c")
        assert table.repeated == ("a",)


def test_short_rows_are_padded_and_long_ones_keep_their_surplus(tmp_path: Path) -> None:
    _, cells = read(written(tmp_path / "t.csv", "a;b;c\n1\n1;2;3;4\n1;2;3;;\n"))
    assert cells == [["1", "", ""], ["1", "2", "3", "4"], ["1", "2", "3"]]


def test_a_workbook_gives_dates_numbers_and_texts_as_they_are(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(1, 1, "A title")
        sheet.write_row(3, 1, ["when", "clock", "amount", "code", "yes"])
        sheet.write_datetime(4, 1, datetime(2026, 5, 17), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_datetime(4, 2, datetime(2026, 5, 17, 9, 30), book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
        sheet.write_row(4, 3, [12.5, "00027", True])
        sheet.write_datetime(5, 1, time(10, 30), book.add_format({"num_format": "hh:mm"}))
        sheet.write(5, 3, 98031)

    with open_table(workbook(tmp_path / "t.xlsx", fill), expected=["when", "amount"]) as table:
        assert table.header_row == 4
        rows = list(table.rows())
    assert [number for number, _ in rows] == [5, 6]
    assert rows[0][1][1:] == [date(2026, 5, 17), datetime(2026, 5, 17, 9, 30), 12.5, "00027", True]
    assert rows[1][1][1:4] == ["10:30:00", "", 98031]


def test_formulas_in_a_workbook_come_as_a_sign_not_as_yesterdays_value(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(1, 0, 1)
        sheet.write_formula(1, 1, "=A2*2", value=2)

    assert read(workbook(tmp_path / "t.xlsx", fill))[1] == [[1, "="]]


def test_a_named_sheet_is_read_and_a_missing_one_names_those_there_are(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "first")
        other = book.add_worksheet('R&D "2026"')
        other.write_column(0, 0, ["second", "x"])

    path = workbook(tmp_path / "t.xlsx", fill)
    assert read(path, sheet='R&D "2026"')[1] == [["x"]]
    with pytest.raises(Unreadable) as refusal:
        read(path, sheet="Third")
    assert 'R&D "2026"' in refusal.value.message


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\n\n;;\n", "empty"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "format"),
        ("page.csv", b"<html><table>", "format"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "format"),
        ("zeros.csv", bytes(5000), "format"),
        ("open.csv", b'a;b\n1;"never closed\n' + b"x" * 40_000, "cell_too_long"),
        ("broken.xlsx", b"PK\x03\x04" + bytes(300), "broken"),
        ("utf8.csv", b"\xef\xbb\xbfa;b\n\xff\xfe;x", "encoding"),
    ],
)
def test_files_that_are_no_tables_are_refused_with_a_reason(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refusal:
        read(path)
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")


def test_too_large_files_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "a;b\n" + "1;2\n" * 1000)
    with pytest.raises(Unreadable, match="larger"):
        read(path, limits=Limits(file_bytes=1000))


def test_archives_that_unpack_to_too_much_are_not_unpacked(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "bomb.xlsx", {"xl/workbook.xml": b"<workbook/>", "xl/media/x": bytes(200_000_000)})
    crowd = archive(tmp_path / "crowd.xlsx", {"xl/workbook.xml": b"", **{f"x{n}": b"" for n in range(1100)}})
    for path in (bomb, crowd):
        with pytest.raises(Unreadable) as refusal:
            read(path)
        assert refusal.value.code == "bomb"


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(archive(tmp_path / "t.xlsx", {"readme.txt": b"hello"}))
    assert refusal.value.code == "format"


def test_a_workbook_that_costs_too_much_memory_ends_its_child_not_us(tmp_path: Path) -> None:
    path = tmp_path / "dear.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(3000):
            sheet.write_row(row, 0, [f"text {row} {column}" for column in range(20)])
    with pytest.raises(Unreadable) as refusal:
        read(path, limits=Limits(memory_bytes=20_000_000))
    assert refusal.value.code == "costly"


def test_a_workbook_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "t.xlsx", lambda book, sheet: sheet.write(0, 0, "a"))

    def never(*args: Any, timeout: float, **options: Any) -> None:
        raise subprocess.TimeoutExpired("reader", timeout)

    monkeypatch.setattr(subprocess, "run", never)
    with pytest.raises(Unreadable) as refusal:
        read(path)
    assert refusal.value.code == "costly"


def test_entities_in_a_workbook_are_not_expanded(tmp_path: Path) -> None:
    source = workbook(tmp_path / "a.xlsx", lambda book, sheet: sheet.write(0, 0, "a"))
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(source) as file:
        members = {name: file.read(name) for name in file.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet.replace(b"<worksheet", laughs + b"<worksheet", 1)
    members["xl/sharedStrings.xml"] = members["xl/sharedStrings.xml"].replace(b"<t>a</t>", b"<t>&b;</t>")
    with pytest.raises(Unreadable) as refusal:
        read(archive(tmp_path / "b.xlsx", members))
    assert refusal.value.code == "broken"
