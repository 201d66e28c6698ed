"""What a table is: its description, and the statements that are put together from it.

A statement is made of constant fragments of the description, chosen by the question; every value is bound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import TextClause, text

from data.records.shared import Listed
from data.records.tables import NOTHING_ASKED, Question, Shape
from data.search import BEGINS, sql_folded

R = TypeVar("R", bound=Listed)
MOST_STATEMENTS = 1000  # of one table, kept


@dataclass(frozen=True)
class SortKey:
    """An order people may choose; the expression reads the table as `t`. `nullable`: rows without one come last.

    `join`: it reads `p`, which is joined, by a foreign key, from which the planner knows how many rows there are; an
    index of its own lets a page be found by walking along it. `absent` is then true of rows it joins nothing to.
    `present` is true of rows that have a key, in words that an index knows. `computed`: no index knows it. `constant`:
    it is the same for all.
    """

    expression: str
    type: str = "text"
    nullable: bool = False
    join: str = ""
    absent: str = ""
    present: str = ""
    computed: bool = False
    constant: bool = False

    @property
    def has(self) -> str:
        """True of rows that have a key; nothing where all have one, or the join sees to it."""
        seen = self.nullable and not (self.join or self.computed)
        return self.present or (f"{self.expression} is not null" if seen else "")

    @property
    def lacks(self) -> str:
        """True of rows without a key where they are a page's last part, asked for by a statement of their own: that is
        how an index is followed, which has them first where we have them last."""
        if self.present:
            return f"not ({self.present})"
        return self.absent or (f"{self.expression} is null" if self.has else "")

    @property
    def whole(self) -> str:
        """The key of every row, null for those that lack it."""
        return f"case when {self.present} then {self.expression} end" if self.present else self.expression


_CLIENT = SortKey("left(p.search_text, 200)", join="clients p on p.id = t.client_id")
_SITE = SortKey(
    "left(p.search_text, 200)", nullable=True, absent="t.site_id is null",
    join="sites p on p.client_id = t.client_id and p.id = t.site_id",
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
    alike: bool = True  # what is the best plan for one client is the best for all
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
        rank = SortKey(f"array_position(array[{ranks}], {self.standing})", "numeric", nullable=True, computed=True)
        if self.standing_is:  # no call of a function for each row
            cases = (f"when {test} then {place}" for place, test in enumerate(self.standing_is.values(), start=1))
            rank = SortKey(f"case {' '.join(cases)} end", "numeric", nullable=True, computed=True)
        return {**self.sorts, "client": _CLIENT, "site": _SITE, **({"state": rank} if self.standing else {})}

    def sorted_by(self, question: Question) -> tuple[SortKey, bool]:
        """The sort key and whether it descends."""
        wanted = question.sort or self.usual
        if self.standing_is and wanted.endswith("state") and len(question.standings) == 1:  # then all have the same key
            place = self.standings.index(question.standings[0]) + 1
            return SortKey(f"cast({place} as numeric)", "numeric", constant=True), wanted.startswith("-")
        return self.orders[wanted.removeprefix("-")], wanted.startswith("-")

    def in_turn(self, question: Question, after: str | None) -> tuple[Question, ...]:
        """The questions that find, one after the other, what the question finds in the order of how records stand: each
        is answered by an index. From the key on that stands at the end of the page before."""
        codes = [code for code in self.standings if code in (question.standings or self.standings)]
        if question.sort.startswith("-"):
            codes.reverse()
        if after is not None and after.isdecimal() and 0 < int(after) <= len(self.standings):
            last = self.standings[int(after) - 1]
            codes = codes[codes.index(last) :] if last in codes else codes
        return tuple(replace(question, standings=(code,)) for code in codes)

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

    def select_rows(self, names: tuple[str, ...], question: Question, going_on: str, limit: int | str) -> TextClause:
        """The rows of a page: the page first, everything else is looked up for its rows alone.

        `going_on` says where it starts: "" at the first row, "value" after a sort key, "null" among rows without one,
        which the others leave out; "whole" at the first row, and leaves nothing out.
        `limit` is a number, ":limit" for one that is bound, or 0 for none.
        """
        key, descending = self.sorted_by(question)
        if key is _CLIENT and "client" in names:
            key = SortKey("cast('' as text)", constant=True)
        whole = not limit or going_on == "whole"  # a page has those without a key after all others (list_table)

        join = ""
        if going_on == "null" and key.lacks:
            key = SortKey(f"cast(null as {key.type})", key.type, absent=key.lacks)
        elif key.join:
            outer = "left join" if key.absent and whole else "join"
            join = f"{outer} {key.join}"

        def write() -> str:
            order = key.whole if whole else key.expression
            apart = "" if whole or not key.has else f" and {key.has}"
            way = ("desc" if descending else "asc") + (" nulls last" if key.nullable and not apart else "")
            return (
                f"with page as materialized (select t.id, t.client_id, {order} as list_order "
                f"{self._where(names, question, join)}{apart}{self._after(key, descending, going_on)} "
                f"order by {order} {way}, t.id {'desc' if descending else 'asc'}"
                f"{f' limit {limit}' if limit else ''})\n{self.rows}\n"
                f"order by page.list_order {way}, page.id {'desc' if descending else 'asc'}"
            )

        return self._statement(("rows", names, question.standings, question.sort, going_on, limit), write)

    def _after(self, key: SortKey, descending: bool, going_on: str) -> str:
        """The condition of a later page. A last record that is withdrawn by now is met no more: take its whole key."""
        if going_on in ("", "whole"):
            return ""
        sign, edge = ("<", "9223372036854775807") if descending else (">", "0")
        # all inside the subselect: beside it, row security would not let an index compare with the outcome
        last = f"(select coalesce(max(x.id), {edge}) from {self.relation} x where x.public_id = :after_id)"  # noqa: S608
        if going_on == "null":
            return f" and {key.absent or f'{key.expression} is null'} and t.id {sign} {last}"
        if key.constant:
            return f" and t.id {sign} {last}"
        beyond = f"({key.expression}, t.id) {sign} (cast(:after_key as {key.type}), {last})"
        if key.join:
            return f" and {key.expression} {sign}= cast(:after_key as {key.type}) and {beyond}"
        return f" and ({beyond} or {key.expression} is null)" if key.nullable and not key.has else f" and {beyond}"

    def select_place(self, names: tuple[str, ...], question: Question) -> TextClause:
        """Where the record :public_id stands in an order, if the question finds it at all."""
        key, _descending = self.sorted_by(question)
        join = f"left join {key.join}" if key.join else ""
        return self._statement(
            ("place", names, question.standings, question.sort),
            lambda: (
                f"select cast({key.whole} as text) as list_key "
                f"{self._where(names, question, join)} and t.public_id = :public_id"
            ),
        )

    def select_count(self, names: tuple[str, ...], question: Question) -> TextClause:
        """How many there are, up to :counted."""
        return self._statement(
            ("count", names, question.standings),
            lambda: f"select count(*) from (select 1 {self._where(names, question)} limit :counted) x",  # noqa: S608
        )

    def select_chips(self, names: tuple[str, ...], *, which: bool) -> TextClause:
        """The first :counted by how they stand, whatever standing was asked for: how many, and which if wanted."""
        return self._statement(
            ("chips", names, which),
            lambda: (
                f"select x.standing, count(*) as records, {'array_agg(x.id)' if which else 'null'} as ids "  # noqa: S608
                f"from (select t.id, {self._standing_code()} as standing "
                f"{self._where(names, NOTHING_ASKED)} limit :counted) x group by x.standing"
            ),
        )
