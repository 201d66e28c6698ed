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
