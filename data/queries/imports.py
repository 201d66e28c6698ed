"""Imports for staff: the history, and one with everything its page tells."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.ids import is_public_id
from data.imports.look import Look
from data.imports.mapping import Mapping
from data.imports.messages import SENTENCES
from data.imports.report import Problem
from data.imports.schemas import KINDS
from data.records.imports import (
    SILENT_AFTER,
    UNDO_FOR,
    ImportCounts,
    ImportDetail,
    ImportLine,
    Imports,
    InTheWay,
    SampledRecord,
    ToldProblem,
)
from data.viewer import Forbidden, NotFound, Permission, Viewer

PAGE = 25
SHOWN = 100
_LINE = """
    i.id, i.public_id, i.at, p.name as by, i.source, i.file_name, i.kind, i.state, i.counts, i.totals, i.rows,
    case when i.state in ('done', 'undoing') and i.finished_at > portal.now() - cast(:undo_for as interval)
          and exists (select from portal.import_rows r where r.import_id = i.id)
         then i.finished_at + cast(:undo_for as interval) end as undo_until"""
_LIST = text(f"""
    select {_LINE} from portal.imports i left join portal.people p on p.id = i.by_person_id
     where (cast(:after as bigint) is null or i.id < :after)
     order by i.id desc limit :most
""")  # noqa: S608  (constant parts)
_ONE = text(f"""
    select {_LINE}, i.size, i.storage_key is not null as kept, i.look, i.mapping, i.sample, i.error, i.row_count,
           i.progress, i.undone_at, i.finished_at, i.kept_because, u.name as undone_by,
           i.told_at < portal.now() - cast(:silent as interval) as silent,
           coalesce(jsonb_array_length(i.problems), 0) as problem_count,
           jsonb_path_query_array(coalesce(i.problems, '[]'), '$[0 to 99]') as problems
      from portal.imports i left join portal.people p on p.id = i.by_person_id
      left join portal.people u on u.id = i.undone_by_person_id
     where i.public_id = :public_id
""")  # noqa: S608  (constant parts)
_PROBLEMS = text("select file_name, problems from portal.imports where public_id = :public_id")


def list_imports(viewer: Viewer, after: int | None = None) -> Imports:
    """The history, newest first. Raises Forbidden for whoever is not staff."""
    _staff(viewer)
    with transaction(viewer) as session:
        rows = session.execute(_LIST, {"after": after, "most": PAGE + 1, "undo_for": UNDO_FOR}).all()
    return Imports(tuple(_line(row) for row in rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else None)


def find_import(viewer: Viewer, public_id: str) -> ImportDetail:
    """One import, with its first problems in the current language. Raises Forbidden, NotFound."""
    _staff(viewer)
    if not is_public_id(public_id):
        raise NotFound
    values = {"public_id": public_id, "undo_for": UNDO_FOR, "silent": SILENT_AFTER}
    with transaction(viewer) as session:
        row = session.execute(_ONE, values).one_or_none()
    if row is None:
        raise NotFound
    return ImportDetail(
        line=_line(row), size=row.size, kept=row.kept,
        look=Look.of_json(row.look) if row.look else None,
        mapping=Mapping.model_validate(row.mapping) if row.mapping else None,
        sample=tuple(SampledRecord(*one) for one in row.sample or ()),
        problems=tuple(_told(one) for one in row.problems), problem_count=row.problem_count,
        in_the_way=tuple(InTheWay(**one) for one in row.kept_because or ()),
        error=row.error, row_count=row.row_count, progress=row.progress, silent=bool(row.silent),
        undone_at=row.undone_at, undone_by=row.undone_by, finished_at=row.finished_at,
    )  # fmt: skip


def list_problems(viewer: Viewer, public_id: str) -> tuple[str, list[Problem]]:
    """What the file of an import was called, and all that is kept of what it found. Raises Forbidden, NotFound."""
    _staff(viewer)
    if not is_public_id(public_id):
        raise NotFound
    with transaction(viewer) as session:
        row = session.execute(_PROBLEMS, {"public_id": public_id}).one_or_none()
    if row is None:
        raise NotFound
    return row.file_name, [_problem(one) for one in row.problems or ()]


def _staff(viewer: Viewer) -> None:
    if not viewer.may(Permission.SEE_CLIENTS):
        raise Forbidden


def _problem(kept: list[Any]) -> Problem:
    level, code, row, column, value, params, words = kept
    return Problem(level, code, row, column, value, tuple(params.items()), words)


def _told(kept: list[Any]) -> ToldProblem:
    one = _problem(kept)
    known = one.text or one.code in SENTENCES
    return ToldProblem(one.level, one.code, one.row, one.column, one.value, one.message if known else one.code)


def _line(row: Any) -> ImportLine:
    totals = row.totals or {}
    counts = tuple(
        ImportCounts(kind, **{name: count.get(name, 0) for name in ("new", "changed", "same", "skipped", "bad")})
        for kind, count in sorted(row.counts.items(), key=lambda one: list(KINDS).index(one[0]))
    )
    return ImportLine(
        row.id,
        row.public_id,
        row.at,
        row.by,
        row.source,
        row.file_name,
        row.kind,
        row.state,
        counts,
        totals.get("error", 0),
        totals.get("warning", 0),
        row.rows,
        row.undo_until,
    )
