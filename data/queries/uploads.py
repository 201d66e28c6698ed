"""What the form of a new file needs to know: the sites it may go to, the record it is about, how much room is left."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sqlalchemy import TextClause, text

from data.database import transaction
from data.ids import is_public_id
from data.queries.scope import LIMIT
from data.queries.surroundings import RELATIONS
from data.records.scope import FoundSite
from data.records.uploads import ABOUT, AboutRecord, Places
from data.session import Session
from data.viewer import NotFound, Viewer

NUMBERS = {"equipment": "code"}
_SITES = text("""
    select s.public_id, s.name, concat_ws(', ', s.address, s.city) as address, c.public_id as client_public_id,
           c.name as client_name
      from portal.sites s join portal.clients c on c.id = s.client_id
     where s.client_id = :client
       and (:all or s.id = any ((select portal.permitted_sites('files'))::bigint[]))
     order by s.search_text, s.id limit :limit
""")
_WHOLE = text("select portal.whole('files') as whole, portal.file_room() as room")


@cache
def record_of(noun: str) -> TextClause:
    """A record by its public id, as far as the viewer sees it: id, client, site, number."""
    return _record(noun, "r.public_id = :public_id")


@cache
def record_by_id(noun: str) -> TextClause:
    """A record by its inner id."""
    return _record(noun, "r.id = :id")


@cache
def record_by_number(noun: str) -> TextClause:
    """A record by its number, as people type it."""
    return _record(noun, f"lower(r.{NUMBERS.get(noun, 'number')}) = lower(:number)")


def _record(noun: str, condition: str) -> TextClause:
    return text(
        f"select r.id, r.client_id, r.site_id, r.public_id, r.{NUMBERS.get(noun, 'number')} as number, "  # noqa: S608
        "s.public_id as site_public_id "
        f"from portal.{RELATIONS[noun]} r left join portal.sites s on s.client_id = r.client_id and s.id = r.site_id "
        f"where {condition} and r.client_id = :client "
        "and r.published_at is not null and r.withdrawn_at is null"
    )


def find_places(viewer: Viewer, client_id: int, noun: str = "", record: str = "") -> Places:
    """Where a file of this client may go. Raises NotFound for a record that is not theirs to see."""
    with transaction(within(viewer, client_id)) as session:
        about = find_about(session, client_id, noun, record) if noun else None
        whole, room = True, None
        if not viewer.is_staff:
            told = session.execute(_WHOLE).one()
            whole, room = bool(told.whole), int(told.room)
        rows = session.execute(_SITES, {"client": client_id, "all": whole, "limit": LIMIT}).all()
    return Places(tuple(FoundSite(*row) for row in rows), whole, room, about)


def find_about(session: Session, client_id: int, noun: str, record: str) -> AboutRecord:
    """The record a file is to be about. Raises NotFound."""
    if noun not in ABOUT or not is_public_id(record):
        raise NotFound
    row = session.execute(record_of(noun), {"public_id": record, "client": client_id}).one_or_none()
    if row is None:
        raise NotFound
    return AboutRecord(noun, row.public_id, row.number, row.site_public_id)


def within(viewer: Viewer, client_id: int) -> Viewer:
    """The viewer as acting for one client."""
    return viewer if viewer.is_staff else replace(viewer, client_id=client_id)
