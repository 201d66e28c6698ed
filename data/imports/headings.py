"""What other programs call our fields, in four languages: how the kind of a table is told from its headings."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from data.imports.schemas import KINDS
from integrations.spreadsheets import heading_key

_FILE = Path(__file__).with_name("headings.toml")


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _split(words: str) -> tuple[str, ...]:
    return tuple(heading_key(word) for word in words.split(","))


@cache
def own_words(kind: str) -> dict[str, tuple[str, ...]]:
    """Field → headings that mean it in this kind alone."""
    return {name: _split(words) for name, words in _words()["only"].get(kind, {}).items()}


@cache
def common_words() -> dict[str, tuple[str, ...]]:
    """Field → headings that mean it anywhere."""
    return {name: _split(words) for name, words in _words()["anywhere"].items()}


@cache
def kind_names(kind: str) -> frozenset[str]:
    """What a file of this kind may be called."""
    return frozenset(_split(_words()["kinds"][kind]))


@cache
def expected_headings() -> frozenset[str]:
    """All headings that are known at all: they tell the row of headings from titles above it."""
    known = {name for model in KINDS.values() for name in model.model_fields}
    known |= {word for words in common_words().values() for word in words}
    return frozenset(
        known | {word for kind in _words()["only"] for words in own_words(kind).values() for word in words}
    )


def value_meant(text: str, allowed: Iterable[str]) -> str:
    """Which of the allowed values a program's word stands for; empty if none of them does."""
    key = heading_key(text)
    for value in allowed:
        if key == heading_key(value) or key in _split(_words()["values"].get(value, "")):
            return value
    return ""
