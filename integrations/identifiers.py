"""Codes that the world agreed on, checked and normalised: countries, currencies, e-mail, telephone, zones, tax ids."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale
from babel.numbers import is_currency
from email_validator import EmailNotValidError, validate_email
from stdnum import get_cc_module
from stdnum.exceptions import ValidationError


@cache
def _countries() -> frozenset[str]:
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha() and code != "ZZ")


def country_code(value: object) -> object:
    """`es` → `ES`; raises ValueError for anything that is no two-letter country code."""
    if not isinstance(value, str):
        return value
    code = value.strip().upper()
    if code not in _countries():
        raise ValueError("country")
    return code


def currency_code(value: object) -> object:
    """`eur`, `€` or `lei` → the three-letter code; raises ValueError for anything else."""
    if not isinstance(value, str):
        return value
    written = value.strip().upper()
    code = {"€": "EUR", "LEI": "RON", "LEU": "RON", "$": "USD", "£": "GBP"}.get(written, written)
    if len(code) != 3 or not is_currency(code):
        raise ValueError("currency")
    return code


def email_address(value: object) -> object:
    """The address in lower case, the form in which people and contacts keep it; raises ValueError if it is none."""
    if not isinstance(value, str):
        return value
    try:
        found = validate_email(value.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError("email") from None
    return found.normalized.lower()


def time_zone(value: object) -> object:
    """The name of a time zone the system knows (`Europe/Madrid`); raises ValueError otherwise."""
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value.strip()).key
    except (KeyError, ValueError, OSError):
        raise ValueError("zone") from None


def phone_number(value: str, country: str | None = None) -> str | None:
    """The number in international form (`+40758121821`); numbers without country code are read in `country`.

    None when it cannot be a telephone number there.
    """
    text = value.strip()
    if text.startswith("00"):
        text = "+" + text[2:]
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@cache
def _tax_checks(country: str) -> tuple[object, ...]:
    """The checks of a country: its VAT number, and for Spain and Italy the identifier of persons too."""
    names = {"ES": ("nif",), "IT": ("iva", "codicefiscale"), "RO": ("cf", "cnp")}.get(country, ("vat",))
    return tuple(module for name in names if (module := get_cc_module(country.lower(), name)) is not None)


def tax_id_holds(value: str, country: str | None) -> bool | None:
    """Whether the check digits of a tax identifier are right; None where the country's rule is not known."""
    checks = _tax_checks(country) if country else ()
    if not checks:
        return None
    for check in checks:
        try:
            check.validate(value)  # type: ignore[attr-defined]
        except ValidationError:
            continue
        return True
    return False
