"""The statements behind a history: constant fragments, chosen by what is asked; every value is bound.

Each half is read along its own index as far as a page needs, then both are put in one order: newest first, of one
moment the events before the activity.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import TextClause, text

from data.records.withdrawals import NOUNS

_WORD = "like all (cast(:words as text[]))"
# Records of the client with the words, by noun: what an event or an opening was about.
_MEANT = " union all ".join(
    f"(select '{noun}' as noun, r.id, r.public_id from portal.{kept.table} r "  # noqa: S608
    f"where r.client_id = :client and r.search_text {_WORD} limit 300)"
    for noun, kept in NOUNS.items()
)
# People with the words in their name or address.
_NAMED = """select x.id from portal.people x
      where lower(x.name || ' ' || x.email) like all (cast(:plain as text[])) limit 500"""
_EVENT_OF = " or ".join(f"e.{noun}_id in (select m.id from meant m where m.noun = '{noun}')" for noun in NOUNS)  # noqa: S608
EVENT_CONDITIONS = {
    "client": "e.client_id = :client",
    "usual": "e.verb <> 'imported' and (e.import_id is null or e.verb = 'changed')",
    "imports": "e.import_id is not null",
    "verbs": "e.verb = any (cast(:verbs as text[]))",
    "other": "e.verb <> all (cast(:named as text[]))",
    "person": "(e.person_id = :person or e.details ->> 'person' = cast(:person as text))",
    "site": "e.site_id = :site",
    "first": "e.at >= :first", "last": "e.at < :last",
    "words": f"({_EVENT_OF} or e.person_id in (select id from named))",  # noqa: S608
    "after": "(e.at, e.id) < (:at, :event)",
}  # fmt: skip
ACTIVITY_CONDITIONS = {
    "kinds": "a.kind = any (cast(:kinds as text[]))",
    "clients": "not a.is_staff and coalesce(a.result, '') <> 'automatic'",
    "person": "a.person_id = :person",
    "site": "a.site_id = :site",
    "first": "a.at >= :first", "last": "a.at < :last",
    "words": "(a.document_id in (select m.id from meant m where m.noun = 'document') "
             "or a.file_id in (select m.id from meant m where m.noun = 'file') "
             "or split_part(a.path, '/', 3) in (select m.public_id from meant m) "
             "or a.person_id in (select id from named) or lower(a.path) like all (cast(:plain as text[])))",
    "after": "(a.at, a.id) < (:at, :activity)",
}  # fmt: skip
_EVENT = """select 'event' as source, e.id, e.at, e.verb as what, e.person_id, e.acting_staff_id, e.client_id,
       e.site_id, e.document_id, e.file_id, cast(null as text) as path, cast(null as text) as method,
       cast(null as text) as result, e.changes, false as is_staff"""
# the record an event is about
_RECORD = (
    "case " + " ".join(f"when e.{noun}_id is not null then '{noun}'" for noun in NOUNS) + " end as noun, "
    "coalesce(" + ", ".join(f"e.{noun}_id" for noun in NOUNS) + ") as record_id"
)
_ACTIVITY = """select 'activity' as source, a.id, a.at, a.kind as what, a.person_id, a.acting_staff_id, a.client_id,
       a.site_id, a.document_id, a.file_id, a.path, a.method, a.result, cast(null as jsonb) as changes, a.is_staff"""


@cache
def select_history(events: tuple[str, ...] | None, activity: tuple[str, ...] | None) -> TextClause:
    """A page of the history with these conditions; None leaves a half out.

    What somebody did without having chosen a client (signing in, mostly) belongs to the history of each of theirs.
    """
    parts = []
    if events is not None:
        where = " and ".join(EVENT_CONDITIONS[name] for name in events)
        parts.append(f"({_EVENT}, {_RECORD} from portal.events e where {where} "
                     "order by e.at desc, e.id desc limit :limit)")  # fmt: skip
    if activity is not None:
        more = "".join(f" and {ACTIVITY_CONDITIONS[name]}" for name in activity)
        looking = f"{_ACTIVITY}, cast(null as text) as noun, cast(null as bigint) as record_id from portal.activity a"
        newest = "order by a.at desc, a.id desc limit :limit"
        parts.append(f"({looking} where a.client_id = :client{more} {newest})")
        # person by person, each along the index: of many people together the planner would read everybody's
        parts.append(
            "(select own.* from unnest(cast(:people as bigint[])) as who (person), lateral "  # noqa: S608
            f"({looking} where a.client_id is null and a.person_id = who.person{more} {newest}) own)"
        )
    meant = ""
    if "words" in (*(events or ()), *(activity or ())):
        meant = f"meant as materialized (select * from ({_MEANT}) r), named as materialized ({_NAMED}), "  # noqa: S608
    return text(f"""
