"""One search over everything: the best few records of each noun the person may see, and how many there are.

Clients read their own records through their indexes, newest first, and stop when enough are found; staff, who look
through everybody's, ask an index on `to_tsvector('simple', search_text)` (docs/search.md). Everything is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from data.database import transaction
from data.queries.bookings import BOOKINGS
from data.queries.company import company
from data.queries.contracts import CONTRACTS
from data.queries.documents import DOCUMENTS
from data.queries.equipment import EQUIPMENT
from data.queries.inspections import INSPECTIONS
from data.queries.invoices import INVOICES
from data.queries.jobs import JOBS
from data.queries.orders import ORDERS
from data.queries.payments import PAYMENTS
from data.queries.quotes import QUOTES
from data.queries.scope import patterns
from data.queries.slices import COUNTED
from data.queries.surroundings import PLAN_FOR_THESE_VALUES
from data.queries.tables import Table
from data.records.search import SHOWN, Found, FoundEverywhere, FoundGroup, has_words
from data.records.shared import build
from data.search import BEGINS, beginnings, joined
from data.viewer import Area, Permission, Viewer

_KIND = "(select k.names from kinds k where k.id = t.kind_id)"
_MEDIA_TYPE = (
    "(select v.media_type from document_versions v "
    "where v.client_id = t.client_id and v.document_id = t.id and v.published_at is not null "
    "and v.withdrawn_at is null and v.deleted_at is null order by v.version desc limit 1)"
)
# a number without the signs people leave out, as `joined` makes one of what was typed
_KEY = "translate(lower({}), ' -/._', '')"
_MANY = "(select count(*) from worded) >= :most"
_NEWEST = 10_000  # staff: of words that are everywhere, the latest so many records are looked through
_SITES = text("""
with found as materialized (
    select s.id, s.client_id, c.search_text as client_text, s.search_text,
           s.search_text like :start as begins
      from sites s join clients c on c.id = s.client_id
     where s.search_text || ' ' || c.search_text like all (cast(:words as text[])))
select 'site' as noun, s.public_id, s.name as title, nullif(concat_ws(', ', s.address, s.city), '') as text,
       c.name as client_name, false as exact, (select count(*) from found) as total
  from (select * from found order by begins desc, client_text, search_text, id limit :shown) f
  join sites s on s.id = f.id join clients c on c.id = f.client_id
 order by f.begins desc, f.client_text, f.search_text, f.id""")
_CLIENTS = text("""
with found as materialized (
    select c.id, c.search_text, c.search_text like :start as begins,
           translate(lower(c.number), ' -/._', '') = :number as exact
      from clients c where c.search_text like all (cast(:words as text[])))
select 'client' as noun, c.public_id, c.name as title, nullif(concat_ws(', ', c.number, c.city), '') as text,
       coalesce(f.exact, false) as exact, (select count(*) from found) as total
  from (select * from found order by exact desc nulls last, begins desc, search_text, id limit :shown) f
  join clients c on c.id = f.id
 order by f.exact desc nulls last, f.begins desc, f.search_text, f.id""")


@dataclass(frozen=True, eq=False)
class Searched:
    """A table that a search looks through, who may open it, and what it shows of a record (as `t`).

    `title` is its number or name, `number` what is compared with what was typed; `noun` names the noun of a row where
    one table holds several.
    """

    table: Table[Any]
    area: Area | None  # None: everybody, each record has its own
    title: str = "t.number"
    number: str = "t.number"
    text: str = "null::text"
    kind_names: str = "null::jsonb"
    noun: str = ""
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
        begin = BEGINS.format("t")
        latest = (
            f"select * from {self.table.relation} t where t.published_at is not null and t.withdrawn_at is null "  # noqa: S608
            f"and {_MANY} order by {self._newest} desc, t.id desc limit :latest"
        )
        newest = self._from("t.search_text like all (cast(:words as text[]))")
        newest = newest.replace(f"from {self.table.relation} t", f"from ({latest}) t", 1)
        return (
            f"worded as materialized ({self._from(begin)} limit :most),\n"  # noqa: S608
            f"numbered as materialized ({self._from(begin.replace(':beginnings', ':number'))} limit :most),\n"
            f"latest as materialized ({newest} order by {self._newest} desc, t.id desc limit :shown),\n"
            "every as materialized (select * from worded union select * from numbered union select * from latest),\n"
        )

    def _best(self) -> str:
        """The best few: the very number, numbers that begin so, then the newest; with what is shown of them."""
        table = self.table
        shown_from = table.derived if table.standing_derived else table.relation
        amount = f"{table.amount} as amount, t.currency" if table.amount else "null::numeric as amount, null currency"
        noun = self.noun or f"'{table.noun}'"
        standing = table.standing or "null"
        day = f"nullif({table.day}, '9999-12-31')" if table.day else "null::date"
        amount = f"{table.amount} as amount, t.currency" if table.amount else "null::numeric as amount, null currency"
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
  join {shown_from} t on t.client_id = page.client_id and t.id = page.id
  join clients c on c.id = t.client_id
  left join sites s on s.client_id = t.client_id and s.id = t.site_id
 order by page.place, page.newest desc, page.id desc"""  # noqa: S608


