"""What staff do with files: look at them, delete them and have them back, make documents of them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.ids import is_public_id, new_public_id
from data.imports.doors.documents import area_of
from data.queries.files import find_stored_file
from data.queries.uploads import record_by_number
from data.records.files import StoredFile
from data.records.uploads import ABOUT, LONGEST_DESCRIPTION
from data.search import folded
from data.session import Session
from data.viewer import Forbidden, Invalid, NotFound, Permission, Viewer
from integrations.language import _

_SEEN = text("""
    update portal.files set seen_at = portal.now(), seen_by = :person
     where public_id = :file and origin = 'client' and seen_at is null and published_at is not null
""")
_DELETE = text("""
    update portal.files set deleted_at = portal.now(), deleted_by = :person, updated_at = now()
     where public_id = :file and deleted_at is null and published_at is not null and withdrawn_at is null
    returning id, client_id, site_id, description
""")
_RESTORE = text("""
    update portal.files set deleted_at = null, deleted_by = null, updated_at = now()
     where public_id = :file and deleted_at is not null
    returning id, client_id, site_id, description
""")
_EVENT = text("""
    insert into portal.events (at, verb, audience, client_id, site_id, area, person_id, file_id, document_id, details)
    values (portal.now(), :verb, :audience, :client, :site, :area, :person, :file, :document, cast(:details as jsonb))
""")
_FILE = text("""
    select id, client_id, site_id, description, file_name, media_type, size, sha256 from portal.files
     where public_id = :file and published_at is not null and withdrawn_at is null and deleted_at is null
       and scan in ('off', 'clean') for share
""")
_DOCUMENT = text("""
    insert into portal.documents (public_id, client_id, site_id, area, kind_id, title, issued_on, published_at,
                                  search_text)
    select :public_id, :client, :site, :area, k.id, :title, portal.today(), portal.now(), :search_text
      from portal.kinds k where k.noun = 'document' and k.code = :kind
    returning id
""")
_VERSION = text("""
    insert into portal.document_versions (document_id, version, client_id, site_id, area, published_at, file_name,
                                          media_type, size, sha256, storage_key)
    values (:document, 1, :client, :site, :area, portal.now(), :file_name, :media_type, :size, :sha256, :key)
""")
_LINK = text("""
    insert into portal.document_links (document_id, client_id, site_id, area, published_at, inspection_id, equipment_id,
                                       defect_id, job_id, invoice_id, quote_id, contract_id, order_id, booking_id)
    values (:document, :client, :site, :area, portal.now(), :inspection, :equipment, :defect, :job, :invoice, :quote,
            :contract, :order, :booking)
""")


def mark_seen(viewer: Viewer, file: str) -> None:
    """Staff have looked at an upload; the first one counts. What is no upload stays as it is."""
    _staff_only(viewer, file)
    with transaction(viewer) as session:
        session.execute(_SEEN, {"file": file, "person": viewer.person_id})


def delete_file(viewer: Viewer, file: str) -> None:
    """Hide a file from everybody; its bytes go when its time in the trash is over. Raises Forbidden, NotFound."""
    _change(viewer, file, _DELETE, "deleted")


def restore_file(viewer: Viewer, file: str) -> None:
    """Have a deleted file back. Raises Forbidden, NotFound when it is not in the trash (any more)."""
    _change(viewer, file, _RESTORE, "restored")


def find_record(viewer: Viewer, file: str, noun: str, number: str) -> int:
    """The id of the record with this number, of the file's client. Raises NotFound for the file, Invalid for none."""
    _staff_only(viewer, file)
    with transaction(viewer) as session:
        return int(_record(session, _found(session, file), noun, number).id)


def attach_file(viewer: Viewer, file: str, noun: str, number: str, title: str, kind: str, key: str) -> str:
    """Publish a copy of a file as a document of a record of the same client; the document's public id.

    `key` is where the copied bytes are. Raises Forbidden, NotFound for the file, Invalid for a record, title or kind
    that do not exist.
    """
    _staff_only(viewer, file)
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_DESCRIPTION:
        raise Invalid(_("The document needs a title."), "title")
    with transaction(viewer) as session:
        row = _found(session, file)
        record = _record(session, row, noun, number)
        place = {"client": row.client_id, "site": record.site_id, "area": str(area_of(kind, noun))}
        public_id = new_public_id()
        document = session.execute(_DOCUMENT, place | {
            "public_id": public_id, "kind": kind, "title": title, "search_text": folded(f"{title} {row.file_name}"),
        }).scalar_one_or_none()  # fmt: skip
        if document is None:
            raise Invalid(_("This kind does not exist."), "kind")
        session.execute(_VERSION, place | {
            "document": document, "file_name": row.file_name, "media_type": row.media_type, "size": row.size,
            "sha256": row.sha256, "key": key,
        })  # fmt: skip
        session.execute(_LINK, place | dict.fromkeys(ABOUT) | {"document": document, noun: record.id})
        _note(session, viewer, "published", place, None, document, {"name": title, "file": file})
        # whoever sees the file may not see the document: its title is not told there
        _note(session, viewer, "attached", place | {"area": "files", "site": row.site_id}, row.id, None,
              {"name": row.description, "file": file})  # fmt: skip
    return public_id


def find_attachable(viewer: Viewer, file: str) -> StoredFile:
    """The file that is to be copied. Raises Forbidden, NotFound."""
    _staff_only(viewer, file)
    return find_stored_file(viewer, file)


def _staff_only(viewer: Viewer, file: str) -> None:
    if not viewer.may(Permission.MANAGE_FILES):
        raise Forbidden
    if not is_public_id(file):
        raise NotFound


def _change(viewer: Viewer, file: str, statement: Any, verb: str) -> None:
    _staff_only(viewer, file)
    with transaction(viewer) as session:
        row = session.execute(statement, {"file": file, "person": viewer.person_id}).one_or_none()
        if row is None:
            raise NotFound
        place = {"client": row.client_id, "site": row.site_id, "area": "files"}
        _note(session, viewer, verb, place, row.id, None, {"name": row.description}, audience="staff")


def _found(session: Session, file: str) -> Any:
    row = session.execute(_FILE, {"file": file}).one_or_none()
    if row is None:
        raise NotFound
    return row


def _record(session: Session, row: Any, noun: str, number: str) -> Any:
    if noun not in ABOUT:
        raise Invalid(_("Choose what kind of record it is."), "noun")
    found = session.execute(record_by_number(noun), {"number": number.strip(), "client": row.client_id}).all()
    if len(found) != 1:
        raise Invalid(_("This client has no such record. Check its number."), "number")
    return found[0]


def _note(
    session: Session, viewer: Viewer, verb: str, place: dict[str, Any], file: int | None, document: int | None,
    details: dict[str, Any], audience: str = "client",
) -> None:  # fmt: skip
    session.execute(_EVENT, place | {
        "verb": verb, "audience": audience, "person": viewer.person_id, "file": file, "document": document,
        "details": json.dumps(details),
    })  # fmt: skip
