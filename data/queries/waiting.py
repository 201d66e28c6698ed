"""What waits on the company, kind by kind: small questions of one shape, asked together.

A question is one constant statement. It names since (a day), client_id, site_id, noun, public_id and title of what
waits, the oldest first and at most :most of it; an index answers it (0012_staffside.sql). A new one is one more line in
`ASKED` and one in components/waiting_views.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, TextClause, text

from data.database import transaction
from data.queries.company import company
from data.queries.surroundings import PLAN_FOR_THESE_VALUES
from data.records.waiting import (
    CERTIFICATE_DAYS,
    DRAFT_DAYS,
    IMPORT_DAYS,
    MESSAGE_DAYS,
    MOST,
    QUOTE_DAYS,
    WaitingItem,
    WaitingLine,
)
from data.records.withdrawals import NOUNS
from data.viewer import Forbidden, NotFound, Permission, Viewer

_OPEN = "{0}.published_at is not null and {0}.withdrawn_at is null"
_DAY_OF = "cast({} at time zone portal.zone() as date)"
_COLUMNS = "{0}.client_id, {0}.site_id"
DRAFT_NOUNS = tuple(noun for noun in NOUNS if noun != "equipment")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and what a member of staff needs to be allowed for its answer."""

    statement: str
    permission: Permission = Permission.SEE_CLIENTS


def _drafts(noun: str) -> str:
    kept = NOUNS[noun]
    there = " and r.deleted_at is null" if noun in ("document", "file") else ""
    return f"""(
select {_DAY_OF.format("r.created_at")} as since, r.client_id, r.site_id, '{noun}' as noun, r.public_id,
       r.{kept.name} as title
  from portal.{kept.table} r
 where r.published_at is null{there} and r.created_at < portal.now() - make_interval(days => cast(:draft_days as int))
 order by r.created_at limit :most)"""  # noqa: S608  (constant text)


