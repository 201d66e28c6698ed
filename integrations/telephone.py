"""Telephone numbers as people read them."""

from __future__ import annotations

import phonenumbers

_NBSP = "\u00a0"


def telephone(number: str) -> str:
    """An international number in its country's groups, on one line: +34 932 55 50 21. Anything else stays as it is."""
    try:
        found = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.INTERNATIONAL).replace(" ", _NBSP)


def mobile(number: str, region: str | None = None) -> str | None:
    """The number as gateways take it (E.164) when an SMS can reach it, else None; `region` reads national ones."""
    try:
        found = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if not phonenumbers.is_valid_number(found) or phonenumbers.number_type(found) not in kinds:
        return None
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def region_of(number: str) -> str | None:
    """The country of an international number, as ISO 3166 names it; None for anything else."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
