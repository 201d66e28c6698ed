"""Numbers as people write them: 1.234,56 or 1,234.56, with currency signs and book-keepers' negatives, by column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Style = Literal["eu", "us"]
STYLES: tuple[Style, ...] = ("eu", "us")

_MONEY = re.compile(r"(?:€|\$|£|%|lei|leu|ron|eur|euro|usd|gbp|kr)\.?", re.IGNORECASE)
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2007\u2009']")
_GROUPED = re.compile(r"\d{1,3}(?:[\s\u00a0\u202f\u2007\u2009'’]\d{3})+(?=$|[.,])")
_SHAPES: dict[Style, re.Pattern[str]] = {
    "eu": re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?|,\d+", re.ASCII),
    "us": re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """How a column of numbers is written.

    `style` is None when no value tells the two apart and they read differently: `doubtful` is then such a value and
    `readings` what it would be in either style.
    """

    style: Style | None
    doubtful: str = ""
    readings: tuple[Decimal, ...] = ()


def read_number(text: str, style: Style) -> Decimal:
    """The number written in a style; raises ValueError when it is not written so.

    Takes a currency or per cent sign at either end, (100,00) and 100- as negatives, blanks and ' as thousands.
    """
    bare = _MONEY.sub("", text).strip().replace("−", "-").replace("’", "'")
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        negative, bare = True, bare[1:-1].strip()
    if bare.endswith("-"):
        negative, bare = True, bare[:-1].strip()
    elif bare.startswith(("-", "+")):
        negative, bare = bare[0] == "-", bare[1:].strip()
    if _BLANKS.search(bare):
        if not _GROUPED.match(bare):
            raise ValueError("number")
        bare = _BLANKS.sub("", bare)
    if not _SHAPES[style].fullmatch(bare):
        raise ValueError("number")
    thousands, point = (".", ",") if style == "eu" else (",", ".")
    value = Decimal(bare.replace(thousands, "").replace(point, "."))
    return -value if negative else value


def _reading(text: str, style: Style, fits: Callable[[Decimal], bool]) -> Decimal | None:
    try:
        value = read_number(text, style)
    except ValueError:
        return None
    return value if fits(value) else None


class NumberStyles:
    """Finds a column's style from its values, seen one after the other: the style that more of them can be read in.

    `fits` tells whether a value can stand in the column at all (an amount has two decimals, a latitude is below 90),
    which often settles a value such as 1.234 by itself.
    """

    def __init__(self, fits: Callable[[Decimal], bool] = lambda value: True) -> None:
        self._fits = fits
        self._seen: set[str] = set()
        self._read = dict.fromkeys(STYLES, 0)
        self._shaped = dict.fromkeys(STYLES, 0)
        self._doubtful: tuple[str, tuple[Decimal, ...]] | None = None

    def see(self, text: str) -> None:
        """Take one value into account; equal ones count once."""
        if not text or len(self._seen) > 50_000 or text in self._seen:
            return
        self._seen.add(text)
        readings = [_reading(text, style, self._fits) for style in STYLES]
        for style, value in zip(STYLES, readings, strict=True):
            self._read[style] += value is not None
            self._shaped[style] += _reading(text, style, lambda value: True) is not None
        eu, us = readings
        if self._doubtful is None and eu is not None and us is not None and eu != us:
            self._doubtful = (text, (eu, us))

    def decide(self) -> NumberColumn:
        """What was found."""
        for votes in (self._read, self._shaped):
            if votes["eu"] != votes["us"]:
                return NumberColumn("us" if votes["us"] > votes["eu"] else "eu")
            if self._doubtful is not None:
                return NumberColumn(None, *self._doubtful)
        return NumberColumn("eu")


def column_style(values: Iterable[str], fits: Callable[[Decimal], bool] = lambda value: True) -> NumberColumn:
    """The style of a whole column, see `NumberStyles`."""
    styles = NumberStyles(fits)
    for value in values:
        styles.see(value)
    return styles.decide()


def write_number(value: Decimal, style: Style) -> str:
    """A number in a style, with thousands separators, nothing rounded."""
    text = f"{value:,f}"
    return text.translate(str.maketrans(",.", ".,")) if style == "eu" else text