ASKED: Mapping[str, Asked] = {
    "inspections": Asked(f"""
select cast(i.due_month + interval '1 month' as date) as since, {_COLUMNS.format("i")}, 'inspection' as noun,
       i.public_id, i.number as title
  from portal.inspections i
 where i.state = 'planned' and i.due_month < date_trunc('month', portal.today()) and {_OPEN.format("i")}
 order by i.due_month limit :most"""),  # noqa: S608
    "reports": Asked(f"""
select {_DAY_OF.format("i.scheduled_from")} as since, {_COLUMNS.format("i")}, 'inspection' as noun, i.public_id,
       i.number as title
  from portal.inspections i
 where i.state = 'scheduled' and i.scheduled_from < portal.now() - interval '1 day' and {_OPEN.format("i")}
 order by i.scheduled_from limit :most"""),  # noqa: S608
    "certificates": Asked(f"""
select i.certificate_due_on as since, {_COLUMNS.format("i")}, 'inspection' as noun, i.public_id, i.number as title
  from portal.inspections i
 where i.state = 'done' and i.certificate_due_on >= portal.today() - cast(:certificate_days as int)
   and i.certificate_due_on < portal.today() and {_OPEN.format("i")}
   and not exists (
       select from portal.document_links l
         join portal.documents d on d.client_id = l.client_id and d.id = l.document_id
         join portal.kinds k on k.id = d.kind_id and k.code = 'certificate'
        where l.client_id = i.client_id and l.inspection_id = i.id
          and {_OPEN.format("l")} and l.deleted_at is null and {_OPEN.format("d")} and d.deleted_at is null)
 order by i.certificate_due_on, i.id limit :most"""),  # noqa: S608
    "defects": Asked(f"""
select f.found_on as since, {_COLUMNS.format("f")}, 'defect' as noun, f.public_id, f.title
  from portal.defects f
 where f.quoted_on is null and f.approved_on is null and f.scheduled_on is null and f.fixed_on is null
   and f.proven_on is null and f.cancelled_on is null and {_OPEN.format("f")}
 order by f.found_on, f.id limit :most"""),  # noqa: S608
    "bookings": Asked(f"""
select {_DAY_OF.format("coalesce(b.requested_at, b.created_at)")} as since, {_COLUMNS.format("b")}, 'booking' as noun,
       b.public_id, b.service as title
  from portal.bookings b where b.state = 'requested' and {_OPEN.format("b")}
 order by b.requested_at, b.id limit :most"""),  # noqa: S608
    "quotes": Asked(f"""
select q.valid_until as since, {_COLUMNS.format("q")}, 'quote' as noun, q.public_id, q.number as title
  from portal.quotes q
 where q.state = 'sent' and q.valid_until >= portal.today() - cast(:quote_days as int)
   and q.valid_until < portal.today() and {_OPEN.format("q")}
 order by q.valid_until limit :most"""),  # noqa: S608
    "contracts": Asked(f"""
select coalesce(c.renewal_on, c.ends_on) - coalesce(c.notice_days, 0) as since, {_COLUMNS.format("c")},
       'contract' as noun, c.public_id, c.number as title
  from portal.contracts c
 where c.state = 'active' and c.renewal = 'automatic' and (c.starts_on is null or c.starts_on <= portal.today())
   and coalesce(c.renewal_on, c.ends_on) - coalesce(c.notice_days, 0)
       between portal.today() and portal.today() + cast(:soon as int) and {_OPEN.format("c")}
 order by coalesce(c.renewal_on, c.ends_on) - coalesce(c.notice_days, 0) limit :most"""),  # noqa: S608
    "drafts": Asked(f"""
select * from ({" union all ".join(_drafts(noun) for noun in DRAFT_NOUNS)}) d order by d.since limit :most"""),  # noqa: S608
    "bounced": Asked(f"""
select {_DAY_OF.format("p.mail_bounced_at")} as since,
       (select k.client_id from portal.contacts k where k.person_id = p.id order by k.id limit 1) as client_id,
       cast(null as bigint) as site_id, 'person' as noun, p.public_id, p.name as title
  from portal.people p
 where p.mail_bounced_at is not null and p.disabled_at is null and p.staff_role is null and p.merged_into_id is null
 order by p.mail_bounced_at limit :most"""),  # noqa: S608
    "erasures": Asked(f"""
select {_DAY_OF.format("r.asked_at")} as since,
       (select k.client_id from portal.contacts k where k.person_id = p.id order by k.id limit 1) as client_id,
       cast(null as bigint) as site_id, 'person' as noun, p.public_id, p.name as title
  from portal.erasure_requests r join portal.people p on p.id = r.person_id
 where r.taken_back_at is null and r.declined_at is null and r.done_at is null
 order by r.asked_at limit :most""", Permission.MANAGE_ACCOUNTS),  # noqa: S608
    "messages": Asked(f"""
select {_DAY_OF.format("m.created_at")} as since, m.client_id, cast(null as bigint) as site_id, 'message' as noun,
       m.public_id, m.recipient as title
  from portal.messages m
 where m.state = 'failed' and m.created_at > portal.now() - make_interval(days => cast(:message_days as int))
 order by m.created_at limit :most""", Permission.SEE_MESSAGES),  # noqa: S608
    "uploads": Asked(f"""
select {_DAY_OF.format("f.created_at")} as since, {_COLUMNS.format("f")}, 'upload' as noun, f.public_id,
       f.description as title
  from portal.files f
 where f.origin = 'client' and f.seen_at is null and f.deleted_at is null and {_OPEN.format("f")}
 order by f.created_at limit :most""", Permission.MANAGE_FILES),  # noqa: S608
    "publishing": Asked(f"""
select {_DAY_OF.format("i.created_at")} as since, {_COLUMNS.format("i")}, 'item' as noun, i.public_id,
       i.file_name as title
  from portal.publishing_items i where i.state in ('certain', 'uncertain')
 order by i.created_at limit :most""", Permission.PUBLISH),  # noqa: S608
    "imports": Asked(f"""
select {_DAY_OF.format("i.at")} as since, cast(null as bigint) as client_id, cast(null as bigint) as site_id,
       'import' as noun, i.public_id, i.file_name as title
  from portal.imports i
 where i.state in ('failed', 'refused') and i.at > portal.now() - make_interval(days => cast(:import_days as int))
 order by i.at limit :most""", Permission.IMPORT_RECORDS),  # noqa: S608
    "templates": Asked(f"""
select {_DAY_OF.format("t.broken_at")} as since, cast(null as bigint) as client_id, cast(null as bigint) as site_id,
       'template' as noun, t.public_id, t.kind as title
  from portal.templates t where t.active and t.broken_at is not null order by t.broken_at limit :most""",  # noqa: S608
       Permission.SEE_MESSAGES),
}  # fmt: skip


