"""What a search over everything finds: a few records of each noun, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.search import one_word
from data.viewer import Invalid
from integrations.language import _

SHOWN = 5  # records of a noun
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A record that was found. `noun` is singular (`site` and `client` are places), `title` its number or name.

    `kind_names` are those of its kind, `exact` says that its number is just what was asked for.
    """

    noun: str
    public_id: str
    title: str
    exact: bool
    text: str | None = None
    kind_names: Mapping[str, str] | None = None
    standing: str | None = None
    day: date | None = None
    amount: Decimal | None = None
    currency: str | None = None
    client_name: str | None = None
    site_name: str | None = None
    media_type: str | None = None  # of a document


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """The best few of a noun; `total` counts all, `capped` when there are more than that."""

    noun: str
    records: tuple[Found, ...]
    total: int
    capped: bool = False

    @property
    def exact(self) -> bool:
        """Whether a number is just what was asked for."""
        return any(one.exact for one in self.records)


@dataclass(frozen=True, slots=True)
class FoundEverywhere:
    """What a search found, those with the very number first, else in the order of the navigation."""

    search: str
    groups: tuple[FoundGroup, ...]

    @property
    def total(self) -> int:
        """All that was found; at least so many when `capped`."""
        return sum(group.total for group in self.groups)

    @property
    def capped(self) -> bool:
        """Whether some of it was not counted to its end."""
        return any(group.capped for group in self.groups)


def read_search(text: str) -> str:
    """What somebody typed, fit to be asked and shown again; "" when there is no letter or digit in it to look for.

    Raises Invalid for a text that is longer than any search.
    """
    text = " ".join(text.replace("\x00", "").encode("utf-8", "replace").decode().split())
    if len(text) > LONGEST:
        raise Invalid(_("Please search for fewer than %(n)s characters.") % {"n": LONGEST}, "q")
    return text


def has_words(search: str) -> bool:
    """Whether there is a letter or digit to look for."""
    return bool(one_word(search))
