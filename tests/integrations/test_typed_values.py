"""What a form shows of a value reads back equal, in every language; and people may write it their own way."""

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data.imports.forms import fact_of, fact_text, text_of, value_of
from data.imports.schemas import KINDS
from data.imports.schemas.base import Row
from data.records.forms import FORMS, FormField, fields_of
from integrations.language import LANGUAGES, use_language
from integrations.typed_values import number_text, read_typed_date, read_typed_month, read_typed_number

_MONEY = st.decimals(min_value="-999999999999.99", max_value="999999999999.99", places=2)
_FINE = st.decimals(min_value="-999999999999.999999", max_value="999999999999.999999", places=6)
_LANGUAGES = st.sampled_from(sorted(LANGUAGES))
_FIELDS = [(kind, one) for kind in FORMS for one in fields_of(kind) if not one.parent and not one.listed]


@given(_LANGUAGES, _MONEY | _FINE)
def test_every_number_reads_back_equal(language: str, value: Decimal):
    assert read_typed_number(number_text(value, language), language) == value


@pytest.mark.parametrize(("typed", "language", "meant"), [
    ("1.234,50", "en", "1234.50"), ("1,234.50", "es", "1234.50"), ("12 €", "ro", "12"), ("1 234,5 lei", "ro", "1234.5"),
    ("1.234", "it", "1234"), ("-3", "en", "-3"), ("41,387", "en", "41387"),
])  # fmt: skip
def test_numbers_are_understood_the_way_people_write_them(typed: str, language: str, meant: str):
    assert read_typed_number(typed, language, lambda value: value == round(value, 2)) == Decimal(meant)


@pytest.mark.parametrize("typed", ["", "many", "1.2.3", "12,34,56.7,8", "1e5"])
def test_what_is_no_number_is_refused(typed: str):
    with pytest.raises(ValueError, match="number"):
        read_typed_number(typed, "en")


def test_days_and_months_are_understood_the_way_people_write_them():
    for text in ("2026-12-03", "3/12/2026", "03.12.26", "3 dicembre 2026", "3 de diciembre de 2026"):
        assert read_typed_date(text) == date(2026, 12, 3)
    for text in ("2026-12", "12/2026", "decembrie 2026", "3/12/2026"):
        assert read_typed_month(text) == date(2026, 12, 1)
    with pytest.raises(ValueError, match="date"):
        read_typed_date("31/02/2026")


def _value(one: FormField) -> st.SearchStrategy[object]:
    days = st.dates(date(1950, 1, 1), date(2120, 12, 31))
    moments = st.datetimes(datetime(1950, 1, 1), datetime(2120, 12, 31))  # noqa: DTZ001  (as typed)
    return {
        "number": _MONEY | _FINE, "whole": st.integers(0, 20_000), "date": days,
        "month": days.map(lambda day: day.replace(day=1)),
        "moment": moments.map(lambda at: at.replace(second=0, microsecond=0)),
        "choice": st.sampled_from(one.choices or ("",)),
        "text": st.text(min_size=1, max_size=60),
    }[one.form]  # fmt: skip


@given(st.sampled_from(_FIELDS).flatmap(lambda it: st.tuples(st.just(it), _value(it[1]))), _LANGUAGES)
def test_whatever_a_field_accepts_it_shows_so_that_it_reads_back_equal(drawn, language: str):
    (kind, one), value = drawn
    model: type[Row] = KINDS[kind]
    try:
        accepted = getattr(model.model_validate({one.name: value}), one.name)
    except ValidationError:
        return
    with use_language(language):
        if one.form == "moment":
            shown = accepted.isoformat(timespec="minutes")  # as a browser sends it
        else:
            shown = text_of(one, accepted, "Europe/Bucharest")
        first = value_of(kind, one, shown)
        again = value_of(kind, one, re.sub(r"\r\n?|\n", "\r\n", shown))  # as a browser sends any end of a line
        if one.form == "text":
            accepted = first  # tidied once, then for good
            assert value_of(kind, one, text_of(one, first, "UTC")) == first
    assert first == again == accepted


@given(
    _LANGUAGES,
    st.integers(-(10**12), 10**12) | st.floats(-1e6, 1e6).map(lambda one: round(one, 6)) | st.text(max_size=40),
)
def test_further_facts_nobody_touched_stay_as_they_are(language: str, value: int | float | str):
    with use_language(language):
        assert fact_of(fact_text(value), value) == value
