"""Numbers, days and moments as a person types them into a form, and as a form shows them: each reads back equal.

Their own way of writing comes first; another one is taken where only that can be meant.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from integrations.written_dates import Order, month_start, read_date, read_moment
from integrations.written_numbers import Style, read_number, write_number

_STYLES: dict[str, tuple[Style, Style]] = {"en": ("us", "eu")}
_ORDERS: tuple[Order, ...] = ("ymd", "dmy")
_MONEY_PLACES = 2


def number_text(value: Decimal, language: str) -> str:
    """A number for a form: the language's separators, all the decimals it has, no empty ones beyond two."""
    if -int(value.as_tuple().exponent) > _MONEY_PLACES:
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return write_number(value, _styles(language)[0])


def read_typed_number(text: str, language: str, fits: Callable[[Decimal], bool] = lambda value: True) -> Decimal:
    """The number that was typed; `fits` says whether a value may stand in the field at all.

    Raises ValueError for what is no number. One that fits in no way of writing is answered as the language reads it.
    """
    readings = []
    for style in _styles(language):
        try:
            readings.append(read_number(text, style))
        except ValueError:
            continue
    if not readings:
        raise ValueError("number")
    return next((value for value in readings if fits(value)), readings[0])


def _styles(language: str) -> tuple[Style, Style]:
    return _STYLES.get(language, ("eu", "us"))


def read_typed_date(text: str) -> date:
    """The day that was typed: as browsers send it, in figures (day first) or with the month in words.

    Raises ValueError for what is none.
    """
    for order in _ORDERS:
        try:
            return read_date(text, order)
        except ValueError:
            continue
    raise ValueError("date")


def read_typed_moment(text: str) -> datetime:
    """Day and time that were typed, without a zone unless they name one. Raises ValueError for what is none."""
    for order in _ORDERS:
        try:
            return read_moment(text, order)
        except ValueError:
            continue
    raise ValueError("moment")


def read_typed_month(text: str) -> date:
    """The first day of the month that was typed: 2026-12, 12/2026, December 2026, or any day of it.

    Raises ValueError for what is none.
    """
    try:
        found = month_start(text)
        if isinstance(found, date):
            return found
    except ValueError:
        pass
    return read_typed_date(text).replace(day=1)


def month_text(value: date) -> str:
    """A month as browsers want it: 2026-12."""
    return f"{value.year:04}-{value.month:02}"


def moment_text(value: datetime, zone: str) -> str:
    """A moment as browsers want it, on the clocks of a zone: 2026-12-04T09:00."""
    return value.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(timespec="minutes")
