"""Numbers, dates and letters written one way and read back: what goes in comes out, in every style."""

# ruff: noqa: DTZ001  (workbooks and people write moments without a zone)
from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.lettering import fold, recognise_encoding, tidy
from integrations.written_dates import ORDERS, column_order, excel_day, month_start, read_date, read_moment
from integrations.written_numbers import STYLES, column_style, read_number, write_number

amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
styles = st.sampled_from(STYLES)
days = st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31))


def money(value: Decimal) -> bool:
    return -value.as_tuple().exponent <= 2  # type: ignore[operator]


@given(amounts, styles)
def test_an_amount_written_in_a_style_reads_back_equal(value: Decimal, style: str) -> None:
    assert read_number(write_number(value, style), style) == value  # type: ignore[arg-type]


@given(amounts, styles, st.sampled_from(["{} €", "€{}", "{} lei", "RON {}", "{}\u00a0€", "{} %"]))
def test_signs_around_an_amount_change_nothing(value: Decimal, style: str, frame: str) -> None:
    written = frame.format(write_number(value, style))  # type: ignore[arg-type]
    assert read_number(written, style) == value  # type: ignore[arg-type]


@given(st.lists(amounts, min_size=3, max_size=30), styles)
def test_a_column_of_amounts_tells_its_style(values: list[Decimal], style: str) -> None:
    written = [write_number(value, style) for value in values]  # type: ignore[arg-type]
    found = column_style(written, money)
    assert found.style is not None
    assert [read_number(text, found.style) for text in written] == values


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("1.366,91 €", "eu", "1366.91"),
        ("(100,00)", "eu", "-100.00"),
        ("100-", "eu", "-100"),
        ("−5", "us", "-5"),
        ("1\u00a0234,56", "eu", "1234.56"),
        ("1\u202f234\u202f567,8", "eu", "1234567.8"),
        ("1 234 567", "us", "1234567"),
        ("1'234.50", "us", "1234.50"),
        ("19.879,84", "eu", "19879.84"),
        ("12.500 LEI", "eu", "12500"),
        (",5", "eu", "0.5"),
    ],
)
def test_amounts_as_book_keeping_programs_write_them(text: str, style: str, value: str) -> None:
    assert read_number(text, style) == Decimal(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["1.23.4", "12,34,5", "abc", "", "1 2 3", "1.234,56.7", "--5", "1e5", "٣"])
def test_what_is_no_number_in_a_style_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_number(text, "eu")


def test_a_lone_thousand_is_settled_by_what_fits_the_column() -> None:
    assert column_style(["1.234", "999"], money).style == "eu"
    assert column_style(["1,234"], money).style == "us"
    assert column_style(["48.137", "11.575"], lambda value: abs(value) <= 90).style == "us"


def test_a_column_that_can_be_read_twice_says_so_with_both_readings() -> None:
    found = column_style(["1.234", "2.500"])
    assert found.style is None
    assert (found.doubtful, found.readings) == ("1.234", (Decimal(1234), Decimal("1.234")))


@given(days, st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%y"]))
def test_a_day_written_day_first_reads_back(day: date, form: str) -> None:
    assert read_date(day.strftime(form), "dmy") == day


@given(days, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%dT00:00:00", "%Y-%m-%d 00:00:00.000"]))
def test_a_day_written_year_first_reads_back(day: date, form: str) -> None:
    assert read_date(day.strftime(form), "ymd") == day


@given(st.lists(days, min_size=1, max_size=20), st.sampled_from([("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y")]))
def test_a_column_is_read_right_or_declared_doubtful_but_never_wrong(column: list[date], how: tuple[str, str]) -> None:
    order, form = how
    written = [day.strftime(form) for day in column]
    found = column_order(written)
    if found.order is None:
        assert all(day.day <= 12 for day in column)
        assert len(found.readings) == 2
    else:
        assert [read_date(text, found.order) for text in written] == column
        assert found.order == order or all(day.day == day.month for day in column)


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2069, 12, 31)))
def test_a_moment_reads_back_to_the_second(moment: datetime) -> None:
    assert read_moment(moment.isoformat(" ", "seconds"), "ymd") == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("9/9/2026", date(2026, 9, 9)),
        ("3 dicembre 2026", date(2026, 12, 3)),
        ("12 de noviembre de 2026", date(2026, 11, 12)),
        ("7 aprilie 2026", date(2026, 4, 7)),
        ("15 Sept 2026", date(2026, 9, 15)),
        ("Nov 3, 2026", date(2026, 11, 3)),
        ("1. 2. 2026", date(2026, 2, 1)),
        ("31.12.69", date(2069, 12, 31)),
        ("31.12.70", date(1970, 12, 31)),
    ],
)
def test_days_as_people_write_them(text: str, day: date) -> None:
    assert read_date(text, "dmy") == day


