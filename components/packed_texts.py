"""Columns of texts, short: what they have in common, and how they travel (see components/packing.py)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

_LONG = 16  # digits that are no longer a whole number to a browser
_ALONE = ([""], ["", ""])  # what stands between words of a text that is one word
_WORDS = re.compile(r"([^\W_]+)")


def words_of(texts: Sequence[str]) -> tuple[list[str], list[list[str]]] | None:
    """What stands between the words of all texts, and their words by place; None unless all have the same between."""
    between = _WORDS.split(texts[0])[::2]
    if between in _ALONE:
        return None
    found = _WORDS.split("\0".join(texts))  # at once: a text from the database has no such sign
    count, each = len(texts), len(between) - 1
    if len(found) != 2 * count * each + 1:
        return None
    gaps, words = found[::2], found[1::2]
    whole = gaps[0] == between[0] and gaps[-1] == between[-1]
    whole = whole and gaps[each:-1:each].count(f"{between[-1]}\0{between[0]}") == count - 1
    if not whole or any(gaps[place::each].count(between[place]) != count for place in range(1, each)):
        return None
    return between, [words[place::each] for place in range(each)]


def joined(texts: tuple[str, ...]) -> Any:
    """A column of texts, as components/packing.py tells them."""
    whole, length = "".join(texts), len(texts[0])
    if length and whole.isascii() and set(map(len, texts)) == {length}:
        if length < _LONG and whole.isdecimal():
            numbers = [int(text) for text in texts]
            steps = [numbers[0], *[after - before for before, after in pairwise(numbers)]]
            written = "|".join([str(step) for step in steps])
            if len(written) < len(whole):
                return {"d": written, "w": length}
        return [length, whole]
    return list(texts) if "|" in whole else "|".join(texts)
