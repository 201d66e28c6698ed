"""What happened, as one history - changes (events) and looking (activity) - and what is asked of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data.ids import is_public_id
from data.records.tables import LONGEST_SEARCH, PERIODS
from data.viewer import Invalid
from integrations.language import _

# kind -> the kinds of activity in it, and the verbs of events; None: every other verb
KINDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...] | None]] = {
    "signed_in": (("sign_in", "sign_in_failed", "code_asked", "sign_out"), ()),
    "looked": (("page",), ()),
    "opened": (("document_opened",), ()),
    "downloaded": (("document_downloaded", "exported", "calendar_taken"), ()),
    "searched": (("searched",), ()),
    "refused": (("refused",), ()),
    "answered": ((), ("accepted", "declined")),
    "changed": ((), None),
    "imported": ((), ("imported",)),
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class HappeningQuestion:
    """What a history is asked for. Days are inclusive, in the company's zone; `person` and `site` are public ids.

    `staff`: also what our own people did, looking as a client, and what robots and scanners did.
    """

    search: str = ""
    kind: str = ""
    person: str = ""
    site: str = ""
    period: str = ""
    first: date | None = None
    last: date | None = None
    staff: bool = False

    def written(self) -> dict[str, str]:
        """As it stands in an address."""
        values = {
            "q": self.search, "kind": self.kind, "person": self.person, "site": self.site, "period": self.period,
            "from": self.first.isoformat() if self.first else "", "to": self.last.isoformat() if self.last else "",
            "staff": "1" if self.staff else "",
        }  # fmt: skip
        return {name: value for name, value in values.items() if value}


NOTHING_ASKED = HappeningQuestion()


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. `what` is the event's verb or the activity's kind, `source` "event" or "activity".

    `noun`, `record` and `name` tell the record it was about, by public id and by number or title; `path` where somebody
    looked. `staff`: one of our own people did it; `acting` names who did it looking as `person`; `automatic`: a robot.
    `changes` are the columns that were edited, with what stood there before and after.
    """

    source: str
    id: int
    at: datetime
    what: str
    person: str | None
    staff: bool
    acting: str | None
    automatic: bool
    client: str | None
    client_name: str | None
    site_name: str | None
    noun: str | None
    record: str | None
    name: str | None
    path: str | None
    method: str | None
    result: str | None
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HappeningPerson:
    """Somebody who may be asked for."""

    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class History:
    """A page of a history, newest first; `following` is where the next page goes on."""

    found: tuple[Happening, ...]
    question: HappeningQuestion
    first: bool
    following: str | None
    people: tuple[HappeningPerson, ...] = ()
    sites: tuple[HappeningPerson, ...] = ()


def read_happenings(query: Mapping[str, str]) -> HappeningQuestion:
    """The question an address asks. Raises Invalid for a value that makes no sense."""
    search = query.get("q", "").strip().replace("\x00", "")
    if len(search) > LONGEST_SEARCH:
        raise Invalid(_("Please search for fewer than %(n)s characters.") % {"n": LONGEST_SEARCH}, "q")
    kind, period = query.get("kind", ""), query.get("period", "")
    person, site = query.get("person", ""), query.get("site", "")
    for name, value, known in (
        ("kind", kind, kind in KINDS), ("period", period, period in PERIODS),
        ("person", person, is_public_id(person)), ("site", site, is_public_id(site)),
    ):  # fmt: skip
        if value and not known:
            raise Invalid(_("This list does not know that value of “%(name)s”.") % {"name": name}, name)
    return HappeningQuestion(
        search, kind, person, site, period, _day(query, "from"), _day(query, "to"), query.get("staff") == "1"
    )


def _day(query: Mapping[str, str], name: str) -> date | None:
    told = query.get(name, "")
    if not told:
        return None
    try:
        if not _DAY.fullmatch(told):
            raise ValueError
        return date.fromisoformat(told)
    except ValueError as error:
        raise Invalid(_("“%(name)s” needs a date such as 2026-12-31.") % {"name": name}, name) from error
