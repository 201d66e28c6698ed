"""Imports on the page: a table comes in, gets its mapping, is checked, imported, undone; the worker does the long part.

The row is the truth. Jobs hold its id only; a worker that was killed leaves it as it was, and its job comes again.
"""

from __future__ import annotations

import json

from sqlalchemy import text

from data.database import transaction, worker
from data.ids import is_public_id, new_public_id
from data.imports.look import Look
from data.imports.mapping import Mapping
from data.records.imports import FORGOTTEN_AFTER, SILENT_AFTER, UNDO_FOR
from data.viewer import Conflict, Forbidden, NotFound, Permission, Viewer
from integrations.language import _

_ADD = text("""
    with added as (
        insert into portal.imports (public_id, by_person_id, source, file_name, sha256, counts, state, kind, language,
                                    storage_key, size, at, told_at)
        values (:public_id, :person, :source, :file_name, :sha256, '{}', 'reading', :kind, :language, :key, :size,
                portal.now(), portal.now())
        returning id)
    select portal.defer('carry_import', jsonb_build_object('batch', id)) from added
""")
_SETTLE = text("""
    update portal.imports
       set state = :state, kind = :kind, source = :source, mapping = cast(:mapping as json), problems = null,
           totals = null, sample = null, counts = '{}', progress = 0, error = null, told_at = portal.now(),
           by_person_id = :person, language = :language
     where public_id = :public_id and state in ('new', 'checked', 'refused', 'failed') and look is not null
       and storage_key is not null
    returning id
""")
_REMEMBER = text("""
    insert into portal.import_mappings (fingerprint, source, kind, mapping, by_person_id, used_at)
    values (:fingerprint, :source, :kind, cast(:mapping as json), :person, portal.now())
    on conflict (fingerprint, source) do update
       set kind = excluded.kind, mapping = excluded.mapping, by_person_id = excluded.by_person_id,
           used_at = excluded.used_at
""")
_RUN = text("""
    update portal.imports set state = 'running', progress = 0, told_at = portal.now(), by_person_id = :person,
           language = :language
     where public_id = :public_id and state = 'checked' returning id
""")
_UNDO = text("""
    update portal.imports set state = 'undoing', told_at = portal.now(), kept_because = null,
           undone_by_person_id = :person, language = :language
     where public_id = :public_id and state = 'done' and finished_at > portal.now() - cast(:undo_for as interval)
       and exists (select from portal.import_rows r where r.import_id = imports.id)
    returning id
""")
_AGAIN = text("""
    update portal.imports set told_at = portal.now()
     where public_id = :public_id and state in ('reading', 'checking', 'running', 'undoing')
       and told_at < portal.now() - cast(:silent as interval)
    returning id
""")
_DEFER = text("select portal.defer('carry_import', jsonb_build_object('batch', cast(:id as bigint)))")
_THERE = text("select state from portal.imports where public_id = :public_id")
_EXPIRED = text("""
    select id, storage_key from portal.imports
     where storage_key is not null
       and (state in ('done', 'undone') and finished_at <= portal.now() - cast(:undo_for as interval)
            or state not in ('done', 'undone') and coalesce(told_at, at) <= portal.now() - cast(:forgotten as interval))
""")
_FORGET_FILE = text("update portal.imports set storage_key = null, look = null where id = :id")
_FORGET_NEW = text("""
    delete from portal.imports i where storage_key is null and state in ('reading', 'new', 'checking', 'checked')
       and size is not null and not exists (select from portal.import_rows r where r.import_id = i.id)
""")
_FORGET_ROWS = text("""
    delete from portal.import_rows r using portal.imports i
     where i.id = r.import_id and i.finished_at <= portal.now() - cast(:undo_for as interval)
""")
_KEPT = text("select storage_key from portal.imports where storage_key is not null")


