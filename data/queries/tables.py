"""The engine behind every table: from one description and a checked question to rows, counts and exports.

A statement is put together from constant fragments of the description, chosen by the question; every value is bound.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, TextClause, text
from sqlalchemy.orm import Session

from data.database import transaction
from data.queries import slices
from data.queries.columns import begin_list
from data.queries.company import company
from data.queries.scope import patterns
from data.queries.surroundings import PLAN_FOR_THESE_VALUES, documents_of
from data.records.scope import Scope
from data.records.shared import Listed, Slice, builder
from data.records.tables import NO_CHIPS, NOTHING_ASKED, Chips, KindChoice, Question, Shape, period_days
from data.search import BEGINS, beginnings, plain_pattern, sql_folded
from data.viewer import Viewer

R = TypeVar("R", bound=Listed)
EXPORT_SECONDS = 120
EXPORT_BATCH = 1000
PLACE = ("client", "site")
MOST_STATEMENTS = 1000  # of one table, kept
_ROOM = text("set local work_mem = '32MB'")
_TODAY = text("select portal.today()")
_KINDS = text("select code, names from kinds where noun = :noun order by position, code")
_ENDLESS = date(9999, 12, 30)  # listed_on of what has no day yet is a day later


@dataclass(frozen=True)
class SortKey:
    """An order people may choose; the expression reads the table as `t`. `nullable`: rows without one come last.

    `join`: it reads `p`, which is joined; its own order (`{way}`) lets a page be found by walking along it. `absent` is
    then true of rows it joins nothing to.
    """

    expression: str
    type: str = "text"
    nullable: bool = False
    join: str = ""
    absent: str = ""


_CLIENT = SortKey(
    "p.words", join="(select c.id, left(c.search_text, 200) as words from clients c order by 2 {way}) p "
    "on p.id = t.client_id",
)  # fmt: skip
_SITE = SortKey(
    "p.words", nullable=True, absent="t.site_id is null",
    join="(select s.id, s.client_id, left(s.search_text, 200) as words from sites s order by 2 {way}) p "
    "on p.client_id = t.client_id and p.id = t.site_id",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Table(Generic[R]):
    """One table. Its expressions read the relation as `t`; `rows` joins what a record shows to `page`.

    `usual` is the sort key of the usual order, with a minus when descending. `standing` says how a row stands;
    `standing_is` says the same standing by standing, in conditions that an index can answer.
    """

    noun: str
    record: type[R]
    relation: str
    rows: str
    sorts: Mapping[str, SortKey]
    usual: str
    shown: str = ""  # beyond being published
    standing: str = ""
    standings: tuple[str, ...] = ()
    standing_is: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    kinds: tuple[str, ...] = ()
    day: str = ""
    due: str = ""
    amount: str = ""
    in_cents: bool = False  # the amount is a whole number of cents
    number: str = ""
    subject: str = ""
    document: bool = True  # each row gets its newest document
    _made: dict[tuple[Any, ...], TextClause] = field(default_factory=dict, repr=False)

    @cached_property
    def shape(self) -> Shape:
        """What may be asked of it."""
        return Shape(
            self.noun, tuple(self.orders), self.usual, self.standings, self.kinds, bool(self.kind), bool(self.day),
            bool(self.due), bool(self.amount), bool(self.number), bool(self.subject),
        )  # fmt: skip

    @cached_property
    def orders(self) -> Mapping[str, SortKey]:
        """Every order there is: the table's own, by client and site, and by how records stand."""
        ranks = ", ".join(f"'{code}'" for code in self.standings)
        rank = SortKey(f"array_position(array[{ranks}], {self.standing})", "numeric", nullable=True)
        return {**self.sorts, "client": _CLIENT, "site": _SITE, **({"state": rank} if self.standing else {})}

    def sorted_by(self, question: Question) -> tuple[SortKey, bool]:
        """The sort key and whether it descends."""
        wanted = question.sort or self.usual
        return self.orders[wanted.removeprefix("-")], wanted.startswith("-")

    def conditions(self, question: Question = NOTHING_ASKED) -> dict[str, str]:
        """Every condition there can be, by the name of its value."""
        found = {
            "client": "t.client_id = :client", "site": "t.site_id = :site",
            "beginnings": BEGINS.format("t"),
            "words": "t.search_text like all (cast(:words as text[]))",
        }  # fmt: skip
        for name, expression in (("first", self.day), ("due_first", self.due)):
            found[name] = f"{expression} >= :{name}"
        for name, expression in (("last", self.day), ("due_last", self.due)):
            found[name] = f"{expression} <= :{name}"
        for name, sign in (("least", ">="), ("most", "<=")):
            value = f"cast(cast(:{name} as numeric) * 100 as bigint)" if self.in_cents else f":{name}"
            found[name] = f"{self.amount} {sign} {value}"
        found["among"] = "t.id = any (cast(:among as bigint[]))"
        found["standings"] = f"{self.standing} = any (cast(:standings as text[]))"
        if self.standing_is and question.standings:
            asked = [f"({self.standing_is[code]})" for code in self.standings if code in question.standings]
            found["standings"] = f"({' or '.join(asked)})"
        found["number"] = f"{sql_folded(self.number)} like :number"
        found["subject"] = f"{sql_folded(self.subject)} like :subject"
        found["kinds"] = f"{self.kind} = any (cast(:kinds as text[]))"
        return found

    def _standing_code(self) -> str:
        """How a row stands; from the conditions where there are some, which need no call of a function."""
        if not self.standing_is:
            return self.standing or "cast(null as text)"
        return "case " + " ".join(f"when {test} then '{code}'" for code, test in self.standing_is.items()) + " end"

    def names_of(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """The conditions these values belong to, in one order."""
        return tuple(name for name in self.conditions() if name in values)

    def _where(self, names: tuple[str, ...], question: Question, join: str = "") -> str:
        fragments = self.conditions(question)
        published = "t.published_at is not null and t.withdrawn_at is null"
        parts = [part for part in (published, self.shown, *(fragments[name] for name in names)) if part]
        return f"from {self.relation} t {join} where " + " and ".join(parts)

    def _statement(self, made: tuple[Any, ...], write: Callable[[], str]) -> TextClause:
        """The statement for these choices, written once while there are not too many of them."""
        if made not in self._made:
            if len(self._made) >= MOST_STATEMENTS:
                self._made.clear()
            self._made[made] = text(write())
        return self._made[made]

    def select_rows(self, names: tuple[str, ...], question: Question, going_on: str, limited: bool) -> TextClause:
        """The rows of a page: the page first, everything else is looked up for its rows alone.

        `going_on` says where it starts: "" at the first row, "value" after a sort key, "null" among rows without one.
        """
        key, descending = self.sorted_by(question)

        join = ""
        if key.join and going_on == "null":
            key = SortKey(f"cast(null as {key.type})", key.type, nullable=True, absent=f" and {key.absent}")
        elif key.join:  # a page has those without one after all others (list_table), a file is read in one go
            outer = "left join" if key.absent and not limited else "join"
            join = f"{outer} {key.join.format(way='desc' if descending else 'asc')}"

        def write() -> str:
            way = ("desc" if descending else "asc") + (" nulls last" if key.nullable else "")
            return (
                f"with page as materialized (select t.id, t.client_id, {key.expression} as list_order "
                f"{self._where(names, question, join)}{self._after(key, descending, going_on)} "
                f"order by {key.expression} {way}, t.id {'desc' if descending else 'asc'}"
                f"{' limit :limit' if limited else ''})\n{self.rows}\n"
                f"order by page.list_order {way}, page.id {'desc' if descending else 'asc'}"
            )

        return self._statement(("rows", names, question.standings, question.sort, going_on, limited), write)

    def _after(self, key: SortKey, descending: bool, going_on: str) -> str:
        """The condition of a later page. A last record that is withdrawn by now is met no more: take its whole key."""
        if not going_on:
            return ""
        sign, edge = ("<", "9223372036854775807") if descending else (">", "0")
        # all inside the subselect: beside it, row security would not let an index compare with the outcome
        last = f"(select coalesce(max(x.id), {edge}) from {self.relation} x where x.public_id = :after_id)"  # noqa: S608
        if going_on == "null":
            return f"{key.absent or f' and {key.expression} is null'} and t.id {sign} {last}"
        beyond = f"({key.expression}, t.id) {sign} (cast(:after_key as {key.type}), {last})"
        if key.join:
            return f" and {key.expression} {sign}= cast(:after_key as {key.type}) and {beyond}"
        return f" and ({beyond} or {key.expression} is null)" if key.nullable else f" and {beyond}"

    def select_place(self, names: tuple[str, ...], question: Question) -> TextClause:
        """Where the record :public_id stands in an order, if the question finds it at all."""
        key, _descending = self.sorted_by(question)
        join = f"left join {key.join.format(way='asc')}" if key.join else ""
        return self._statement(
            ("place", names, question.standings, question.sort),
            lambda: (
                f"select cast({key.expression} as text) as list_key "
                f"{self._where(names, question, join)} and t.public_id = :public_id"
            ),
        )

    def select_count(self, names: tuple[str, ...], question: Question) -> TextClause:
        """How many there are, up to :counted."""
        return self._statement(
            ("count", names, question.standings),
            lambda: f"select count(*) from (select 1 {self._where(names, question)} limit :counted) x",  # noqa: S608
        )

    def select_chips(self, names: tuple[str, ...]) -> TextClause:
        """The first :counted by how they stand, whatever standing was asked for: how many, and which."""
        return self._statement(
            ("chips", names),
            lambda: (
                f"select x.standing, count(*) as records, array_agg(x.id) as ids "  # noqa: S608
                f"from (select t.id, {self._standing_code()} as standing "
                f"{self._where(names, NOTHING_ASKED)} limit :counted) x group by x.standing"
            ),
        )


def list_table(
    table: Table[R], viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[R]:
    """One page of a table in its scope. Raises Invalid for an `after` that is none of ours."""
    key, _descending = table.sorted_by(question)
    after_key, after_id = slices.read_place(after, key.type, nullable=key.nullable) if after is not None else ("", "")
    going_on = "" if after is None else "null" if after_key is None else "value"
    with transaction(slices.narrowed(viewer, scope)) as session:
        columns = begin_list(session, viewer, table.noun)
        values = asked_values(session, viewer, scope, question)
        names = table.names_of(values)
        bound = values | {
            "after_key": after_key, "after_id": after_id, "limit": slices.PAGE + 1, "counted": slices.COUNTED + 1,
            "soon": company().expiry_days,
        }  # fmt: skip
        counted = _counted(session, table, names, question, bound)
        if counted.ids is not None:  # all that meet the question are known by now
            bound, names = bound | {"among": counted.ids}, ("among", *(name for name in names if name in PLACE))
        read = session.execute(table.select_rows(names, question, going_on, True), bound)
        make, found = builder(table.record, tuple(read.keys())), list(read)
        if key.absent and going_on != "null" and len(found) <= slices.PAGE:  # the page ends among those without one
            rest = bound | {"after_id": "", "limit": bound["limit"] - len(found)}
            found += session.execute(table.select_rows(names, question, "null", True), rest)
        shown = found[: slices.PAGE]
        papers = documents_of(session, table.noun, [row.id for row in shown]) if table.document else {}
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


def export_table(table: Table[R], viewer: Viewer, scope: Scope, question: Question) -> Generator[R]:
    """Every record the question finds that may be taken away, in its order, batch by batch; close it when done.

    Raises Forbidden where nothing may.
    """
    with transaction(slices.narrowed(viewer, scope), seconds=EXPORT_SECONDS, exporting=True) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        session.execute(_ROOM)
        values = asked_values(session, viewer, scope, question)
        names = table.names_of(values)
        statement = table.select_rows(names, question, "", False)
        options = {"stream_results": True, "yield_per": EXPORT_BATCH}
        bound = values | {"soon": company().expiry_days}
        with session.execute(statement, bound, execution_options=options) as found:
            make: Callable[[Any], R] = builder(table.record, tuple(found.keys()))
            for row in found:
                yield make(row)


def select_first(table: Table[Any], viewer: Viewer, scope: Scope, question: Question, most: int) -> Sequence[Row[Any]]:
    """The first rows the question finds that may be taken away, as the table reads them. Raises Forbidden."""
    with transaction(slices.narrowed(viewer, scope), seconds=EXPORT_SECONDS, exporting=True) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        values = asked_values(session, viewer, scope, question)
        names = table.names_of(values)
        bound = values | {"soon": company().expiry_days, "limit": most}
        return session.execute(table.select_rows(names, question, "", True), bound).all()


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
    rows = session.execute(table.select_chips(others), bound).all()
    whole = sum(row.records for row in rows)
    chips = NO_CHIPS
    if table.standing:
        counts = {row.standing: row.records for row in rows if row.standing is not None}
        chips = Chips(min(whole, slices.COUNTED), whole > slices.COUNTED, counts)
    if whole <= slices.COUNTED:
        asked = [row for row in rows if not question.standings or row.standing in question.standings]
        ids = [one for row in asked for one in row.ids] if any(name not in PLACE for name in others) else None
        return _Counted(chips, sum(row.records for row in asked), ids)
    if not question.standings:
        return _Counted(chips, whole)
    return _Counted(chips, session.scalar(table.select_count(names, question), bound) or 0)


def _kinds(session: Session, table: Table[Any]) -> tuple[KindChoice, ...]:
    if not table.kind or table.kinds:
        return ()
    return tuple(KindChoice(row.code, row.names) for row in session.execute(_KINDS, {"noun": table.noun}))
