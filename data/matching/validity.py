"""Until when a paper says that it is valid, in four languages. Two answers are none."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from integrations.written_dates import read_date

_SAID = re.compile(
    r"(?:valid (?:until|through|to)|expires on|expiry date|v[áa]lid[oa] hasta|validez hasta|caduca el"
    r"|fecha de caducidad|valid[oa] (?:fino )?al?|scade il|data di scadenza|valabil[ăa]? p[âa]n[ăa] la(?: data de)?"
    r"|expir[ăa] la)"
    r"\s*:?\s*(?:el |il |la )?(?P<date>\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}"
    r"|\d{1,2}\.? (?:de )?[^\W\d_]{3,12}\.?,? (?:de |del )?\d{4}|[^\W\d_]{3,12} \d{1,2},? \d{4})",
    re.IGNORECASE,
)


def valid_until(words: str) -> date | None:
    """The one day that follows such words, day before month; None where none does, or several do.

    >>> valid_until("Válido hasta\\n21 de septiembre de 2027")
    datetime.date(2027, 9, 21)
    """
    found = set()
    for told in _SAID.finditer(words):
        written = " ".join(told["date"].split())
        with suppress(ValueError):
            found.add(read_date(written, "ymd" if written[:4].isdigit() else "dmy"))
    return found.pop() if len(found) == 1 else None
