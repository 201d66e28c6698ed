"""CSV as it is written: read back by a reader, and harmless in a spreadsheet."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from integrations.written_csv import csv_file


def read_back(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_dates_are_iso_and_figures_plain_also_negative_ones() -> None:
    row = (date(2026, 3, 29), Decimal("-1234567.50"), Decimal("1E+3"), 7, None, 'ș, "ñ"\nx')
    assert read_back(csv_file(["A"], [row])) == [["A"], ["2026-03-29", "-1234567.50", "1000", "7", "", 'ș, "ñ"\nx']]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1"])
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    [[_heading], [cell]] = read_back(csv_file(["A"], [[text]]))
    assert cell == f"'{text}"
