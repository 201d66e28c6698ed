"""What stands around a record: its documents, the records it belongs to, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import TextClause, text

from data.queries.company import company
from data.queries.openings import openings_of
from data.queries.record_changes import changes_for_staff
from data.queries.validity import document_standing
from data.records.shared import DocumentRef, FileRef, HistoryEntry, RelatedRecord, Surroundings, build, builder
from data.records.uploads import ABOUT
from data.session import Session
from data.viewer import Area, Permission, Viewer

NOUNS = ("inspection", "equipment", "defect", "job", "invoice", "payment", "quote", "contract", "order", "booking")

# where the records of each noun are kept, which is also what their addresses begin with
RELATIONS = {noun: noun if noun == "equipment" else f"{noun}s" for noun in NOUNS}
FILED = ("document", "file")  # nouns that are files themselves: they have a history, and no documents of their own

# Parameters that are not used are null. Planned for the values at hand, their conditions fall away and what is left
# follows an index; a plan made for any values would read everything.
PLAN_FOR_THESE_VALUES = text("set local plan_cache_mode = force_custom_plan")

# :x finds the record itself, :of_x what names x as where it comes from
_RELATED = text("""
select 'contract' as noun, r.public_id, r.number, r.title, r.starts_on as on,
       portal.contract_standing(r.state, r.starts_on, r.ends_on, r.renewal, r.renewal_on, r.notice_days,
                                (select portal.today()), :soon) as standing
  from contracts r where r.client_id = :client and r.id = :contract
   and r.published_at is not null and r.withdrawn_at is null
union all
select 'inspection', r.public_id, r.number, null, nullif(r.listed_on, '9999-12-31'),
       portal.inspection_standing(r.state, r.result)
  from inspections r where r.client_id = :client and (r.id = :inspection or r.contract_id = :of_contract)
   and r.published_at is not null and r.withdrawn_at is null
union all
select 'equipment', r.public_id, r.code, r.name, null, r.state
  from equipment r where r.client_id = :client and r.id = :equipment
   and r.published_at is not null and r.withdrawn_at is null
union all
select 'defect', r.public_id, r.number, r.title, r.found_on,
       portal.defect_standing(r.quoted_on, r.approved_on, r.scheduled_on, r.fixed_on, r.proven_on, r.cancelled_on)
  from defects r where r.client_id = :client
   and (r.quote_id = :of_quote or r.job_id = :of_job)
   and r.published_at is not null and r.withdrawn_at is null
union all
select 'quote', r.public_id, r.number, r.subject, r.issued_on,
       portal.quote_standing(r.state, r.valid_until, (select portal.today()))
  from quotes r where r.client_id = :client
   and (r.id = :quote or r.inspection_id = :of_inspection or r.order_id = :of_order)
   and r.published_at is not null and r.withdrawn_at is null
union all
select 'order', r.public_id, r.number, r.subject, r.ordered_on, r.state
  from orders r where r.client_id = :client and r.id = :order
   and r.published_at is not null and r.withdrawn_at is null
union all
select 'job', r.public_id, r.number, r.title, nullif(r.listed_on, '9999-12-31'), r.state
  from jobs r where r.client_id = :client and (r.id = :job or r.quote_id = :of_quote or r.order_id = :of_order)
   and r.published_at is not null and r.withdrawn_at is null
union all
select 'booking', r.public_id, r.number, r.service, nullif(r.listed_on, '9999-12-31'), r.state
  from bookings r where r.client_id = :client and (r.inspection_id = :of_inspection or r.job_id = :of_job)
   and r.published_at is not null and r.withdrawn_at is null
union all
select r.kind, r.public_id, r.number, r.subject, r.issued_on, r.standing
  from invoice_balances r where r.client_id = :client
   and (r.id = :invoice or r.credits_id = :of_invoice or r.quote_id = :of_quote or r.order_id = :of_order
        or r.contract_id = :of_contract or r.job_id = :of_job or r.inspection_id = :of_inspection)
 order by 5 desc nulls first, 3 limit :limit""")
RELATED = 50  # shown at most
_PARENTS = ("contract", "inspection", "equipment", "quote", "order", "job", "invoice")
_CHILDREN = ("of_inspection", "of_order", "of_quote", "of_job", "of_invoice", "of_contract")

_HISTORY = text("""
select e.at, e.verb, e.person_id is not null and e.person_id = cast(:person as bigint) as own,
       array(select jsonb_object_keys(case when jsonb_typeof(e.changes) = 'object' then e.changes else '{}' end))
       as fields
  from events e
 where e.client_id = :client and e.audience = 'client'
   and (e.inspection_id = :inspection or e.equipment_id = :equipment or e.defect_id = :defect or e.job_id = :job
        or e.invoice_id = :invoice or e.payment_id = :payment or e.quote_id = :quote or e.contract_id = :contract
        or e.order_id = :order or e.booking_id = :booking or e.document_id = :document or e.file_id = :file)
 order by e.at desc, e.id desc limit 50""")


_ARRIVALS = ("imported", "published", "created", "uploaded", "handed_over")


@cache
def _documents(noun: str, client: bool) -> TextClause:
    """The documents of records of one noun: a statement for each noun, so that its plan can be kept."""
    relation = f"{RELATIONS[noun]} t join document_links l on l.client_id = t.client_id and l.{noun}_id = t.id"
    links, records = (
        ("document_links l", f"l.client_id = :client and l.{noun}_id = any(cast(:ids as bigint[]))") if client
        else (relation, "t.id = any(cast(:ids as bigint[]))")
    )  # fmt: skip
    return text(f"""
