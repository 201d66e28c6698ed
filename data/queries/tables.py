"""The engine behind every table: from its description and a checked question to rows, counts and exports."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Row, text

from data.database import transaction
from data.queries import slices
from data.queries.columns import begin_list
from data.queries.company import company
from data.queries.scope import patterns
from data.queries.surroundings import PLAN_FOR_THESE_VALUES, documents_of
from data.queries.table_statements import Table
from data.records.scope import Scope
from data.records.shared import Listed, Slice, builder
from data.records.tables import NO_CHIPS, NOTHING_ASKED, Chips, KindChoice, Question, period_days
from data.search import beginnings, plain_pattern
from data.session import Session
from data.viewer import Viewer

R = TypeVar("R", bound=Listed)
EXPORT_SECONDS = 120
EXPORT_BATCH = 1000
PLACE = ("client", "site")
_ROOM = text("set local work_mem = '32MB'")
_TODAY = text("select portal.today()")
_KINDS = text("select code, names from kinds where noun = :noun order by position, code")
_ENDLESS = date(9999, 12, 30)  # listed_on of what has no day yet is a day later


def list_table(
    table: Table[R], viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[R]:
    """One page of a table in its scope. Raises Invalid for an `after` that is none of ours."""
    key, _descending = table.sorted_by(question)
    after_key, after_id = slices.read_place(after, key.type, nullable=key.nullable) if after is not None else ("", "")
    going_on = "" if after is None else "null" if after_key is None else "value"
    with transaction(slices.narrowed(viewer, scope)) as session:
        values = asked_values(session, viewer, scope, question)
        names = table.names_of(values)
        columns = begin_list(session, viewer, table.noun, plans=_plans(table, names, question))
        bound = values | {
            "after_key": after_key, "after_id": after_id, "limit": slices.PAGE + 1, "counted": slices.COUNTED + 1,
            "soon": company().expiry_days,
        }  # fmt: skip
        counted = _counted(session, table, names, question, bound)
        if counted.ids is not None:  # all that meet the question are known by now
            bound, names = bound | {"among": counted.ids}, ("among", *(name for name in names if name in PLACE))
        parts = _parts(table, names, question, going_on, after_key)
        make, found = _read(session, table, parts, bound)
        shown = found[: slices.PAGE]
        ids = [row.id for row in shown] if table.document else []
        papers = documents_of(session, table.noun, ids, values.get("client"))
        kinds = _kinds(session, table)
    if table.document:
        records = tuple(make(row, document=next(iter(papers.get(row.id, ())), None)) for row in shown)
    else:
        records = tuple(make(row) for row in shown)
    last = shown[-1] if len(found) > slices.PAGE else None
    following = slices.write_place(last.list_key, last.public_id) if last is not None else None
    total, capped = min(counted.total, slices.COUNTED), counted.total > slices.COUNTED
    return Slice(
        records, following, total, capped, after is None, table.shape, question, counted.chips, kinds,
        after=after or "", columns=columns,
    )  # fmt: skip


def _plans(table: Table[Any], names: tuple[str, ...], question: Question) -> str:
    """How the statements of a list are planned: a whole list has one good plan, which is found once and kept; the best
    way to what somebody is looking for depends on what that is."""
    whole = all(name in PLACE for name in names) and not table.sorted_by(question)[0].join
    whole = whole and not question.sort.endswith("state")
    return "auto" if whole and table.alike else "force_custom_plan"


_Part = tuple[tuple[str, ...], Question, str, Mapping[str, Any]]


def _parts(
    table: Table[Any], names: tuple[str, ...], question: Question, going_on: str, after_key: str | None
) -> Iterator[_Part]:
    """The statements that find a page's rows one after the other, each as far as the page is not full."""
    if table.standing_is and question.sort.endswith("state") and "among" not in names:
        named = tuple(dict.fromkeys((*names, "standings")))
        for one in table.in_turn(question, after_key or None):
            yield named, one, going_on, {}
            going_on = ""
        return
    yield names, question, going_on, {}
    if table.sorted_by(question)[0].lacks and going_on != "null":
        yield names, question, "null", {"after_id": ""}


def _read(
    session: Session, table: Table[R], parts: Iterable[_Part], bound: Mapping[str, Any]
) -> tuple[Callable[..., R], list[Row[Any]]]:
    """One row more than a page shows, if there are so many, and what makes records of them."""
    found: list[Row[Any]] = []
    make: Callable[..., R] = table.record
    for names, question, going_on, values in parts:
        rest = {**bound, **values, "limit": slices.PAGE + 1 - len(found)}
        # a plan for any client walks along the order as long as it does not know how little is read of the many, and
        # one for all clients only if it does
        limit = ":limit" if found or "client" in names else slices.PAGE + 1
        read = session.execute(table.select_rows(names, question, going_on, limit), rest)
        found += read
        make = builder(table.record, tuple(read.keys()))
        if len(found) > slices.PAGE:
            break
    return make, found


