"""Text prepared for searching: what goes into `search_text`, and what a person typed, in the same folded form."""

from __future__ import annotations

import re
from functools import lru_cache

from integrations.lettering import fold

_DIGIT = re.compile(r"\d")
_JOINED = re.compile(r"[^\s,;]*\d[^\s,;]*")


# the letters of our languages with a mark, capital and small, and those without
_MARKED = "áàâãäåăąçćčďéèêëęěíìîïłľñńňóòôõöőøřśšșşťțţúùûüůűýÿžźż"
_PLAIN = "aaaaaaaacccdeeeeeeiiiillnnnooooooorssssttt" + "uuuuuuyyzzz"


def one_word(words: str) -> str:
    """What a person typed as one word: how a number is compared, whatever signs stand in it.

    >>> one_word(" f-2026 / 118")
    'f2026118'
    """
    return "".join(fold(words[:200]).split())


def sql_folded(expression: str) -> str:
    """SQL for a text without case and accents, signs as they are; `plain_pattern` is what it is compared with.

    Letters are looked up only in texts that have some beyond ASCII, which takes longer than all the rest.
    """
    looked_up = f"translate(lower({expression}), '{_MARKED + _MARKED.upper()}', '{_PLAIN + _PLAIN}')"
    return f"case when octet_length({expression}) = length({expression}) then lower({expression}) else {looked_up} end"


def plain_pattern(typed: str) -> str:
    """A LIKE pattern for what contains these words as they were typed, case and accents aside."""
    plain = typed.lower().translate(str.maketrans(_MARKED, _PLAIN))
    return "%" + plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


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
        if _DIGIT.search(text):
            joined += _joined(text)
    return " ".join(word for word in (*words, *joined) if word)


@lru_cache(maxsize=50_000)
def _joined(text: str) -> tuple[str, ...]:
    """The numbers of a text that are several words, as one word each."""
    pieces = (fold(number).split() for number in _JOINED.findall(text))
    return tuple("".join(several) for several in pieces if len(several) > 1)


# A record with words that begin so: the condition that the indexes of words answer (0004_speed.sql). `{}` is the name
# of the table, the value is what `beginnings` makes. Parsed on both sides: serials such as 2e7abc are taken apart.
BEGINS = "to_tsvector('simple', {}.search_text) @@ to_tsquery('simple', :beginnings)"


def beginnings(search: str) -> str | None:
    """A search for words by their beginnings, all of which must be met; None where there is no word in it.

    This is how the records of all clients are searched: an index answers it among millions, which it cannot do for
    letters inside of words.

    >>> beginnings("Școala F-2026/118")
    "'scoala':* & 'f':* & '2026':* & '118':*"
    """
    return " & ".join(f"'{word}':*" for word in fold(search[:200]).split()[:8]) or None
