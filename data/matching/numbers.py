"""Numbers in a file's name and text: everything that could be one, as it is compared with the numbers of records."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass

_ATOM = re.compile(r"[^\W_]+")
_SIGNS = str.maketrans("", "", " -/._")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"\u00a0": " ", "\u202f": " ", "\u00ad": None})
_BETWEEN = frozenset({"", " ", "-", "/", ".", "_", " - ", " / ", "- ", "/ ", ". "})
_TIGHT = frozenset("-/.")  # what ties a part to its number
MOST_PARTS = 6
SHORTEST, LONGEST = 4, 40
PLAIN_DIGITS = 6  # fewer of nothing but digits are a year, a postcode, an amount


@dataclass(frozen=True, slots=True)
class Number:
    """Something that could be a number: its key, and where it stands."""

    key: str
    start: int
    end: int


def key_of(number: str) -> str:
    """A number as it is compared: `translate(lower(number), ' -/._', '')` in the database.

    >>> key_of("F-2026/0118")
    'f20260118'
    """
    return number.lower().translate(_SIGNS)


def numbers_in(text: str) -> tuple[Number, ...]:
    """Everything with a digit in it that could be a number, also when its parts stand apart; never a part of one.

    >>> [one.key for one in numbers_in("F-2026-118, page 1")]
    ['f2026118']
    """
    return tuple(_numbers(unicodedata.normalize("NFKC", text).translate(_DASHES)))


def _numbers(text: str) -> Iterator[Number]:
    atoms = [(found.start(), found.end()) for found in _ATOM.finditer(text)]
    for first, (start, _end) in enumerate(atoms):
        if first and _tied(text, atoms[first - 1], start, before=True):
            continue
        for last in range(first, min(first + MOST_PARTS, len(atoms))):
            if last > first and text[atoms[last - 1][1] : atoms[last][0]] not in _BETWEEN:
                break
            end = atoms[last][1]
            if last + 1 < len(atoms) and _tied(text, atoms[last + 1], end, before=False):
                continue
            key = key_of(text[start:end].replace("_", ""))  # a file name may have one where its number has a slash
            if SHORTEST <= len(key) <= LONGEST and any(sign.isdigit() for sign in key):
                yield Number(key, start, end)


def _tied(text: str, other: tuple[int, int], edge: int, *, before: bool) -> bool:
    """Whether the neighbour belongs to the number: tied to it by a sign, and not simply a word such as `signed`."""
    gap = text[other[1] : edge] if before else text[edge : other[0]]
    if gap not in _TIGHT:
        return False
    word = text[other[0] : other[1]]
    if gap == "." and not before and word.lower() == "pdf":
        return False
    return not (word.isalpha() and len(word) > SHORTEST)


def longest(numbers: tuple[Number, ...], known: Set[str]) -> frozenset[str]:
    """Of the known numbers those that are no part of a longer known one at the same place."""
    met = [one for one in numbers if one.key in known]
    return frozenset(
        one.key for one in met
        if not any(o.start <= one.start and o.end >= one.end and o.end - o.start > one.end - one.start for o in met)
    )  # fmt: skip


def is_weak(key: str) -> bool:
    """Whether a number is nothing but digits: it may stand in a text by chance."""
    return key.isdigit()
