"""Words, money, dates and numbers in the person's language: gettext catalogues and Babel, one current language."""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names, get_timezone_location
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

LANGUAGES = {"en": "en_GB", "es": "es_ES", "it": "it_IT", "ro": "ro_RO"}
NAMES = {"en": "English", "es": "Español", "it": "Italiano", "ro": "Română"}
DEFAULT = "en"
_CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
_current: ContextVar[str] = ContextVar("language", default=DEFAULT)
_NBSP = "\u00a0"
_SKELETONS = {"weekday": "MMMEd", "short": "MMMd"}


def language() -> str:
    """The current language code."""
    return _current.get()


def locale() -> str:
    """The full locale of the current language, as Babel writes it (`en_GB`)."""
    return LANGUAGES[language()]


def tag() -> str:
    """The full language tag for `lang` attributes (`en-GB`)."""
    return locale().replace("_", "-")


def set_language(code: str | None) -> None:
    """Choose the language for the rest of this request or job; unknown codes fall back to English."""
    _current.set(code if code in LANGUAGES else DEFAULT)


@contextmanager
def use_language(code: str | None) -> Iterator[None]:
    """Choose the language inside a `with` block."""
    token = _current.set(code if code in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _current.reset(token)


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    """The catalogue, compiled in memory: text files in the repository, no build step to forget."""
    path = _CATALOGUES / code / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return _gettext.NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)


def gettext(message: str) -> str:
    """The message in the current language; the English text is the key."""
    return _catalogue(language()).gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The right plural form for `count`; placeholders are filled by the caller."""
    return _catalogue(language()).ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """The message as it is said of `context`, mostly a noun: other languages' words agree with it in gender."""
    return _catalogue(language()).pgettext(context, message) if message else ""


def N_(message: str) -> str:  # noqa: N802  (the name gettext tools look for)
    """Mark a text for translation without translating it now."""
    return message


def NP_(context: str, message: str) -> str:  # noqa: N802
    """Mark a text said of `context` for translation; `pgettext` with the same context translates it."""
    return message


_ = gettext


def told(names: Mapping[str, str] | None, fallback: str = "") -> str:
    """The text of a {language: text} value in the current language, else English, else any, else `fallback`."""
    if not names:
        return fallback
    return names.get(language()) or names.get(DEFAULT) or next(iter(names.values()), fallback)


def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency, two decimals, never broken over two lines; a dash for none."""
    if amount is None:
        return "–"
    return _money(amount, currency, language())


@lru_cache(maxsize=10_000)
def _money(amount: Decimal, currency: str, code: str) -> str:
    text = format_currency(amount, currency, locale=_locale(code))
    if text.startswith(currency):  # CLDR puts codes without a symbol directly before the figure: RON1,356.20
        text = currency + _NBSP + text[len(currency) :].lstrip()
    return text.replace(" ", _NBSP)


@cache
def _locale(code: str) -> Locale:
    """The locale of a language, read once: Babel would look its name up for every figure."""
    return Locale.parse(LANGUAGES[code])


def number(value: Decimal | int | float | None) -> str:
    """A plain figure with the language's separators."""
    return "–" if value is None else _number(value, language())


@lru_cache(maxsize=10_000)
def _number(value: Decimal | int | float, code: str) -> str:
    return format_decimal(value, locale=_locale(code)).replace(" ", _NBSP)


def price(amount: Decimal | None, currency: str) -> str:
    """A unit price: like money, with as many decimals as it has beyond two."""
    if amount is None or amount == round(amount, 2):
        return money(amount, currency)
    text = format_currency(amount.normalize(), currency, locale=locale(), decimal_quantization=False)
    return text.replace(" ", _NBSP)


def quantity(value: Decimal | None) -> str:
    """A quantity with all the decimals it has and none it has not."""
    if value is None:
        return "–"
    exact = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return format_decimal(exact, locale=locale(), decimal_quantization=False).replace(" ", _NBSP)


def day(value: date | None, form: str = "medium") -> str:
    """A date: `medium` (12 Sept 2026), `long`, `short` (12 Sept), `weekday` (Fri 4 Dec), `full` (with all of it).

    The abbreviated ones stay on one line.
    """
    return "–" if value is None else _day(value, form, language())


@lru_cache(maxsize=10_000)
def _day(value: date, form: str, code: str) -> str:
    if form in _SKELETONS:
        return format_skeleton(_SKELETONS[form], value, locale=_locale(code)).replace(" ", _NBSP)
    written = format_date(value, format=form, locale=_locale(code))
    return written.replace(" ", _NBSP) if form == "medium" else written


def month(value: date) -> str:
    """Month and year in words: December 2026."""
    return _month(value.replace(day=1), language())


@lru_cache(maxsize=1000)
def _month(value: date, code: str) -> str:
    return format_skeleton("yMMMM", value, locale=_locale(code))


def month_short(value: date) -> str:
    """The month alone, abbreviated: Dec."""
    return _month_short(value.month, language())


@cache
def _month_short(number: int, code: str) -> str:
    return format_date(date(2000, number, 1), "LLL", locale=_locale(code)).rstrip(".")


def weekdays() -> list[tuple[str, str]]:
    """The days of the week from Monday, short and in full: (Mon, Monday)."""
    short = get_day_names("abbreviated", "stand-alone", locale=locale())
    full = get_day_names("wide", "stand-alone", locale=locale())
    return [(short[number].rstrip("."), full[number]) for number in range(7)]


def clock(value: datetime, zone: str) -> str:
    """The time of day in the given zone: 09:00."""
    return value.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def zone_city(zone: str) -> str:
    """The city that a time zone is named after: Bucharest."""
    return str(get_timezone_location(zone, locale=locale(), return_city=True))


def moment(value: datetime, zone: str) -> str:
    """Date and time in the given zone."""
    return f"{day(value.astimezone(ZoneInfo(zone)).date())}, {clock(value, zone)}"


def countries() -> list[tuple[str, str]]:
    """Every country: its two letters and what it is called, in the order of the names."""
    names = _locale(language()).territories
    found = [(code, str(name)) for code, name in names.items() if len(code) == 2 and code.isalpha() and code != "ZZ"]
    return sorted(found, key=lambda one: one[1].casefold())


def days_ago(days: int) -> str:
    """How long ago, in whole days."""
    if days <= 0:
        return gettext("today")
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


def file_size(size: int) -> str:
    """A file's size for people: 214 KB, 1.1 MB."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)))}{_NBSP}KB"
    return f"{number(round(Decimal(size) / 1_000_000, 1))}{_NBSP}MB"
