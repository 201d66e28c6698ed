"""How the portal is used: every figure of the page, exact up to this second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.queries.usage_lists import count_lists, count_never
from data.queries.usage_rows import Source, find_groups
from data.records.usage import Adopted, Headline, Span, Usage, UsageQuestion
from data.viewer import Forbidden, Permission, Viewer

MONTHS_INVITED = 12
_SUMS = text("select day, counts from portal.usage_days where day between :first and :last")
_LEFT = text("select portal.usage_left(cast(:rolled as timestamptz), cast(:live as timestamptz)) as counts")
_KINDS = text("select code, names from portal.kinds where noun = 'document'")
# Everybody of the portal is looked up in the roll-ups, one by one: much quicker than reading these for a long span. Who
# was there of late was there at all, and is looked up once.
_ACTIVE = """
    with rolled as materialized (
        select w.id, coalesce(l.day >= :late, false) as late
          from portal.{whose} w
          left join lateral (select u.day from portal.usage_people u
                              where u.{column} = w.id and u.day between :late and :last limit 1) l on true
         where l.day is not null or (select 1 from portal.usage_people u
                where u.{column} = w.id and u.day between :since and :last limit 1) = 1),
    live as (
        select o.{column} as id, max(o.day) >= :late as late
          from portal.usage_of(cast(:rolled as timestamptz), cast(:live as timestamptz)) o
         where o.day between :since and :last and o.{column} is not null group by o.{column})
    select count(distinct id) as whole, count(distinct id) filter (where late) as late, array_agg(distinct id) as ids
      from (select * from rolled union all select * from live) x
"""
_ACTIVE_PEOPLE = text(_ACTIVE.format(whose="people", column="person_id"))
_ACTIVE_CLIENTS = text(_ACTIVE.format(whose="clients", column="client_id"))
_MONTHS = text("select month, people, clients from portal.usage_months where month between :first and :last")
_EMAILS = text("""
    select count(*) from (
        select k.email from portal.contacts k where k.email is not null
           and (cast(:clients as bigint[]) is null or k.client_id = any (:clients))
        union select p.email from portal.people p where p.staff_role is null and p.merged_into_id is null
           and (cast(:members as bigint[]) is null or p.id = any (:members))) e
""")
_ADOPTION = text("""
    with live as (select person_id, min(day) as first from portal.usage_of(cast(:rolled as timestamptz),
                         cast(:live as timestamptz)) where sign_ins > 0 group by person_id)
    select date_trunc('month', p.invited_at at time zone portal.zone())::date as month, count(*) as invited,
           count(f.first) as signed_in,
           count(*) filter (where exists (select from portal.usage_people u where u.person_id = p.id
               and u.day between f.first + 1 and f.first + 30)
               or l.first between f.first + 1 and f.first + 30) as came_back
      from portal.people p
      left join live l on l.person_id = p.id
     cross join lateral (select least(l.first, (select u.day from portal.usage_people u
               where u.person_id = p.id and u.sign_ins > 0 order by u.day limit 1)) as first) f
     where p.staff_role is null and p.merged_into_id is null and p.invited_at >= cast(:since as date)
       and (cast(:members as bigint[]) is null or p.id = any (:members))
     group by 1 order by 1
