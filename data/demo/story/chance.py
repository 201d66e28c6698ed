"""Chance in the story: the same every time, so that the same story is told."""

from random import Random


def chance(of: str) -> Random:
    """The dice of one thing, known by its reference."""
    return Random(of)  # noqa: S311  (nothing here is secret)