@cache
def _board(kinds: tuple[str, ...]) -> TextClause:
    """Every kind at once: how many, and the first of each."""
    counted = " union all ".join(
        f"select '{kind}' as kind, count(*) as n, (array_agg(to_jsonb(x) order by x.since))[1] as oldest "  # noqa: S608
        f"from ({ASKED[kind].statement}) x having count(*) > 0" for kind in kinds
    )  # fmt: skip
    return text(f"""
select b.kind, b.n, cast(b.oldest ->> 'since' as date) as since, b.oldest ->> 'noun' as noun,
       b.oldest ->> 'public_id' as public_id, b.oldest ->> 'title' as title, c.public_id as client,
       c.name as client_name, s.name as site_name
  from ({counted}) b
  left join portal.clients c on c.id = (b.oldest ->> 'client_id')::bigint
  left join portal.sites s on s.id = (b.oldest ->> 'site_id')::bigint
 order by since, b.kind""")  # noqa: S608


@cache
def _listed(kind: str) -> TextClause:
    return text(f"""
select '{kind}' as kind, x.since, x.noun, x.public_id, x.title, c.public_id as client, c.name as client_name,
       s.name as site_name
  from ({ASKED[kind].statement}) x
  left join portal.clients c on c.id = x.client_id
  left join portal.sites s on s.id = x.site_id
 order by x.since, x.title""")  # noqa: S608


def find_waiting(viewer: Viewer) -> tuple[WaitingLine, ...]:
    """What waits on the company, the kind with the oldest thing first. Raises Forbidden for anybody but staff."""
    kinds = tuple(kind for kind, asked in ASKED.items() if viewer.may(asked.permission))
    if not kinds:
        raise Forbidden
    with transaction(viewer) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        rows = session.execute(_board(kinds), _values()).all()
    return tuple(WaitingLine(row.kind, min(row.n, MOST), row.n > MOST, _item(row)) for row in rows)


def list_waiting(viewer: Viewer, kind: str) -> tuple[tuple[WaitingItem, ...], bool]:
    """What waits of one kind, the oldest first, up to `MOST`, and whether there is more.

    Raises NotFound for a kind nobody asks for or this person may not see.
    """
    if kind not in ASKED or not viewer.may(ASKED[kind].permission):
        raise NotFound
    with transaction(viewer) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        rows = session.execute(_listed(kind), _values()).all()
    return tuple(_item(row) for row in rows[:MOST]), len(rows) > MOST


def _values() -> dict[str, Any]:
    return {
        "most": MOST + 1, "soon": company().expiry_days, "draft_days": DRAFT_DAYS, "quote_days": QUOTE_DAYS,
        "certificate_days": CERTIFICATE_DAYS, "message_days": MESSAGE_DAYS, "import_days": IMPORT_DAYS,
    }  # fmt: skip


def _item(row: Row[Any]) -> WaitingItem:
    since: date = row.since
    return WaitingItem(row.kind, since, row.noun, row.public_id, row.title, row.client, row.client_name, row.site_name)
