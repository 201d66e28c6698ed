"""How one table is searched: constant statements, for clients and for staff, that read no more than they must.

Of words that are everywhere the first thousand and one are enough; docs/search.md says what comes first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import TextClause, text

from data.queries.table_statements import Table
from data.search import BEGINS
from data.viewer import Area

# a number without the signs people leave out, as `one_word` makes one of what was typed
_KEY = "translate(lower({}), ' -/._', '')"
_MANY = "(select count(*) from worded) >= :most"
NEWEST = 10_000  # staff: of words that are everywhere, the latest so many records are looked through


@dataclass(frozen=True, eq=False)
class Searched:
    """A table that a search looks through, who may open it, and what it shows of a record (as `t`).

    `title` is its number or name, `number` what is compared with what was typed; `noun` names the noun of a row where
    one table holds several, `source` is a view with the same rows that knows more of them.
    """

    table: Table[Any]
    area: Area | None  # None: everybody, each record has its own
    title: str = "t.number"
    number: str = "t.number"
    text: str = "null::text"
    kind_names: str = "null::jsonb"
    noun: str = ""
    source: str = ""
    standing: str = ""
    amount: str = ""
    media_type: str = "null::text"
    _made: dict[bool, TextClause] = field(default_factory=dict, repr=False)

    @cached_property
    def _newest(self) -> str:
        """What the newest comes first by: the usual order where it is one of days, else as they were written down."""
        usual = self.table.usual
        return self.table.sorts[usual.removeprefix("-")].expression if usual.startswith("-") else "t.id"

    def statement(self, staff: bool) -> TextClause:
        """The constant text of the search, for staff or for clients."""
        if staff not in self._made:
            self._made[staff] = text(f"with {self._candidates_of_all() if staff else self._candidates()}{self._best()}")
        return self._made[staff]

    def _from(self, condition: str) -> str:
        """Candidates that meet a condition, of what clients can see of the table."""
        shown = f" and {self.table.shown}" if self.table.shown else ""
        return (
            f"select t.id, t.client_id, {self._newest} as newest, {self.number} as number "  # noqa: S608
            f"from {self.table.relation} t where t.published_at is not null and t.withdrawn_at is null{shown} "
            f"and {condition}"
        )

    def _candidates(self) -> str:
        """The newest with all words; of very many also those whose number begins with the one typed."""
        key = _KEY.format(self.number)
        words = self._from("t.search_text like all (cast(:words as text[]))")
        numbers = self._from(f"{key} like :start_of_number and :counts and {_MANY}")
        return (
            f"worded as materialized ({words} order by {self._newest} desc, t.id desc limit :most),\n"  # noqa: S608
            f"numbered as materialized ({numbers} order by {key} = :number desc, {self._newest} desc "
            "limit :shown),\n"
            "every as materialized (select * from worded union select * from numbered),\n"
        )

    def _candidates_of_all(self) -> str:
        """What an index knows with all words, at most so many; of words that are everywhere the newest, and in any
        case what holds the typed number as one word."""
        begins = BEGINS.format("t")
        latest = (
            f"select * from {self.table.relation} t where t.published_at is not null and t.withdrawn_at is null "  # noqa: S608
            f"and {_MANY} order by {self._newest} desc, t.id desc limit :latest"
        )
        newest = self._from("t.search_text like all (cast(:words as text[]))")
        newest = newest.replace(f"from {self.table.relation} t", f"from ({latest}) t", 1)
        return (
            f"worded as materialized ({self._from(begins)} limit :most),\n"  # noqa: S608
            f"numbered as materialized ({self._from(begins.replace(':beginnings', ':number'))} limit :most),\n"
            f"latest as materialized ({newest} order by {self._newest} desc, t.id desc limit :shown),\n"
            "every as materialized (select * from worded union select * from numbered union select * from latest),\n"
        )

    def _best(self) -> str:
        """The best few: the very number, numbers that begin so, then the newest; with what is shown of them."""
        table = self.table
        noun = self.noun or f"'{table.noun}'"
        standing = self.standing or table.standing or "null"
        dated = table.day and table.usual.startswith("-")  # a day is told where records come by their days
        day = f"nullif({table.day}, '9999-12-31')" if dated else "null::date"
        amount = f"{self.amount} as amount, t.currency" if self.amount else "null::numeric as amount, null currency"
        return f"""page as materialized (
    select id, client_id, newest, key = :number as exact,
           case when key = :number then 0 when key like :start_of_number then 1 else 2 end as place
      from (select *, {_KEY.format("number")} as key from every) keyed
     order by place, newest desc, id desc limit :shown)
select {noun} as noun, t.public_id, {self.title} as title, {self.text} as text, {self.kind_names} as kind_names,
       {standing} as standing, {day} as day, {amount},
       coalesce(page.exact, false) as exact, {self.media_type} as media_type, c.name as client_name,
       s.name as site_name, (select count(*) from every) as total
  from page
  join {self.source or table.relation} t on t.client_id = page.client_id and t.id = page.id
  join clients c on c.id = t.client_id
  left join sites s on s.client_id = t.client_id and s.id = t.site_id
 order by page.place, page.newest desc, page.id desc"""  # noqa: S608
