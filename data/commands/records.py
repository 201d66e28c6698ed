"""Records written in the portal: made, corrected, cancelled; each in one transaction, through the door of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import Cursor, Error, InterfaceError, OperationalError
from psycopg.errors import UniqueViolation
from psycopg.rows import dict_row
from sqlalchemy import text

from data.commands.record_entries import entry_of, next_reference
from data.database import transaction
from data.imports.conversion import Fault
from data.imports.doors import DOORS
from data.imports.forms import (
    FormEntry,
    context_for,
    pass_door,
)
from data.imports.lookups import Lookups
from data.queries.record_changes import changes_of, noun_of
from data.queries.record_choices import find_client
from data.queries.record_forms import read_edited, row_of, version_of
from data.records.changes import RecordChange
from data.records.forms import (
    FORMS,
    EditedRecord,
    Faults,
    Typed,
    ends_with,
    has_drafts,
)
from data.session import Session
from data.viewer import Conflict, Forbidden, Invalid, NotFound, Permission, Unavailable, Viewer

OWN_SOURCE = "portal"
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Saved:
    """A record as it was left: where it is, and whether clients see it."""

    public_id: str
    client: str
    published: bool


class RecordRefused(Invalid):
    """What was typed cannot be: `faults` says why, field by field; `doubts` is odd, and is saved when sent again."""

    def __init__(self, faults: Faults, doubts: Faults | None = None) -> None:
        super().__init__()
        self.faults, self.doubts = faults, doubts or {}


class RecordChanged(Conflict):
    """Somebody else was first: `current` is the record as it is by now, `changes` what was done since."""

    def __init__(self, current: EditedRecord, changes: tuple[RecordChange, ...]) -> None:
        super().__init__()
        self.current, self.changes = current, changes


def save_record(
    viewer: Viewer, kind: str, typed: Typed, *, record: str = "", client: str = "", seen: str = "", draft: bool = False,
    despite: str = "",
) -> Saved:  # fmt: skip
    """Write what was typed: into the `record` with this public id, seen in the version `seen`, else into a new one of
    the `client`.

    `draft` keeps it from clients; `despite` repeats the doubts that were read (see `doubts_mark`). Raises Forbidden,
    NotFound, RecordRefused, RecordChanged.
    """
    _allowed(viewer, kind)
    if draft and not has_drafts(kind):
        raise Invalid
    try:
        with transaction(viewer) as session:
            cursor = _cursor(session)
            stored = row_of(session, kind, record, lock=True) if record else None
            current = None
            if stored is not None:
                stored = _own(cursor, kind, stored)
                current = read_edited(session, kind, stored)
                _check_version(session, kind, stored, current, seen)
            elif kind != "clients" and find_client(session, client) is None:
                raise NotFound
            publishes = not draft and DOORS[kind].published and not (current and current.published)
            if publishes and not viewer.may(Permission.PUBLISH):
                raise Forbidden
            context = context_for(
                _lookups(cursor, stored), (stored or {}).get("source") or OWN_SOURCE, viewer.person_id
            )
            context.draft = draft
            entry = entry_of(session, cursor, kind, typed, current, client, context)
            if not context.faults:
                pass_door(kind, entry, cursor, context)
            if context.faults:
                raise RecordRefused(context.faults, context.doubts)
            if context.doubts and despite != doubts_mark(context.doubts):
                raise RecordRefused({}, context.doubts)
            return _saved(session, kind, entry)
    except UniqueViolation as error:
        if error.diag.constraint_name != "invoices_own_number":
            raise
        raise RecordRefused({"number": Fault("number_taken")}) from error
    except Error as error:
        raise _told(error) from error


def _told(error: Error) -> Exception:
    """What an error of the driver means to who sent the form."""
    if isinstance(error, OperationalError | InterfaceError):
        return Unavailable()
    if (error.sqlstate or "")[:2] not in ("22", "23"):
        return error
    return RecordRefused({"": Fault("refused_by_database", reason=str(error.diag.message_primary))})


def doubts_mark(doubts: Faults) -> str:
    """Doubts as the form repeats them, to say that they were read."""
    return ".".join(sorted(f"{name}-{fault.code}" for name, fault in doubts.items()))


def cancel_record(viewer: Viewer, kind: str, record: str, seen: str, reason: str) -> Saved:
    """Cancel a record, with the reason; a draft is put away, which nobody has seen.

    Raises Forbidden, NotFound for what cannot be cancelled (any more), Invalid without a reason, RecordChanged.
    """
    _allowed(viewer, kind)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise RecordRefused({"reason": Fault("needed") if not reason else Fault("too_long", limit=LONGEST_REASON)})
    with transaction(viewer) as session:
        cursor = _cursor(session)
        stored = _own(cursor, kind, row_of(session, kind, record, lock=True))
        current = read_edited(session, kind, stored)
        if not can_cancel(current):
            raise NotFound
        _check_version(session, kind, stored, current, seen)
        if not current.published:
            _put_away(session, kind, stored)
            _tell_staff(session, viewer, kind, stored, "discarded", reason)
            return Saved(record, current.client, False)
        context = context_for(_lookups(cursor, stored), str(stored["source"]), viewer.person_id)
        field = ends_with(kind)
        value = context.lookups.today if field == "cancelled_on" else "cancelled"
        entry = FormEntry(0, stored["external_ref"], {field: value})
        pass_door(kind, entry, cursor, context)
        if context.faults:
            raise RecordRefused(context.faults)
        _tell_staff(session, viewer, kind, stored, "cancelled", reason)
        return Saved(record, current.client, True)


def can_cancel(record: EditedRecord) -> bool:
    """Whether there is something to cancel: not twice, and not what is corrected by another record."""
    if record.is_new or record.withdrawn:
        return False
    if not record.published:
        return has_drafts(record.kind)
    field = ends_with(record.kind)
    is_over = record.state == "cancelled" or (field == "cancelled_on" and record.typed.values["cancelled_on"])
    return bool(field) and not is_over and not record.locked


def _put_away(session: Session, kind: str, row: Mapping[str, Any]) -> None:
    """A draft that is given up: kept, and nowhere to be seen."""
    session.execute(
        text(f"update portal.{kind} set withdrawn_at = portal.now(), updated_at = now() where id = :id"),  # noqa: S608
        {"id": row["id"]},
    )


def _tell_staff(session: Session, viewer: Viewer, kind: str, row: Mapping[str, Any], verb: str, reason: str) -> None:
    """Why it was done, in an event that no client reads."""
    columns = f"verb, audience, client_id, site_id, area, person_id, {noun_of(kind)}_id, details"
    query = f"""insert into portal.events ({columns}) values (:verb, 'staff', :client, :site, :area, :person, :id,
                       jsonb_build_object('reason', cast(:reason as text)))"""  # noqa: S608
    values = {"verb": verb, "client": row["client_id"], "site": row["site_id"], "area": DOORS[kind].area,
              "person": viewer.person_id, "id": row["id"], "reason": reason}  # fmt: skip
    session.execute(text(query), values)


def _allowed(viewer: Viewer, kind: str) -> None:
    if not viewer.may(Permission.EDIT_RECORDS):
        raise Forbidden
    if kind not in FORMS:
        raise NotFound


def _cursor(session: Session) -> Cursor[Any]:
    return session.raw.cursor(row_factory=dict_row)


def _lookups(cursor: Cursor[Any], stored: Mapping[str, Any] | None) -> Lookups:
    return Lookups(cursor, str((stored or {}).get("source") or OWN_SOURCE), by_public_id=True)


def _own(cursor: Cursor[Any], kind: str, stored: dict[str, Any]) -> dict[str, Any]:
    """A record without a reference gets one of the portal's, by which its door finds it."""
    if stored["source"] is None:
        stored |= {"source": OWN_SOURCE, "external_ref": next_reference(cursor)}
        cursor.execute(f"update portal.{kind} set source = %s, external_ref = %s where id = %s",  # noqa: S608
                       (stored["source"], stored["external_ref"], stored["id"]))  # fmt: skip
    return stored


def _check_version(session: Session, kind: str, row: Mapping[str, Any], current: EditedRecord, seen: str) -> None:
    if version_of(session, kind, row) != seen:
        last = seen.partition("-")[2]
        since = int(last) if last.isascii() and last.isdigit() and len(last) < 19 else 0
        raise RecordChanged(current, changes_of(session, kind, row, since))


def _saved(session: Session, kind: str, entry: FormEntry) -> Saved:
    owner = "id" if kind == "clients" else "client_id"
    published = "t.published_at is not null and t.withdrawn_at is null" if DOORS[kind].published else "true"
    query = f"""select t.public_id, c.public_id as client, {published} as published
                  from portal.{kind} t join portal.clients c on c.id = t.{owner}
                 where t.source = :source and t.external_ref = :reference"""  # noqa: S608
    source = (entry.stored or {}).get("source") or OWN_SOURCE
    row = session.execute(text(query), {"source": source, "reference": entry.reference}).one()
    return Saved(row.public_id, row.client, row.published)
