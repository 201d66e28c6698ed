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

# Parameters that are not used are null. Planned for the values at hand, their conditions fall away and what is left
# follows an index; a plan made for any values would read everything.
PLAN_FOR_THESE_VALUES = text("set local plan_cache_mode = force_custom_plan")

# What a related record of each noun is read from, and by what it is found: x is the record itself, of_x what names x as
# where it comes from.
_SEEN = "r.published_at is not null and r.withdrawn_at is null"
_RELATED = (
    ("""select 'contract', r.public_id, r.number, r.title, r.starts_on,
               portal.contract_standing(r.state, r.starts_on, r.ends_on, r.renewal, r.renewal_on, r.notice_days,
                                        (select portal.today()), :soon)
          from contracts r""", {"contract": "id"}),
    ("""select 'inspection', r.public_id, r.number, null, nullif(r.listed_on, '9999-12-31'),
               portal.inspection_standing(r.state, r.result)
          from inspections r""", {"inspection": "id", "of_contract": "contract_id"}),
    ("select 'equipment', r.public_id, r.code, r.name, cast(null as date), r.state from equipment r",
     {"equipment": "id"}),
    ("""select 'defect', r.public_id, r.number, r.title, r.found_on,
               portal.defect_standing(r.quoted_on, r.approved_on, r.scheduled_on, r.fixed_on, r.proven_on,
                                      r.cancelled_on)
          from defects r""", {"of_quote": "quote_id", "of_job": "job_id"}),
    ("""select 'quote', r.public_id, r.number, r.subject, r.issued_on,
               portal.quote_standing(r.state, r.valid_until, (select portal.today()))
          from quotes r""", {"quote": "id", "of_inspection": "inspection_id", "of_order": "order_id"}),
    ("select 'order', r.public_id, r.number, r.subject, r.ordered_on, r.state from orders r", {"order": "id"}),
    ("""select 'job', r.public_id, r.number, r.title, nullif(r.listed_on, '9999-12-31'), r.state
          from jobs r""", {"job": "id", "of_quote": "quote_id", "of_order": "order_id"}),
    ("""select 'booking', r.public_id, r.number, r.service, nullif(r.listed_on, '9999-12-31'), r.state
          from bookings r""", {"of_inspection": "inspection_id", "of_job": "job_id"}),
    ("select r.kind, r.public_id, r.number, r.subject, r.issued_on, r.standing from invoice_balances r",
     {"invoice": "id", "of_invoice": "credits_id", "of_quote": "quote_id", "of_order": "order_id",
      "of_contract": "contract_id", "of_job": "job_id", "of_inspection": "inspection_id"}),
)  # fmt: skip
RELATED = 50  # shown at most
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


@cache
def _related(known: tuple[str, ...]) -> TextClause:
    """What is related by the ids that are known: one statement for each set of them, whose plan can be kept."""
    parts = []
    for read, by in _RELATED:
        if found := " or ".join(f"r.{column} = :{name}" for name, column in by.items() if name in known):
            seen = "" if "invoice_balances" in read else f" and {_SEEN}"
            parts.append(f"{read} where r.client_id = :client and ({found}){seen}")
    return text(f"""
select * from ({" union all ".join(parts)}) as r (noun, public_id, number, title, "on", standing)
 order by 5 desc nulls first, 3 limit :limit""")  # noqa: S608


def related_to(session: Session, client: int, **ids: int | None) -> tuple[RelatedRecord, ...]:
    """The records before and after one, newest first: `quote=` is the quote itself, `of_quote=` what came of it.

    At most one more than RELATED.
    """
    known = {name: id_ for name, id_ in ids.items() if id_ is not None}
    if not known:
        return ()
    bounds = {"client": client, "soon": company().expiry_days, "limit": RELATED + 1}
    rows = session.execute(_related(tuple(sorted(known))), known | bounds)
    return tuple(build(RelatedRecord, row) for row in rows)


@cache
def _history(noun: str) -> TextClause:
    return text(f"""
select e.at, e.verb, e.person_id is not null and e.person_id = cast(:person as bigint) as own,
       array(select jsonb_object_keys(case when jsonb_typeof(e.changes) = 'object' then e.changes else '{{}}' end))
       as fields
  from events e
 where e.client_id = :client and e.audience = 'client' and e.{noun}_id = :id
 order by e.at desc, e.id desc limit 50""")  # noqa: S608


def history_of(
    session: Session, viewer: Viewer, noun: str, row: Any, days: Mapping[str, date | None]
) -> tuple[HistoryEntry, ...]:
    """What happened to a record as far as its client may know, newest first; at least its publication.

    `days` are verbs of which the record keeps the day alone. Where the moment was written down, that is told; but what
    was written down of a defect's step is when the portal came to know of it.
    """
    rows = session.execute(_history(noun), {"id": row.id, "client": row.client_id, "person": viewer.person_id})
    found = [HistoryEntry(one.at, one.verb, one.own, tuple(sorted(one.fields))) for one in rows
             if noun != "defect" or one.verb not in days]  # fmt: skip
    if not any(entry.verb in _ARRIVALS for entry in found):
        found.append(HistoryEntry(row.published_at, "published", False))
    told = {entry.verb for entry in found}
    morning = time(tzinfo=ZoneInfo(row.zone))  # what the portal did on that day came after it
    found += [HistoryEntry(datetime.combine(day, morning), verb, False, day_only=True)
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
    related = related_to(session, row.client_id, **ids)
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
