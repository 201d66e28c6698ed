"""The list of clients, for staff: found, narrowed and ordered page by page, then counted for the page alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Row, TextClause, text

from data.database import transaction
from data.ids import is_public_id
from data.queries.scope import patterns
from data.queries.slices import COUNTED, PAGE, read_place, write_place
from data.queries.surroundings import PLAN_FOR_THESE_VALUES
from data.records.client import FILTERS, SORTS, ClientGroup, ClientList, ClientQuestion, ListedClient, Owed
from data.session import Session
from data.viewer import Forbidden, Invalid, NotFound, Permission, Viewer
from integrations.language import _

EXPORT_SECONDS = 120
MOST_GROUPS = 500
_UNPAID = """i.kind = 'invoice' and i.is_open and i.published_at is not null and i.withdrawn_at is null"""
OPEN_DEFECT = """d.fixed_on is null and d.proven_on is null and d.cancelled_on is null
               and d.published_at is not null and d.withdrawn_at is null"""
# Who may open a client today.
ENTERS = """g.revoked_at is null and cardinality(g.areas) > 0
               and (g.valid_from is null or g.valid_from <= portal.today())
               and (g.valid_until is null or g.valid_until >= portal.today())
               and p.disabled_at is null and p.staff_role is null and p.merged_into_id is null
               and not exists (select from portal.revocations r where r.person_id = p.id and r.client_id = {client})"""
SEEN = """greatest(p.last_visit_at, (select max(s.last_seen_at) from portal.sessions s where s.person_id = p.id))"""
# When somebody of each client was last here, for the order and for who never was; few people, many clients.
_VISITS = f"""
    select v.client_id, max(v.at) as at from (
        select coalesce(g.client_id, x.id) as client_id, {SEEN} as at
          from portal.people p
          join portal.grants g on g.person_id = p.id
          left join portal.clients x on g.client_id is null and x.group_id = g.group_id
         where p.staff_role is null) v
     where v.at is not null and v.client_id is not null group by v.client_id"""  # noqa: S608  (constant text)
_CONDITIONS: Mapping[str, str] = {
    "words": "c.search_text like all (cast(:words as text[]))",
    "group": "c.group_id = (select o.id from portal.client_groups o where o.public_id = :group)",
    "balance": f"exists (select from portal.invoices i where i.client_id = c.id and {_UNPAID})",
    "overdue": f"exists (select from portal.invoices i where i.client_id = c.id and {_UNPAID} "
               "and i.due_on < (select portal.today()))",
    "defects": f"exists (select from portal.defects d where d.client_id = c.id and {OPEN_DEFECT})",
    "never": f"c.id not in (select v.client_id from ({_VISITS}) v)",  # noqa: S608
    "closed": "c.portal_closed_at is not null",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Order:
    """How a list is ordered: what is joined for it (`k`), its expression and SQL type, and whether it descends."""

    expression: str
    type: str
    join: str = ""
    descending: bool = False


_ORDERS: Mapping[str, _Order] = {
    "": _Order("left(c.search_text, 200)", "text"),
    "-sites": _Order("coalesce(k.n, 0)", "bigint", "left join (select s.client_id, count(*) as n from portal.sites s "
                     "group by s.client_id) k on k.client_id = c.id", descending=True),
    "-defects": _Order("coalesce(k.n, 0)", "bigint", "left join (select d.client_id, count(*) as n "  # noqa: S608
                       f"from portal.defects d where {OPEN_DEFECT} group by d.client_id) k on k.client_id = c.id",
                       descending=True),
    "overdue": _Order("coalesce(k.oldest, '9999-12-31')", "date", "left join (select i.client_id, "  # noqa: S608
                      f"min(i.due_on) as oldest from portal.invoices i where {_UNPAID} "
                      "and i.due_on < (select portal.today()) group by i.client_id) k on k.client_id = c.id"),
    "-visit": _Order("coalesce(cast(extract(epoch from k.at) * 1000 as bigint), 0)", "bigint",
                     f"left join ({_VISITS}) k on k.client_id = c.id", descending=True),
    "visit": _Order("coalesce(cast(extract(epoch from k.at) * 1000 as bigint), 0)", "bigint",
                    f"left join ({_VISITS}) k on k.client_id = c.id"),
}  # fmt: skip
_OWED = f"""
        select coalesce(jsonb_agg(jsonb_build_array(o.currency, o.total, o.overdue, o.oldest)
                                  order by o.overdue desc, o.total desc), '[]') as owed
          from (select i.currency, sum(i.payable - i.settled)::text as total, min(i.due_on)
                           filter (where i.due_on < portal.today()) as oldest,
                       coalesce(sum(i.payable - i.settled) filter (where i.due_on < portal.today()), 0)::text
                           as overdue
                  from portal.invoices i where i.client_id = {{client}} and {_UNPAID} group by i.currency) o"""  # noqa: S608
_OWED_BY = text(_OWED.format(client=":client"))
_GROUPS = text("select public_id, name from portal.client_groups order by lower(name), id limit :most")


def read_clients(query: Mapping[str, str]) -> ClientQuestion:
    """The question an address asks. Raises Invalid for a value that makes no sense."""
    only = tuple(one for one in query.get("only", "").split(",") if one not in ("", "-"))
    sort, group = query.get("sort", ""), query.get("group", "")
    for name, wrong in (("only", not set(only) <= set(FILTERS)), ("sort", sort not in ("", *SORTS)),
                        ("group", bool(group) and not is_public_id(group))):  # fmt: skip
        if wrong:
            raise Invalid(_("This list does not know that value of “%(name)s”.") % {"name": name}, name)
    search = query.get("q", "").strip().replace("\x00", "")[:200]
    return ClientQuestion(search, group, tuple(one for one in FILTERS if one in only), sort)


def list_clients(
    viewer: Viewer, question: ClientQuestion | None = None, after: str | None = None, size: int = PAGE
) -> ClientList:
    """A page of the clients the question finds, going on after a place.

    Raises Forbidden for anybody but staff, NotFound for a group that is none, Invalid for a place that is none.
    """
    _staff_only(viewer)
    question = question or ClientQuestion()
    key, public_id = read_place(after, _ORDERS[question.sort].type, nullable=False) if after else (None, None)
    names = _names(question)
    values = _values(question)
    with transaction(viewer) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        groups = tuple(ClientGroup(*row) for row in session.execute(_GROUPS, {"most": MOST_GROUPS}))
        if question.group and question.group not in {one.public_id for one in groups}:
            raise NotFound
        more = {"after_key": key, "after_id": public_id, "limit": size + 1}
        rows = session.execute(_select(names, question.sort, after is not None), values | more).all()
        total = session.execute(_count(names), values | {"counted": COUNTED + 1}).scalar_one()
    last = rows[size - 1] if len(rows) > size else None
    return ClientList(
        tuple(_client(row) for row in rows[:size]), int(total), write_place(last.list_key, last.public_id) if last
        else None, question, groups, after is None,
    )  # fmt: skip


def every_client(viewer: Viewer, question: ClientQuestion) -> Iterator[ListedClient]:
    """All clients the question finds, in its order, for a file. Raises Forbidden for anybody but staff."""
    _staff_only(viewer)
    with transaction(viewer, seconds=EXPORT_SECONDS, exporting=True) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        values = _values(question) | {"after_key": None, "after_id": None, "limit": 250_000}
        for row in session.execute(_select(_names(question), question.sort, False), values):
            yield _client(row)


def owed_by(session: Session, client: int) -> tuple[Owed, ...]:
    """What a client owes, by currency."""
    found = session.execute(_OWED_BY, {"client": client}).scalar()
    return _owed(found or [])


def _names(question: ClientQuestion) -> tuple[str, ...]:
    asked = {"words": bool(question.search), "group": bool(question.group), **dict.fromkeys(question.only, True)}
    return tuple(name for name in _CONDITIONS if asked.get(name))


def _values(question: ClientQuestion) -> dict[str, Any]:
    return {"words": patterns(question.search), "group": question.group}


def _where(names: tuple[str, ...]) -> str:
    return " and ".join(_CONDITIONS[name] for name in names) or "true"


@cache
def _select(names: tuple[str, ...], sort: str, going_on: bool) -> TextClause:
    """The page first; everything that is counted is counted for its rows alone."""
    order = _ORDERS[sort]
    way, sign = ("desc", "<") if order.descending else ("asc", ">")
    after = ""
    if going_on:
        last = "(select x.id from portal.clients x where x.public_id = :after_id)"
        after = f" and ({order.expression}, c.id) {sign} (cast(:after_key as {order.type}), {last})"
    return text(f"""
