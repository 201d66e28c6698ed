"""Files outside any record: the list, one with what is known of it, and the bytes behind it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.ids import is_public_id
from data.queries.company import rules
from data.queries.neighbours import beside_in_table
from data.queries.openings import openings_of
from data.queries.surroundings import history_of
from data.queries.table_statements import SortKey, Table
from data.queries.tables import list_table
from data.queries.uploads import record_by_id
from data.records.documents import Beside
from data.records.files import DeletedFile, File, FileRow, StaffFileRow, StoredFile
from data.records.scope import Scope
from data.records.shared import Slice, Surroundings, build
from data.records.tables import NOTHING_ASKED, Question
from data.records.uploads import ABOUT, AboutRecord
from data.search import sql_folded
from data.session import Session
from data.viewer import Forbidden, NotFound, Permission, Viewer

_ROWS = """
select f.id, f.public_id, f.description, f.file_name, f.media_type, f.size, f.origin as standing, f.added_on, f.scan,
       page.list_order::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name,
       c.number as client_number, s.code as site_code
  from page
  join files f on f.client_id = page.client_id and f.id = page.id
  join clients c on c.id = f.client_id
  left join sites s on s.client_id = f.client_id and s.id = f.site_id"""
FILES = Table(
    "file", FileRow, "files", _ROWS, usual="-added", document=False, shown="t.deleted_at is null",
    standing="t.origin", standings=("client", "company"), day="t.added_on",
    number="t.file_name", subject="t.description",
    sorts={
        "added": SortKey("t.added_on", "date"), "description": SortKey(sql_folded("t.description")),
        "name": SortKey(sql_folded("t.file_name")), "size": SortKey("t.size", "numeric"),
    },
)  # fmt: skip
_STAFF_STANDING = (
    "case when {0}.scan in ('infected', 'pending') then {0}.scan when {0}.origin = 'company' then 'handed_over' "
    "when {0}.seen_at is null then 'new' else 'seen' end"
)
# what was imported came in on the day the file says
_ADDED = "(case when {0}.source is null then {0}.created_at else {0}.added_on::timestamp at time zone 'UTC' end)"
_STAFF_ROWS = f"""
select f.id, f.public_id, f.description, f.file_name, f.media_type, f.size, {_STAFF_STANDING.format("f")} as standing,
       f.added_on, f.scan, f.virus, case when f.source is null then f.created_at end as came_at, p.name as added_by,
       page.list_order::text as list_key, c.public_id as client_public_id, c.name as client_name,
       s.public_id as site_public_id, s.name as site_name,
       c.number as client_number, s.code as site_code
  from page
  join files f on f.client_id = page.client_id and f.id = page.id
  join clients c on c.id = f.client_id
  left join sites s on s.client_id = f.client_id and s.id = f.site_id
  left join people p on p.id = f.added_by"""  # noqa: S608  (constants alone)
STAFF_FILES = Table(
    "upload", StaffFileRow, "files", _STAFF_ROWS, usual="-added", document=False, shown="t.deleted_at is null",
    standing=_STAFF_STANDING.format("t"), standings=("new", "seen", "pending", "infected", "handed_over"),
    day="t.added_on", number="t.file_name", subject="t.description",
    sorts={
        "added": SortKey(_ADDED.format("t"), "timestamptz"), "description": SortKey(sql_folded("t.description")),
        "name": SortKey(sql_folded("t.file_name")), "size": SortKey("t.size", "numeric"),
    },
)  # fmt: skip
_TRASH = text("""
select f.public_id, f.description, f.file_name, f.media_type, f.size, c.name as client_name, s.name as site_name,
       f.deleted_at, p.name as deleted_by, f.deleted_at + make_interval(days => :days) as until
  from files f
  join clients c on c.id = f.client_id
  left join sites s on s.client_id = f.client_id and s.id = f.site_id
  left join people p on p.id = f.deleted_by
 where f.deleted_at is not null order by f.deleted_at desc, f.id desc limit 200""")
_ABOUT = ", ".join(f"f.{noun}_id" for noun in ABOUT)
_KEPT = "f.published_at is not null and f.withdrawn_at is null and f.deleted_at is null"
_ONE = text(f"""
select f.id, f.client_id, f.public_id, f.description, f.file_name, f.media_type, f.size, f.origin as standing,
       f.added_on, f.added_by, coalesce(f.added_by = cast(:person as bigint), false) as own, f.published_at, f.scan,
       f.virus, f.seen_at is not null as seen, f.created_at, {_ABOUT},
       coalesce(s.zone, (select portal.zone())) as zone,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from files f
  join clients c on c.id = f.client_id
  left join sites s on s.client_id = f.client_id and s.id = f.site_id
 where f.public_id = :public_id and {_KEPT}""")  # noqa: S608
_PERSON = text("select name from people where id = :id")
_STORED = text(f"""
select f.id, f.client_id, f.storage_key, f.file_name, f.media_type, f.size, f.sha256
  from files f where f.public_id = :public_id and {_KEPT} and f.scan in ('off', 'clean')""")  # noqa: S608


def list_files(
    viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[FileRow]:
    """Files, the newest on top, fifty at a time. Raises Invalid for a malformed `after`."""
    return list_table(FILES, viewer, scope, after, question)


def list_staff_files(
    viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[StaffFileRow]:
    """All files as staff see them, the newest on top. Raises Forbidden for others, Invalid for a malformed `after`."""
    if not viewer.may(Permission.SEE_CLIENTS):
        raise Forbidden
    return list_table(STAFF_FILES, viewer, scope, after, question)


def list_deleted_files(viewer: Viewer) -> tuple[DeletedFile, ...]:
    """The trash, the latest on top, at most 200. Raises Forbidden."""
    if not viewer.may(Permission.MANAGE_FILES):
        raise Forbidden
    with transaction(viewer) as session:
        return tuple(build(DeletedFile, row) for row in session.execute(_TRASH, {"days": rules().files_kept_days}))


def find_file(viewer: Viewer, public_id: str) -> File:
    """One file with everything on its page. Raises NotFound."""
    if not is_public_id(public_id):
        raise NotFound
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id, "person": viewer.person_id}).first()
        if row is None:
            raise NotFound
        name = session.scalar(_PERSON, {"id": row.added_by}) if viewer.is_staff and row.added_by else None
        about = about_of(session, row)
        around = Surroundings(row.zone, history=history_of(session, viewer, "file", row, {}))
        return build(
            File, row, around=around, added_by=name, about=about,
            openings=openings_of(session, viewer, "file", row),
        )  # fmt: skip


def about_of(session: Session, row: Any) -> AboutRecord | None:
    """The record a file (`row` with the columns of all nouns) is about, if the viewer may see it."""
    for noun in ABOUT:
        if (record := getattr(row, f"{noun}_id")) is not None:
            found = session.execute(record_by_id(noun), {"id": record, "client": row.client_id}).one_or_none()
            return AboutRecord(noun, found.public_id, found.number, found.site_public_id) if found else None
    return None


def beside_file(viewer: Viewer, scope: Scope, question: Question, public_id: str) -> Beside:
    """The neighbours of a file in the list it was opened from."""
    return beside_in_table(FILES, viewer, scope, question, public_id, "description")


def find_stored_file(viewer: Viewer, public_id: str) -> StoredFile:
    """What is needed to send a file. Raises NotFound."""
    if not is_public_id(public_id):
        raise NotFound
    with transaction(viewer) as session:
        row = session.execute(_STORED, {"public_id": public_id}).first()
    if row is None:
        raise NotFound
    return build(StoredFile, row)
