"""Text prepared for searching: what goes into `search_text`, and what a person typed, in the same folded form."""

from __future__ import annotations

import re

from integrations.lettering import fold

_JOINED = re.compile(r"[^\s,;]*\d[^\s,;]*")


def folded(*parts: object) -> str:
    """Everything a record should be found by, without accents, case and punctuation; empty parts are left out.

    Numbers are kept joined as well, so that F-2026/118 is found by `2026 118` and by `f2026118`.

    >>> folded("Școala nr. 5", None, "F-2026/118")
    'scoala nr 5 f 2026 118 f2026118'
    """
    words: list[str] = []
    joined: list[str] = []
    for part in parts:
        if part is None or part == "":
            continue
        text = str(part)
        words.append(fold(text))
        for number in _JOINED.findall(text):
            pieces = fold(number).split()
            if len(pieces) > 1:
                joined.append("".join(pieces))
    return " ".join(word for word in (*words, *joined) if word)