def export_table(table: Table[R], viewer: Viewer, scope: Scope, question: Question) -> Generator[R]:
    """Every record the question finds that may be taken away, in its order, batch by batch; close it when done.

    Raises Forbidden where nothing may.
    """
    with transaction(slices.narrowed(viewer, scope), seconds=EXPORT_SECONDS, exporting=True) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        session.execute(_ROOM)
        values = asked_values(session, viewer, scope, question)
        names = table.names_of(values)
        statement = table.select_rows(names, question, "", 0)
        with session.stream(statement, values | {"soon": company().expiry_days}, EXPORT_BATCH) as (columns, found):
            make: Callable[[Any], R] = builder(table.record, columns)
            for row in found:
                yield make(row)


def select_first(table: Table[Any], viewer: Viewer, scope: Scope, question: Question, most: int) -> Sequence[Row[Any]]:
    """The first rows the question finds that may be taken away, as the table reads them. Raises Forbidden."""
    with transaction(slices.narrowed(viewer, scope), seconds=EXPORT_SECONDS, exporting=True) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        values = asked_values(session, viewer, scope, question)
        names = table.names_of(values)
        bound = values | {"soon": company().expiry_days, "limit": most}
        return session.execute(table.select_rows(names, question, "whole", ":limit"), bound).all()


def asked_values(session: Session, viewer: Viewer, scope: Scope, question: Question) -> dict[str, Any]:
    """The values to bind, by the condition each belongs to; what is not asked is left out."""
    period = period_days(question.period, session.execute(_TODAY).scalar_one()) if question.period else (None, None)
    first = max((day for day in (question.first, period[0]) if day), default=None)
    last = min((day for day in (question.last, period[1]) if day), default=None)
    if first is not None or last is not None:
        last = min(last or _ENDLESS, _ENDLESS)  # what has no day yet is in no range
    values = {
        # row security knows the client too; said here, the planner knows how many records that client has
        "client": scope.client.id if scope.client else viewer.client_id,
        # who has one site only also reads what belongs to no site, if they may
        "site": scope.site.id if scope.site and not scope.alone else None,
        # a client's own records are read through; among those of all clients an index finds words by their beginnings
        "words": patterns(question.search) if question.search and not viewer.is_staff else None,
        "beginnings": beginnings(question.search) if viewer.is_staff else None,
        "standings": list(question.standings) or None, "kinds": list(question.kinds) or None,
        "first": first, "last": last, "due_first": question.due_first, "due_last": question.due_last,
        "least": question.least, "most": question.most,
        "number": plain_pattern(question.number) if question.number else None,
        "subject": plain_pattern(question.subject) if question.subject else None,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class _Counted:
    """What was found before the page is read: chips, the number of records up to one more than COUNTED, and, where
    these are all there are and looking for them again would cost as much, their ids."""

    chips: Chips
    total: int
    ids: list[int] | None = None


def _counted(
    session: Session, table: Table[Any], names: tuple[str, ...], question: Question, bound: Mapping[str, Any]
) -> _Counted:
    others = tuple(name for name in names if name != "standings")
    narrower = any(name not in PLACE for name in others)
    rows = session.execute(table.select_chips(others, which=narrower), bound).all()
    whole = sum(row.records for row in rows)
    chips = NO_CHIPS
    if table.standing:
        counts = {row.standing: row.records for row in rows if row.standing is not None}
        chips = Chips(min(whole, slices.COUNTED), whole > slices.COUNTED, counts)
    if whole <= slices.COUNTED:
        asked = [row for row in rows if not question.standings or row.standing in question.standings]
        ids = [one for row in asked for one in row.ids] if narrower else None
        return _Counted(chips, sum(row.records for row in asked), ids)
    if not question.standings:
        return _Counted(chips, whole)
    return _Counted(chips, session.scalar(table.select_count(names, question), bound) or 0)


def _kinds(session: Session, table: Table[Any]) -> tuple[KindChoice, ...]:
    if not table.kind or table.kinds:
        return ()
    return tuple(KindChoice(row.code, row.names) for row in session.execute(_KINDS, {"noun": table.noun}))


def document_kinds(viewer: Viewer) -> tuple[KindChoice, ...]:
    """The kinds a document may be of, in the company's order."""
    with transaction(viewer) as session:
        return tuple(KindChoice(row.code, row.names) for row in session.execute(_KINDS, {"noun": "document"}))
