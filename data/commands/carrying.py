"""The worker's steps with an import: taking it in hand, telling how far it is, what came of it, undoing it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.database import transaction, worker
from data.imports.look import Look
from data.imports.mapping import Mapping
from data.imports.report import ImportReport, Problem
from data.records.imports import Carried, InTheWay
from data.viewer import Forbidden, Permission, Unavailable, Viewer

KEPT_PROBLEMS = 20_000
_BEGIN = text("""
    update portal.imports set told_at = portal.now(), progress = 0
     where id = :id and state in ('reading', 'checking', 'running', 'undoing')
    returning id, public_id,
              coalesce(case when state = 'undoing' then undone_by_person_id end, by_person_id) as person_id,
              language, state, file_name, kind, source, storage_key, mapping, row_count
""")
_TELL = text("update portal.imports set progress = :rows, told_at = portal.now() where id = :id and state = :state")
_LOOKED = text("""
    update portal.imports
       set state = 'new', look = cast(:look as jsonb), kind = :kind, source = :source,
           mapping = cast(:mapping as json), row_count = :rows, told_at = portal.now()
     where id = :id and state = 'reading'
""")
_OUTCOME = text("""
    update portal.imports
       set state = case when state = :from then :state else state end, counts = cast(:counts as jsonb),
           totals = cast(:totals as jsonb), problems = cast(:problems as jsonb), sample = cast(:sample as jsonb),
           rows = :rows, told_at = portal.now()
     where id = :id and state in (:from, :state)
""")
_FAIL = text("""
    update portal.imports set state = case when state = 'undoing' then 'done' else 'failed' end, error = :error,
           told_at = portal.now()
     where id = :id and state in ('reading', 'checking', 'running', 'undoing')
""")
_REMEMBERED = text("""
    select source, kind, mapping from portal.import_mappings
     where fingerprint = :fingerprint and (source = :source or :source = '') order by used_at desc
""")
_BEFORE_UNDO = text("select state from portal.imports where id = :id for update")
_UNDO = text("select noun, label, why, by_noun, by_label from portal.undo_import(:id)")
_BLOCKED = text("update portal.imports set state = 'done', kept_because = cast(:blocked as jsonb) where id = :id")
_UNDONE = text("""
    with undone as (
        update portal.imports set state = 'undone', undone_at = portal.now(), undone_by_person_id = :person,
               kept_because = null, told_at = portal.now()
         where id = :id returning id, file_name, public_id)
    insert into portal.events (at, verb, audience, person_id, import_id, details)
    select portal.now(), 'import_undone', 'staff', :person, id,
           jsonb_build_object('file', file_name, 'import', public_id) from undone
""")
_TOO_LATE = "55000"
_LOCKED = "55P03"  # another import, or somebody who is writing one of its records: come again in a moment
_HELD = ("23503", "23505")  # somebody refers to what should go, or has taken its place


def begin(import_id: int) -> Carried | None:
    """Take an import in hand; None when there is nothing to be done for it."""
    with worker() as session:
        row = session.execute(_BEGIN, {"id": import_id}).one_or_none()
    if row is None:
        return None
    mapping = Mapping.model_validate(row.mapping) if row.mapping else None
    return Carried(**{**row._mapping, "mapping": mapping})


def tell(carried: Carried, rows: int) -> None:
    """How many rows are read by now; a sign of life, seen at once by everybody."""
    with worker() as session:
        session.execute(_TELL, {"id": carried.id, "rows": rows, "state": carried.state})


def remembered(viewer: Viewer, look: Look, source: str) -> list[tuple[str, Mapping]]:
    """Kind and mapping of tables with these headings, the last used first; with a source only that source's."""
    with transaction(viewer) as session:
        rows = session.execute(_REMEMBERED, {"fingerprint": look.fingerprint, "source": source}).all()
    return [(row.kind, Mapping.model_validate(row.mapping)) for row in rows]


def note_look(carried: Carried, look: Look, kind: str, mapping: Mapping) -> None:
    """What was seen of the table, and the mapping to begin with."""
    values = {"id": carried.id, "look": json.dumps(look.as_json()), "kind": kind, "rows": look.rows,
              "source": mapping.source or "files",
              "mapping": json.dumps(mapping.model_dump(exclude_defaults=True))}  # fmt: skip
    with worker() as session:
        session.execute(_LOOKED, values)


def note_outcome(carried: Carried, report: ImportReport, state: str) -> None:
    """What a trial or an import found, and the state it leaves it in."""
    sample = [[one.kind, one.row, {name: _told(value) for name, value in one.given.items()}] for one in report.sample]
    counts = {kind: asdict(count) for kind, count in report.counts.items()}
    values = {"id": carried.id, "from": carried.state, "state": state, "counts": json.dumps(counts),
              "totals": json.dumps(report.totals), "rows": report.rows, "sample": json.dumps(sample),
              "problems": json.dumps([_kept(one) for one in _first(report.problems)])}  # fmt: skip
    with worker() as session:
        session.execute(_OUTCOME, values)


def _first(problems: list[Problem]) -> list[Problem]:
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(problems, key=lambda one: order[one.level])[:KEPT_PROBLEMS]


def _kept(one: Problem) -> list[Any]:
    params = {name: value if isinstance(value, int) else str(value) for name, value in one.params}
    return [one.level, one.code, one.row, one.column, one.value, params, one.text]


def _told(value: Any) -> str:
    if isinstance(value, frozenset | set | list | tuple):
        return ", ".join(sorted(str(one) for one in value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in value.items() if one is not None)
    return "" if value is None else str(value)


def fail(carried: Carried, error: str) -> None:
    """It will not come to anything; `error` is one of the reasons in data.records.imports."""
    with worker() as session:
        session.execute(_FAIL, {"id": carried.id, "error": error})


def undo_import(viewer: Viewer, import_id: int) -> tuple[InTheWay, ...]:
    """Bring back what was before an import: all of it, or nothing and what is in the way.

    Raises Forbidden for viewers who may not import, Unavailable while somebody else holds one of its records.
    """
    if not viewer.may(Permission.IMPORT_RECORDS):
        raise Forbidden
    try:
        with transaction(viewer, seconds=600) as session:
            if session.scalar(_BEFORE_UNDO, {"id": import_id}) not in ("done", "undoing"):
                return ()
            blocked = tuple(InTheWay(**row._mapping) for row in session.execute(_UNDO, {"id": import_id}))
            if blocked:
                kept = json.dumps([asdict(one) for one in blocked[:500]])
                session.execute(_BLOCKED, {"id": import_id, "blocked": kept})
            else:
                session.execute(_UNDONE, {"id": import_id, "person": viewer.person_id})
            return blocked
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state == _LOCKED:
            raise Unavailable from error
        if state != _TOO_LATE and state not in _HELD:
            raise
        return _refused(viewer, import_id, "late" if state == _TOO_LATE else "meanwhile")


def _refused(viewer: Viewer, import_id: int, why: str) -> tuple[InTheWay, ...]:
    blocked = (InTheWay("", "", why, None, None),)
    with transaction(viewer) as session:
        session.execute(_BLOCKED, {"id": import_id, "blocked": json.dumps([asdict(one) for one in blocked])})
    return blocked