# Every table that can be searched, in the order in which it is shown. A new noun is one line here.
SEARCHED = (
    Searched(INSPECTIONS, Area.INSPECTIONS, kind_names=_KIND),
    Searched(EQUIPMENT, Area.EQUIPMENT, title="t.code", number="t.code", text="t.name", kind_names=_KIND),
    Searched(DOCUMENTS, None, title="t.title", text="t.number", kind_names=_KIND, media_type=_MEDIA_TYPE),
    Searched(JOBS, Area.JOBS, text="t.title", kind_names=_KIND),
    Searched(BOOKINGS, Area.BOOKINGS, text="t.service"),
    Searched(INVOICES, Area.BILLING, text="t.subject", noun="t.kind"),
    Searched(PAYMENTS, Area.BILLING),
    Searched(QUOTES, Area.QUOTES, text="t.subject"),
    Searched(CONTRACTS, Area.CONTRACTS, text="t.title"),
    Searched(ORDERS, Area.ORDERS, text="t.subject"),
)


def search_everywhere(viewer: Viewer, search: str) -> FoundEverywhere:
    """What the words find in all the person may see, in one transaction; nothing without a letter or digit."""
    if not has_words(search):
        return FoundEverywhere(search, ())
    number = joined(search)
    values = {
        "words": patterns(search), "beginnings": beginnings(search), "number": number, "start_of_number": f"{number}%",
        "counts": any(sign.isdigit() for sign in number),
        "start": f"{patterns(search)[0][1:]}", "most": COUNTED + 1, "shown": SHOWN, "latest": _NEWEST,
        "soon": company().expiry_days,
    }  # fmt: skip
    with transaction(viewer) as session:
        if viewer.is_staff:  # how rare the words are decides; for clients planning anew would cost more than it gives
            session.execute(PLAN_FOR_THESE_VALUES)
        groups = tuple(_groups(session, viewer, values))
    return FoundEverywhere(search, tuple(sorted(groups, key=lambda group: not group.exact)))


def searched_tables(viewer: Viewer) -> tuple[Searched, ...]:
    """The tables this person may open."""
    return tuple(one for one in SEARCHED if one.area is None or viewer.sees(one.area))


def _groups(session: Session, viewer: Viewer, values: dict[str, Any]) -> Iterator[FoundGroup]:
    statements = [("client", _CLIENTS)] if viewer.may(Permission.SEE_CLIENTS) else []
    statements += [("site", _SITES)]
    statements += [(one.table.noun, one.statement(viewer.is_staff)) for one in searched_tables(viewer)]
    for noun, statement in statements:
        rows = session.execute(statement, values).all()
        if rows:
            records = tuple(build(Found, row) for row in rows)
            yield FoundGroup(noun, records, min(rows[0].total, COUNTED), rows[0].total > COUNTED)