with {meant}found as materialized (
    select * from ({" union all ".join(parts)}) u order by u.at desc, u.source desc, u.id desc limit :limit)
select f.source, f.id, f.at, f.what, p.name as person, f.is_staff or p.staff_role is not null as staff,
       s.name as acting, coalesce(f.result = 'automatic', false) as automatic, c.public_id as client,
       c.name as client_name, o.name as site_name, f.noun, f.record_id, f.path, f.method, f.result, f.changes,
       f.document_id, f.file_id
  from found f
  left join portal.people p on p.id = f.person_id
  left join portal.people s on s.id = f.acting_staff_id
  left join portal.clients c on c.id = f.client_id
  left join portal.sites o on o.id = f.site_id
 order by f.at desc, f.source desc, f.id desc""")  # noqa: S608


# What records are called, by id or by public id.
RECORDS = text(" union all ".join(
    f"select '{noun}' as noun, r.id, r.public_id, r.{kept.name} as name from portal.{kept.table} r "  # noqa: S608
    f"where r.id = any (cast(:{noun}_ids as bigint[])) or r.public_id = any (cast(:{noun}_keys as text[]))"
    for noun, kept in NOUNS.items()
))  # fmt: skip
PEOPLE = text("""
    select p.id, p.public_id, p.name from portal.people p
     where p.staff_role is null and p.id in (
        select g.person_id from portal.grants g
         where g.client_id = :client or g.group_id = (select c.group_id from portal.clients c where c.id = :client)
        union select k.person_id from portal.contacts k where k.client_id = :client and k.person_id is not null)
     order by p.name, p.id limit 200
""")
SITES = text("select id, public_id, name from portal.sites where client_id = :client order by name, id limit 200")
# What clients' people did last, of the newest things the latest of each person.
LATEST = text(f"""
with newest as materialized (
    {_ACTIVITY}, cast(null as text) as noun, cast(null as bigint) as record_id from portal.activity a
     where not a.is_staff and a.person_id is not null and coalesce(a.result, '') <> 'automatic'
       and a.kind in ('page', 'document_opened', 'document_downloaded', 'exported', 'sign_in')
       and a.at > portal.now() - interval '30 days'
     order by a.at desc, a.id desc limit 400),
each as (select distinct on (person_id) * from newest order by person_id, at desc, id desc)
select f.source, f.id, f.at, f.what, p.name as person, false as staff, cast(null as text) as acting, false as automatic,
       c.public_id as client, c.name as client_name, o.name as site_name, f.noun, f.record_id, f.path, f.method,
       f.result, f.changes, f.document_id, f.file_id
  from each f
  join portal.people p on p.id = f.person_id
  left join lateral (select x.public_id, x.name from portal.clients x where x.id = coalesce(f.client_id,
       (select g.client_id from portal.grants g where g.person_id = f.person_id and g.client_id is not null
         order by g.id limit 1))) c on true
  left join portal.sites o on o.id = f.site_id
 order by f.at desc, f.id desc limit :limit""")  # noqa: S608