select l.{noun}_id as owner, d.public_id, d.title, k.code as kind, k.names as kind_names, v.media_type, v.size,
       d.issued_on, d.valid_until, {document_standing()} as standing
  from {links}
  join documents d on d.client_id = l.client_id and d.id = l.document_id
   and d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null
  join kinds k on k.id = d.kind_id
  join lateral (select x.media_type, x.size from document_versions x where x.client_id = d.client_id
       and x.document_id = d.id and x.published_at is not null and x.withdrawn_at is null and x.deleted_at is null
       order by x.version desc limit 1) v on true
 where {records} and l.published_at is not null and l.withdrawn_at is null and l.deleted_at is null
 order by k.position, d.listed_on desc, d.id desc""")  # noqa: S608  (constants alone)


def documents_of(
    session: Session, noun: str, ids: Sequence[int], client: int | None = None
) -> dict[int, list[DocumentRef]]:
    """The documents of records of one noun, by the record's inner id; certificates come first."""
    found: dict[int, list[DocumentRef]] = {}
    if not ids:
        return found
    # as PostgreSQL writes a list, which takes less than having each number typed
    bound = {"ids": f"{{{','.join(map(str, ids))}}}", "soon": company().expiry_days, "client": client}
    rows = session.execute(_documents(noun, client is not None), bound)
    make = builder(DocumentRef, tuple(rows.keys()))
    for row in rows:
        found.setdefault(row.owner, []).append(make(row))
    return found


def related_to(session: Session, client: int, **ids: int | None) -> tuple[RelatedRecord, ...]:
    """The records before and after one, newest first: `quote=` is the quote itself, `of_quote=` what came of it.

    At most one more than RELATED.
    """
    values: dict[str, Any] = dict.fromkeys((*_PARENTS, *_CHILDREN))
    bounds = {"client": client, "soon": company().expiry_days, "limit": RELATED + 1}
    rows = session.execute(_RELATED, values | ids | bounds)
    return tuple(build(RelatedRecord, row) for row in rows)


def history_of(
    session: Session, viewer: Viewer, noun: str, row: Any, days: Mapping[str, date | None]
) -> tuple[HistoryEntry, ...]:
    """What happened to a record as far as its client may know, newest first; at least its publication.

    `days` are verbs of which the record keeps the day alone. Where the moment was written down, that is told; but what
    was written down of a defect's step is when the portal came to know of it.
    """
    values: dict[str, Any] = dict.fromkeys((*NOUNS, *FILED))
    values |= {noun: row.id, "client": row.client_id, "person": viewer.person_id}
    rows = session.execute(_HISTORY, values)
    found = [HistoryEntry(one.at, one.verb, one.own, tuple(sorted(one.fields))) for one in rows
             if noun != "defect" or one.verb not in days]  # fmt: skip
    if not any(entry.verb in _ARRIVALS for entry in found):
        found.append(HistoryEntry(row.published_at, "published", False))
    told = {entry.verb for entry in found}
    noon = time(12, tzinfo=ZoneInfo(row.zone))
    found += [HistoryEntry(datetime.combine(day, noon), verb, False, day_only=True)
              for verb, day in reversed(list(days.items())) if day is not None and verb not in told]  # fmt: skip
    return tuple(sorted(found, key=lambda entry: entry.at, reverse=True))


@cache
def _files(noun: str) -> TextClause:
    return text(f"""
select f.public_id, f.description, f.media_type, f.size, f.origin as standing, f.added_on, f.scan
  from files f where f.client_id = :client and f.{noun}_id = :id
   and f.published_at is not null and f.withdrawn_at is null and f.deleted_at is null
 order by f.added_on desc, f.id desc limit 50""")  # noqa: S608


def files_of(session: Session, viewer: Viewer, noun: str, row: Any) -> tuple[FileRef, ...]:
    """The files about a record, newest first; none for who has no such area."""
    if noun not in ABOUT or not viewer.sees(Area.FILES):
        return ()
    found = session.execute(_files(noun), {"client": row.client_id, "id": row.id})
    return tuple(build(FileRef, one) for one in found)


def _adds_files(viewer: Viewer) -> bool:
    if viewer.is_staff:
        return viewer.may(Permission.MANAGE_FILES)
    return viewer.sees(Area.FILES) and not viewer.read_only


def surroundings(
    session: Session, viewer: Viewer, noun: str, row: Any, *, days: Mapping[str, date | None] | None = None,
    **ids: int | None,
) -> Surroundings:  # fmt: skip
    """Everything around the record in `row` (id, client_id, public_id, zone, published_at).

    `ids` as for related_to, `days` as for history_of.
    """
    session.execute(PLAN_FOR_THESE_VALUES)
    related = related_to(session, row.client_id, **ids) if ids else ()
    return Surroundings(
        zone=row.zone,
        address=f"{RELATIONS[noun]}/{row.public_id}",
        documents=tuple(documents_of(session, noun, [row.id], row.client_id).get(row.id, ())),
        related=related[:RELATED],
        more_related=len(related) > RELATED,
        history=history_of(session, viewer, noun, row, days or {}),
        record=row.public_id,
        changes=changes_for_staff(session, noun, row.id, row.client_id) if viewer.is_staff else (),
        files=files_of(session, viewer, noun, row),
        takes_files=noun in ABOUT and _adds_files(viewer),
        openings=openings_of(session, viewer, noun, row),
    )
