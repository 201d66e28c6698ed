"""Where a document may belong: a published record, a site, a client; found by address and by searching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text

from data.database import transaction
from data.ids import is_public_id
from data.queries.publishing.sameness import SHOWN
from data.queries.scope import patterns
from data.records.publishing import NOUNS, Kind, OwnPaper, Target, Wanted
from data.search import BEGINS, beginnings, one_word
from data.session import Session
from data.viewer import Forbidden, NotFound, Permission, Viewer

FOUND = 8  # of each sort
_CALLED = {"equipment": "code"}
_CLIENT = text("select id as client_id, null::bigint as site_id from portal.clients where public_id = :client")
_SITE = text("select client_id, id as site_id from portal.sites where public_id = :site")
_CLIENTS = text("""
    select public_id as client, name as client_name, null as site, null as site_name, null as noun, null as record,
           number
      from portal.clients where search_text like all (cast(:words as text[])) order by search_text, id limit :most
""")
_SITES = text("""
    select c.public_id as client, c.name as client_name, s.public_id as site, s.name as site_name, null as noun,
           null as record, s.code as number
      from portal.sites s join portal.clients c on c.id = s.client_id
     where s.search_text || ' ' || c.search_text like all (cast(:words as text[]))
     order by c.search_text, c.id, s.search_text, s.id limit :most
""")
_KINDS = text("select id, code, names from portal.kinds where noun = 'document' order by position, id")


@dataclass(frozen=True, slots=True)
class Place:
    """A place by inner ids."""

    client_id: int
    site_id: int | None
    noun: str | None = None
    record_id: int | None = None


def _table(noun: str) -> str:
    return noun if noun == "equipment" else f"{noun}s"


@cache
def _record(noun: str) -> TextClause:
    return text(
        f"select client_id, site_id, id as record_id from portal.{_table(noun)} "  # noqa: S608
        "where public_id = :record and published_at is not null and withdrawn_at is null"
    )


_TARGET = text("""
    select c.public_id as client, c.name as client_name, s.public_id as site, s.name as site_name
      from portal.clients c left join portal.sites s on s.client_id = c.id and s.id = :site
     where c.id = :client
""")


@cache
def _found(noun: str) -> TextClause:
    """Records whose number is the one typed, or begins so, or that have all the words."""
    called = _CALLED.get(noun, "number")
    key = f"translate(lower(t.{called}), ' -/._', '')"
    return text(f"""
    select c.public_id as client, c.name as client_name, s.public_id as site, s.name as site_name, '{noun}' as noun,
           t.public_id as record, t.{called} as number
      from (select t.* from portal.{_table(noun)} t
             where t.published_at is not null and t.withdrawn_at is null and ({key} = :number or {BEGINS.format("t")})
             order by ({key} = :number) desc, (t.client_id = cast(:first as bigint)) desc nulls last, t.id desc
             limit :most) t
      join portal.clients c on c.id = t.client_id
      left join portal.sites s on s.client_id = t.client_id and s.id = t.site_id
     order by ({key} = :number) desc, (t.client_id = cast(:first as bigint)) desc nulls last, t.id desc""")  # noqa: S608  (constants alone)


@cache
def _papers(noun: str) -> TextClause:
    return text(f"""
    select d.public_id, d.title, (select max(v.version) from portal.document_versions v where v.document_id = d.id)
           as version
      from portal.document_links l
      join portal.documents d on d.client_id = l.client_id and d.id = l.document_id and {SHOWN.format("d")}
     where l.{noun}_id = :record and l.client_id = :client and {SHOWN.format("l")}
     order by d.listed_on desc, d.id desc limit 50""")  # noqa: S608


_LOOSE = text(f"""
    select d.public_id, d.title, (select max(v.version) from portal.document_versions v where v.document_id = d.id)
           as version
      from portal.documents d
     where d.client_id = :client and d.site_id is not distinct from cast(:site as bigint)
       and {SHOWN.format("d")}
       and not exists (select from portal.document_links l where l.client_id = d.client_id and l.document_id = d.id)
     order by d.listed_on desc, d.id desc limit 50""")  # noqa: S608


def find_place(session: Session, wanted: Wanted) -> Place | None:
    """The place that is named; None where nothing is. Raises NotFound for what is not there, or not published."""
    if wanted.record:
        if wanted.noun not in NOUNS or not is_public_id(wanted.record):
            raise NotFound
        row = session.execute(_record(wanted.noun), {"record": wanted.record}).one_or_none()
        if row is None:
            raise NotFound
        return Place(row.client_id, row.site_id, wanted.noun, row.record_id)
    for statement, name, value in ((_SITE, "site", wanted.site), (_CLIENT, "client", wanted.client)):
        if value:
            row = session.execute(statement, {name: value}).one_or_none() if is_public_id(value) else None
            if row is None:
                raise NotFound
            return Place(row.client_id, row.site_id)
    return None


def find_target(viewer: Viewer, wanted: Wanted) -> tuple[Target | None, tuple[OwnPaper, ...]]:
    """The place in words, and the documents it has already. Raises Forbidden, NotFound."""
    _allowed(viewer)
    with transaction(viewer) as session:
        place = find_place(session, wanted)
        if place is None:
            return None, ()
        values = {"client": place.client_id, "site": place.site_id, "record": place.record_id}
        row = session.execute(_TARGET, values).one()
        number = None
        if place.noun:
            called = _CALLED.get(place.noun, "number")
            named = text(f"select {called} from portal.{_table(place.noun)} where id = :record")  # noqa: S608
            number = session.execute(named, values).scalar()
        papers = session.execute(_papers(place.noun) if place.noun else _LOOSE, values).all()
    return (
        Target(row.client, row.client_name, row.site, row.site_name, place.noun, wanted.record or None, number),
        tuple(OwnPaper(*paper) for paper in papers),
    )


def search_targets(viewer: Viewer, typed: str, client: str = "") -> tuple[Target, ...]:
    """What the words find, a few of each sort: by their number first, those of the client named first; then others.

    Raises Forbidden.
    """
    _allowed(viewer)
    starts = beginnings(typed)
    if starts is None:
        return ()
    values: dict[str, Any] = {"words": patterns(typed), "beginnings": starts, "number": one_word(typed), "most": FOUND}
    found: list[Target] = []
    statements: Sequence[TextClause] = [*(_found(noun) for noun in NOUNS), _SITES, _CLIENTS]
    with transaction(viewer) as session:
        values["first"] = session.execute(_CLIENT, {"client": client}).scalar() if is_public_id(client) else None
        for statement in statements:
            found += [Target(*row) for row in session.execute(statement, values)]
    exact = one_word(typed)
    return tuple(sorted(found, key=lambda one: one_word(one.number or "") != exact))


def document_kinds(viewer: Viewer) -> tuple[Kind, ...]:
    """The kinds a document can have."""
    with transaction(viewer) as session:
        return tuple(Kind(*row) for row in session.execute(_KINDS))


def _allowed(viewer: Viewer) -> None:
    if not viewer.may(Permission.PUBLISH):
        raise Forbidden