""")


def find_usage(viewer: Viewer, question: UsageQuestion) -> Usage:
    """Everything the page tells. Raises Forbidden without the right, NotFound for an unknown group, client or site."""
    _may(viewer)
    with transaction(viewer) as session:
        source = Source(session, question)
        span, before = source.span, source.span.before()
        sums = _sums(source, before.first, span.last)
        days = _by_day(source, span, sums)
        counts = _whole(days)
        active = _active(source, span)
        earlier = _headline(_people(source, before), _whole(_by_day(source, before, sums)))
        return Usage(
            question, span, source.place, find_groups(session), _headline(active.people, counts), earlier,
            active.clients, _over_time(source, span, days, active), counts, _hours(days), _emails(source),
            _adoption(source), count_never(source),
            {**count_lists(source, active.client_ids), "searches": counts["nothing"]},
            {row.code: row.names for row in session.execute(_KINDS)},
        )  # fmt: skip


def find_headlines(viewer: Viewer, span: Span) -> tuple[Headline, Headline]:
    """The four figures of a span of the whole portal and of the span before. Raises Forbidden."""
    _may(viewer)
    with transaction(viewer) as session:
        source = Source(session, UsageQuestion(first=span.first, last=span.last))
        before = month_before(span)
        sums = _sums(source, before.first, span.last)
        now, then = (_headline(_people(source, one), _whole(_by_day(source, one, sums))) for one in (span, before))
    return now, then


def month_before(span: Span) -> Span:
    """The month before a span that is one."""
    last = span.first - timedelta(days=1)
    return Span(last.replace(day=1), last)


def _may(viewer: Viewer) -> None:
    if not viewer.may(Permission.SEE_USAGE):
        raise Forbidden


def _sums(source: Source, first: date, last: date) -> dict[date, dict[str, int]]:
    """What was summed up of each day, of the whole portal."""
    return {row.day: row.counts for row in source.session.execute(_SUMS, {"first": first, "last": last})}


def _by_day(source: Source, span: Span, sums: Mapping[date, dict[str, int]]) -> dict[date, Counter[str]]:
    """Counts of each day: of whole days as they were summed up, of the last ones from their rows.

    What is not counted is told of the whole portal, whatever is asked.
    """
    told = {day: counts for day, counts in sums.items() if span.first <= day <= span.last}
    found = {day: Counter(counts) for day, counts in told.items() if source.everywhere and day < source.edge}
    values = source.values(span, source.edge if source.everywhere else None)
    if values["since"] <= span.last:
        for row in source.session.execute(text(_rows_by_day(source)), values):
            counts = Counter({str(key): int(n) for key, n in row.counts.items()})
            counts.update(people=row.people, clients=row.clients, answered=row.answered)
            found[row.day] = counts
    for day, summed in told.items():
        if not (source.everywhere and day < source.edge):
            left = {key: n for key, n in summed.items() if key.startswith("left:")}
            dict.update(found.setdefault(day, Counter()), left)
    if source.live(span) == "infinity" and span.last >= source.today:
        live = source.session.execute(_LEFT, {"rolled": source.rolled, "live": "infinity"}).one().counts
        found.setdefault(source.today, Counter()).update(live)
    return found


def _rows_by_day(source: Source) -> str:
    return f"""
        with rows as materialized ({source.rows}),
        sums as (select day, jsonb_object_agg(key, n) as counts from (
            select r.day, c.key, sum(c.value::bigint) as n from rows r cross join lateral jsonb_each_text(r.counts) c
             group by r.day, c.key) each_one group by day),
        heads as (select day, count(distinct person_id) as people, count(distinct client_id) as clients,
                         count(distinct person_id) filter (where answered) as answered from rows group by day)
        select h.*, s.counts from heads h join sums s on s.day = h.day"""  # noqa: S608  (constant text)


@dataclass(frozen=True, slots=True)
class _Active:
    """People and clients of a span, each counted once; of `late`, its last month, too. `client_ids` of the portal."""

    people: int
    clients: int
    late: date
    late_people: int = 0
    late_clients: int = 0
    client_ids: tuple[int, ...] | None = None


def _active(source: Source, span: Span) -> _Active:
    late = max(span.first, span.last.replace(day=1))
    if source.everywhere:
        values = source.values(span) | {"late": late}
        people, clients = (source.session.execute(one, values).one() for one in (_ACTIVE_PEOPLE, _ACTIVE_CLIENTS))
        return _Active(people.whole, clients.whole, late, people.late, clients.late, tuple(clients.ids or ()))
    statement = text(
        "select count(distinct person_id) as people, count(distinct client_id) as clients"  # noqa: S608
        f" from ({source.rows}) r")  # fmt: skip
    row = source.session.execute(statement, source.values(span)).one()
    return _Active(int(row.people), int(row.clients), late)


def _people(source: Source, span: Span) -> int:
    """People of a span, each counted once."""
    if not source.everywhere:
        return _active(source, span).people
    return int(source.session.execute(_ACTIVE_PEOPLE, source.values(span) | {"late": span.first}).one().whole)


def _headline(people: int, counts: Mapping[str, int]) -> Headline:
    return Headline(people, counts["sign_ins"], counts["opened"] + counts["downloads"], counts["answered"])


def _whole(days: Mapping[date, Counter[str]]) -> Counter[str]:
    whole: Counter[str] = Counter()
    for counts in days.values():
        whole.update(counts)
    return whole


def _hours(days: Mapping[date, Counter[str]]) -> dict[tuple[int, int], int]:
    found: Counter[tuple[int, int]] = Counter()
    for one, counts in days.items():
        for key, n in counts.items():
            if key.startswith("hour:"):
                found[one.weekday(), int(key[5:])] += n
    return dict(found)


def _over_time(
    source: Source, span: Span, days: Mapping[date, Counter[str]], active: _Active
) -> tuple[tuple[date, int, int], ...]:
    """People and clients of each day, or of each month, each counted once in it."""
    if not span.by_months:
        return tuple((one, days.get(one, Counter())["people"], days.get(one, Counter())["clients"])
                     for one in span.steps())  # fmt: skip
    found: dict[date, tuple[int, int]] = {}
    if source.everywhere:
        begun = min(source.edge, span.last).replace(day=1)  # months before this one are over and summed up
        whole = source.session.execute(_MONTHS, {"first": span.first, "last": begun - timedelta(days=1)})
        found = {row.month: (row.people, row.clients) for row in whole}
        for month in (one for one in span.steps() if one >= begun):
            if max(month, span.first) == active.late:
                found[month] = (active.late_people, active.late_clients)
                continue
            following = (month + timedelta(days=31)).replace(day=1)
            of_month = _active(source, Span(max(month, span.first), following - timedelta(days=1)))
            found[month] = (of_month.people, of_month.clients)
    else:
        statement = f"""
            select date_trunc('month', day)::date as month, count(distinct person_id) as people,
                   count(distinct client_id) as clients from ({source.rows}) r group by 1"""  # noqa: S608
        for row in source.session.execute(text(statement), source.values(span)):
            found[row.month] = (row.people, row.clients)
    return tuple((one, *found.get(one, (0, 0))) for one in span.steps())


def _emails(source: Source) -> int:
    values = {"clients": None, "members": None}
    if not source.everywhere:
        values = source.values(source.span)
    return int(source.session.execute(_EMAILS, values).scalar_one())


def _adoption(source: Source) -> tuple[Adopted, ...]:
    since = source.span.last.replace(day=1)
    for _month in range(MONTHS_INVITED - 1):
        since = (since - timedelta(days=1)).replace(day=1)
    values: dict[str, Any] = {"since": since, "rolled": source.rolled, "live": "infinity",
                              "members": None if source.everywhere else list(source.place.members)}  # fmt: skip
    return tuple(Adopted(**row._mapping) for row in source.session.execute(_ADOPTION, values))