def add_import(
    viewer: Viewer, file_name: str, key: str, size: int, sha256: str, *, kind: str | None, source: str
) -> str:
    """An uploaded table that is in the store under `key`: the worker looks at it first. Answers with its public id.

    Raises Forbidden.
    """
    _may(viewer)
    public_id = new_public_id()
    values = {
        "public_id": public_id,
        "person": viewer.person_id,
        "source": source,
        "file_name": file_name,
        "sha256": sha256,
        "kind": kind,
        "language": viewer.language or "en",
        "key": key,
        "size": size,
    }
    with transaction(viewer) as session:
        session.execute(_ADD, values)
    return public_id


def settle_mapping(viewer: Viewer, public_id: str, kind: str, mapping: Mapping, look: Look, *, check: bool) -> None:
    """How the table is to be read, remembered for the next one with its headings; with `check` it is tried out.

    What an earlier trial found is forgotten. Raises Forbidden, NotFound, and Conflict once it is being imported.
    """
    _may(viewer)
    source = mapping.source or "files"
    values = {"public_id": public_id, "kind": kind, "source": source, "state": "checking" if check else "new",
              "mapping": json.dumps(mapping.model_dump(exclude_defaults=True)), "person": viewer.person_id,
              "fingerprint": look.fingerprint, "language": viewer.language or "en"}  # fmt: skip
    with transaction(viewer) as session:
        found = session.execute(_SETTLE, values).one_or_none()
        if found is None:
            _why_not(session, public_id)
        session.execute(_REMEMBER, values)
        if check and found is not None:
            session.execute(_DEFER, {"id": found.id})


def ask_for_import(viewer: Viewer, public_id: str) -> None:
    """Import what was checked. Raises Forbidden, NotFound, and Conflict unless its last trial found no error."""
    _move(viewer, public_id, _RUN, {})


def ask_for_undo(viewer: Viewer, public_id: str) -> None:
    """Have an import undone. Raises Forbidden, NotFound, and Conflict when its day is over or it is undone already."""
    _move(viewer, public_id, _UNDO, {"undo_for": UNDO_FOR})


def ask_again(viewer: Viewer, public_id: str) -> None:
    """Wake the worker for an import of which nothing was heard for a while. Raises Forbidden, NotFound, Conflict."""
    _move(viewer, public_id, _AGAIN, {"silent": SILENT_AFTER})


def _move(viewer: Viewer, public_id: str, statement, values) -> None:  # type: ignore[no-untyped-def]
    _may(viewer)
    with transaction(viewer) as session:
        named = values | {"public_id": public_id, "person": viewer.person_id, "language": viewer.language or "en"}
        found = session.execute(statement, named).one_or_none()
        if found is None:
            _why_not(session, public_id)
        else:
            session.execute(_DEFER, {"id": found.id})


def _why_not(session, public_id: str) -> None:  # type: ignore[no-untyped-def]
    if not is_public_id(public_id) or session.execute(_THERE, {"public_id": public_id}).one_or_none() is None:
        raise NotFound
    raise Conflict(_("This import has moved on meanwhile. Look at it again."))


def _may(viewer: Viewer) -> None:
    if not viewer.may(Permission.IMPORT_RECORDS):
        raise Forbidden


def list_expired_tables() -> list[tuple[int, str]]:
    """Ids and storage keys of uploaded tables whose time is over."""
    with worker() as session:
        rows = session.execute(_EXPIRED, {"undo_for": UNDO_FOR, "forgotten": FORGOTTEN_AFTER})
        return [(row.id, row.storage_key) for row in rows]


def forget_table(import_id: int) -> None:
    """Its file is deleted."""
    with worker() as session:
        session.execute(_FORGET_FILE, {"id": import_id})


def clear_imports() -> frozenset[str]:
    """Forget uploads that came to nothing and what can no longer be undone; the keys of tables still wanted."""
    with worker() as session:
        session.execute(_FORGET_NEW)
        session.execute(_FORGET_ROWS, {"undo_for": UNDO_FOR})
        return frozenset(session.execute(_KEPT).scalars())