with page as materialized (
    select c.id, {order.expression} as list_order from portal.clients c {order.join}
     where {_where(names)}{after} order by {order.expression} {way}, c.id {way} limit :limit)
select c.public_id, c.number, c.name, c.city, o.name as group_name,
       (select count(*) from portal.sites s where s.client_id = c.id) as sites,
       (select count(*) from portal.defects d where d.client_id = c.id and {OPEN_DEFECT}) as defects,
       b.owed, a.people, a.last_visit, c.portal_closed_at is not null as closed, page.list_order::text as list_key
  from page
  join portal.clients c on c.id = page.id
  left join portal.client_groups o on o.id = c.group_id
 cross join lateral ({_OWED.format(client="c.id")}) b
 cross join lateral (
        select count(*) as people, max({SEEN}) as last_visit from portal.people p
         where p.id in (select g.person_id from portal.grants g join portal.people p on p.id = g.person_id
                         where (g.client_id = c.id or g.group_id = c.group_id) and {ENTERS.format(client="c.id")})) a
 order by page.list_order {way}, c.id {way}""")  # noqa: S608


@cache
def _count(names: tuple[str, ...]) -> TextClause:
    return text(f"select count(*) from (select from portal.clients c where {_where(names)} limit :counted) x")  # noqa: S608


def _client(row: Row[Any]) -> ListedClient:
    return ListedClient(
        row.public_id, row.number, row.name, row.city, row.group_name, row.sites, row.defects, _owed(row.owed),
        row.people, row.last_visit, row.closed,
    )  # fmt: skip


def _owed(found: list[list[Any]]) -> tuple[Owed, ...]:
    return tuple(
        Owed(currency, Decimal(total), Decimal(overdue), date.fromisoformat(oldest) if oldest else None)
        for currency, total, overdue, oldest in found
    )


def _staff_only(viewer: Viewer) -> None:
    if not viewer.may(Permission.SEE_CLIENTS):
        raise Forbidden
