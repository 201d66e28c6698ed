"""One history for staff: what was changed and what was looked at, of a client, and what clients did last."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, text

from data.database import transaction
from data.ids import is_public_id
from data.queries.company import company
from data.queries.happening_names import named
from data.queries.happening_statements import LATEST, PEOPLE, SITES, select_history
from data.queries.scope import patterns
from data.queries.surroundings import PLAN_FOR_THESE_VALUES
from data.records.happenings import KINDS, Happening, HappeningPerson, HappeningQuestion, History
from data.records.tables import period_days
from data.session import Session
from data.viewer import Forbidden, Invalid, NotFound, Permission, Viewer
from integrations.language import _

PAGE = 50
_CLIENT = text("select id from portal.clients where public_id = :client")
_TODAY = text("select portal.today()")
_LAST_ID = 2**63 - 1
_NAMED = tuple(verb for _kinds, verbs in KINDS.values() for verb in verbs or ())
_PLACE = re.compile(r"([ea])([0-9]{1,18})\.([0-9]{1,17})")


def list_happenings(viewer: Viewer, client: str, question: HappeningQuestion, after: str | None = None) -> History:
    """A page of a client's history. Raises Forbidden for anybody but staff, NotFound, Invalid for a wrong `after`."""
    with _entered(viewer, client) as (session, client_id):
        people = session.execute(PEOPLE, {"client": client_id}).all()
        sites = session.execute(SITES, {"client": client_id}).all()
        asked = _Asked(session, client_id, question, people, sites)
        rows = asked.rows(session, after, PAGE + 1)
        found = named(session, rows[:PAGE])
    following = _write_place(rows[PAGE - 1]) if len(rows) > PAGE else None
    return History(
        found, question, after is None, following, tuple(HappeningPerson(one.public_id, one.name) for one in people),
        tuple(HappeningPerson(one.public_id, one.name) for one in sites),
    )  # fmt: skip


def every_happening(viewer: Viewer, client: str, question: HappeningQuestion, most: int) -> Iterator[Happening]:
    """The history for a file, newest first, up to `most`. Raises as `list_happenings`."""
    with _entered(viewer, client, seconds=120) as (session, client_id):
        people = session.execute(PEOPLE, {"client": client_id}).all()
        asked = _Asked(session, client_id, question, people, session.execute(SITES, {"client": client_id}).all())
        after, left = None, most
        while left > 0:
            rows = asked.rows(session, after, min(1000, left))
            yield from named(session, rows)
            left -= len(rows)
            if len(rows) < 1000:
                return
            after = _write_place(rows[-1])


def latest_of_each(viewer: Viewer, most: int) -> tuple[Happening, ...]:
    """What clients' people did last, one line for each. Raises Forbidden for anybody but staff."""
    if not viewer.may(Permission.SEE_CLIENTS):
        raise Forbidden
    with transaction(viewer) as session:
        rows = session.execute(LATEST, {"limit": most}).all()
        return named(session, rows)


@contextmanager
def _entered(viewer: Viewer, client: str, seconds: int | None = None) -> Iterator[tuple[Session, int]]:
    """A transaction of staff, and the inner id of the client it is about."""
    if not viewer.may(Permission.SEE_CLIENTS):
        raise Forbidden
    with transaction(viewer, seconds=seconds) as session:
        client_id = session.execute(_CLIENT, {"client": client}).scalar() if is_public_id(client) else None
        if client_id is None:
            raise NotFound
        session.execute(PLAN_FOR_THESE_VALUES)
        yield session, client_id


class _Asked:
    """A question with its values, ready for page after page."""

    def __init__(self, session: Session, client: int, question: HappeningQuestion, people: Sequence[Row[Any]],
                 sites: Sequence[Row[Any]]) -> None:  # fmt: skip
        self.values: dict[str, Any] = {"client": client, "people": [one.id for one in people]}
        kinds, verbs = KINDS[question.kind] if question.kind else ((), None)
        self.events: list[str] | None = ["client"]
        self.activity: list[str] | None = [] if question.staff else ["clients"]
        if question.kind and verbs == ():
            self.events = None
        elif question.kind == "imported":
            self.events.append("imports")
        elif verbs:
            self._ask("verbs", list(verbs), activity=False)
        elif question.kind:
            self._ask("other", list(_NAMED), activity=False, name="named")
            self.events.append("usual")
        else:
            self.events.append("usual")
        if kinds:
            self._ask("kinds", list(kinds), events=False)
        elif question.kind:
            self.activity = None
        if question.person:
            self._ask("person", _id_of(question.person, people))
        if question.site:
            self._ask("site", _id_of(question.site, sites))
        self._ask_days(session, question)
        if question.search:
            self._ask("words", patterns(question.search))
            plain = [f"%{_escaped(word)}%" for word in question.search.lower().split()[:8]]
            self.values["plain"] = plain or ["%"]

    def _ask(self, condition: str, value: Any, *, events: bool = True, activity: bool = True, name: str = "") -> None:
        self.values[name or condition] = value
        if events and self.events is not None:
            self.events.append(condition)
        if activity and self.activity is not None:
            self.activity.append(condition)

    def _ask_days(self, session: Session, question: HappeningQuestion) -> None:
        first, last = question.first, question.last
        if question.period:
            start, end = period_days(question.period, session.execute(_TODAY).scalar_one())
            first, last = max(first or start, start), min(last or end, end)
        zone = ZoneInfo(company().zone)
        if first:
            self._ask("first", datetime.combine(first, time(), zone))
        if last:
            self._ask("last", datetime.combine(last + timedelta(days=1), time(), zone))

    def rows(self, session: Session, after: str | None, limit: int) -> Sequence[Row[Any]]:
        """The rows from a place on."""
        if self.events is None and self.activity is None:
            return ()
        values = self.values | {"limit": limit}
        more: tuple[str, ...] = ()
        if after is not None:
            values |= _read_place(after)
            more = ("after",)
        events = (*self.events, *more) if self.events is not None else None
        activity = (*self.activity, *more) if self.activity is not None else None
        return session.execute(select_history(events, activity), values).all()


def _id_of(public_id: str, known: Sequence[Row[Any]]) -> int:
    """The inner id; that of nobody and nothing for an unknown one."""
    return next((one.id for one in known if one.public_id == public_id), 0)


def _escaped(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)


def _write_place(row: Row[Any]) -> str:
    at: datetime = row.at
    micros = int(at.timestamp()) * 1_000_000 + at.microsecond
    return f"{row.source[0]}{row.id}.{micros}"


def _read_place(after: str) -> dict[str, Any]:
    """Where each half goes on: of one moment all events come before all activity."""
    found = _PLACE.fullmatch(after)
    if found is None:
        raise Invalid(_("This address of a list is incomplete. Please start from its first page."))
    source, last, micros = found[1], int(found[2]), int(found[3])
    at = datetime.fromtimestamp(micros // 1_000_000, UTC) + timedelta(microseconds=micros % 1_000_000)
    if source == "e":
        return {"at": at, "event": last, "activity": _LAST_ID}
    return {"at": at, "event": 0, "activity": last}