@pytest.mark.parametrize("text", ["31/02/2026", "2026-13-01", "", "x", "1/2", "32.1.2026", "2026-01-01 10:30"])
def test_what_is_no_day_is_refused(text: str) -> None:
    for order in ORDERS:
        with pytest.raises(ValueError):
            read_date(text, order)


def test_moments_keep_their_offset_and_halves_of_the_day() -> None:
    assert read_moment("2026-11-02T10:00:00+01:00", "ymd").isoformat() == "2026-11-02T10:00:00+01:00"
    assert read_moment("2026-11-02T10:00:00Z", "ymd").utcoffset().total_seconds() == 0  # type: ignore[union-attr]
    assert read_moment("11/2/2026 2:05 PM", "mdy") == datetime(2026, 11, 2, 14, 5)


def test_months_and_workbook_day_numbers() -> None:
    assert {month_start(text) for text in ("2026-12", "12/2026", "diciembre 2026", date(2026, 12, 9))} == {
        date(2026, 12, 1)
    }
    assert excel_day(45_000) == date(2023, 3, 15)
    with pytest.raises(ValueError):
        excel_day(12.5)


SENTENCES = {
    "cp1252": "Nº 5; Muñoz; Città Nuova; Begoña; è così; Straße; año",
    "cp1250": "Str. Ştefan cel Mare; Iaşi; Bistriţa; Brăila; Ţiţei; Întreţinere",
    "utf-8": "Școala; Nº 5; Città; ț",
    "utf-16": "Școala; Nº 5; Città; ț",
    "utf-8-sig": "Școala; Nº 5; Città; ț",
}


@pytest.mark.parametrize("encoding", SENTENCES)
def test_encodings_are_recognised_by_mark_and_letters(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "text.csv"
    path.write_bytes(SENTENCES[encoding].encode(encoding))
    assert path.read_text(recognise_encoding(path)) == SENTENCES[encoding]


@given(st.text(alphabet="aăâîșțñàèìòùçéöüß€ xyz0159;,\n", min_size=1))
def test_any_text_in_utf_8_reads_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(text.encode())
    assert path.read_bytes().decode(recognise_encoding(path)) == text


@given(st.text(alphabet="abcțșăîâÎȘȚ ", min_size=1))
def test_romanian_in_the_old_code_page_comes_out_with_commas_below(text: str) -> None:
    old = text.translate(str.maketrans("șțȘȚ", "şţŞŢ")).encode("cp1250")
    assert tidy(old.decode("cp1250")) == text.strip()


def test_tidy_composes_letters_and_drops_what_cannot_be_seen() -> None:
    assert tidy("  n\u0303u\u0308\u00a0x\ufeff\x00\x07 ") == "ñü x"
    assert tidy("two\nlines") == "two\nlines"


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_drops_accents_case_and_punctuation() -> None:
    assert fold("Școala  Nº 5, Târgu-Mureș") == "scoala no 5 targu mures"
    assert fold("ESPAÑA Straße Łódź Größe") == "espana strasse lodz grosse"
