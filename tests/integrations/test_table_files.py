"""CSV as it is written: read back by a reader, and harmless in a spreadsheet."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from integrations.table_files import Value, as_it_was, write_csv


def read_back(value: list[Value]) -> list[str]:
    """A row, written and read again."""
    file = io.BytesIO()
    write_csv(file, ["A"], [value])
    content = file.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    heading, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert heading == ["A"]
    return row


def test_dates_are_iso_and_figures_plain_also_negative_ones() -> None:
    row: list[Value] = [date(2026, 3, 29), Decimal("-1234567.50"), Decimal("1E+3"), 7, None, 'ș, "ñ"\nx']
    assert read_back(row) == ["2026-03-29", "-1234567.50", "1000", "7", "", 'ș, "ñ"\nx']


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", " =1", " \tx", "＝1"])
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    assert read_back([text]) == [f"'{text}"]


@pytest.mark.parametrize(
    ("text", "written"),
    [("Pump;=1+1;x", "Pump;'=1+1;x"), ("Pump\n=1+1\nx", "Pump\n'=1+1\nx"), ("a|b; -1", "a|b;' -1"), ("a\t@x", "a\t'@x"),
     ("a\r\n+1", "a\r\n'+1"), ("\n=1", "'\n'=1"), ("a;'=1", "a;''=1"), ("a;＝1;;=1", "a;'＝1;;'=1")],
)  # fmt: skip
def test_no_part_of_a_text_is_one_where_a_spreadsheet_takes_rows_apart_at_semicolons(text: str, written: str) -> None:
    assert read_back(["x", text]) == ["x", written]
    assert as_it_was(written) == text


@pytest.mark.parametrize("text", ["", "1+1", "a; b", "a;b=1", "a\nb", "it's; o'clock", " a = b", "a@b.example"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert read_back(["x", text]) == ["x", text]
