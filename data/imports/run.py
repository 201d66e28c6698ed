"""Import a file: read, check, write in one transaction, or refuse with a report that names every row at fault."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from psycopg import Cursor, Error, InterfaceError, OperationalError
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from data.database import transaction
from data.ids import new_public_id
from data.imports.afterwards import afterwards, write_documents
from data.imports.context import Context
from data.imports.doors import DOORS
from data.imports.doors.base import prepare
from data.imports.entries import Reader
from data.imports.entry import Entry
from data.imports.lifelines import advance_defects
from data.imports.lookups import lookups_on
from data.imports.mapping import Mapping, read_mapping
from data.imports.reading import Step, as_text, plan
from data.imports.recognition import recognise
from data.imports.report import ImportReport, Sampled
from data.imports.schemas import KINDS
from data.imports.writing import Writer
from data.session import Session
from data.viewer import Forbidden, Permission, Unavailable, Viewer
from integrations.cleaning import CLEANER
from integrations.language import N_
from integrations.refusal import Refused
from integrations.spreadsheets import Limits, Table, open_table
from integrations.storage import Storage, StorageUnavailable

DEFAULT_SOURCE = "files"
BUSY = "busy"
_STATEMENT_SECONDS = 600
_ONE_AT_A_TIME = "select pg_try_advisory_xact_lock(4206502014) as free"
_PATIENCE = "select set_config('idle_in_transaction_session_timeout', '600000', true)"
_RUN = """
insert into portal.imports (public_id, by_person_id, source, file_name, sha256, counts)
values (%s, %s, %s, %s, %s, '{}') returning id"""
_REMEMBER = "select set_config('portal.import_run', %s::text, true)"
_SEAL = "select portal.seal_import(%s)"
_DONE = """
update portal.imports
   set state = 'done', kind = %s, counts = %s, totals = %s, rows = %s, source = %s,
       finished_at = portal.now(), told_at = portal.now()
 where id = %s and state = %s returning id"""
SAMPLE = 8


@dataclass(frozen=True, slots=True)
class Batch:
    """An import that has its row already: what its file is called, and who is told how many rows are read by now."""

    id: int
    file_name: str
    tell: Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Told:
    """Tells the batch, if there is one, what was read in this step on top of those before."""

    batch: Batch | None
    before: int

    def __call__(self, rows: int) -> None:
        if self.batch is not None:
            self.batch.tell(self.before + rows)


class _NotWritten(Exception):
    """Leaves the transaction without keeping anything."""


def run_import(
    viewer: Viewer,
    kind: str,
    path: Path,
    *,
    mapping: Path | Mapping | None = None,
    dry_run: bool = False,
    source: str | None = None,
    report_path: Path | None = None,
    storage: Storage | None = None,
    limits: Limits | None = None,
    batch: Batch | None = None,
    undoable: bool = True,
) -> ImportReport:
    """Import a CSV or XLSX file of one kind, or of the kinds its mapping produces. All of it or, on any error, nothing.

    `source` names the system the references belong to (the mapping's, else `files`). With `dry_run` everything is done
    and taken back. The report says what happened; `report_path` gets it as CSV. `batch` is the import it is part of,
    which becomes done with the records; without one it gets a row of its own. What was done is remembered so that it
    can be undone for a day, unless `undoable` is false. Raises Forbidden for viewers who may not import, Unavailable
    when the database is away; a file at fault is never an exception.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}")
    if not viewer.may(Permission.IMPORT_RECORDS):
        raise Forbidden
    report = ImportReport(batch.file_name if batch else path.name, source or DEFAULT_SOURCE, dry_run)
    try:
        rules = read_mapping(mapping) if isinstance(mapping, Path) else mapping
        report.source = source or (rules.source if rules and rules.source else DEFAULT_SOURCE)
        if rules and kind not in {made.kind for made in rules.produce}:
            raise Refused("mapping_kind", N_("This mapping makes no %(kind)s."), kind=kind)
        with _open(path, kind, rules, limits) as table:
            _import_table(viewer, kind, path, table, rules, report, storage, batch, undoable)
    except Refused as refusal:
        report.add("error", refusal.code, text=refusal.text, **refusal.params)
    if report.refused:
        for counts in report.counts.values():
            counts.new = counts.changed = 0
    if report_path is not None:
        report.write(report_path)
    return report


@contextmanager
def _open(path: Path, kind: str, rules: Mapping | None, limits: Limits | None) -> Iterator[Table]:
    expected = rules.columns() | set(rules.ignore) - {"*"} if rules else set(KINDS[kind].model_fields)
    with open_table(
        path,
        expected=expected,
        sheet=rules.sheet if rules else None,
        encoding=rules.encoding if rules else None,
        separator=rules.separator if rules else None,
        limits=limits,
    ) as table:
        yield table


def _import_table(
    viewer: Viewer, kind: str, path: Path, table: Table, rules: Mapping | None, report: ImportReport,
    storage: Storage | None, batch: Batch | None, undoable: bool,
) -> None:  # fmt: skip
    if table.encoding:
        separator = {"\t": "⇥"}.get(table.separator, table.separator)
        report.note("read_as", encoding=table.encoding.removesuffix("-sig"), separator=separator)
    for code in table.notes:
        report.warn(code)
    steps = plan(table, kind, rules, report)
    if any(step.kind in ("documents", "files") for step in steps) and storage is None:
        report.error("no_storage")
    if report.refused:
        return
    recognise(steps, table, report)
    context: Context | None = None
    try:
        with transaction(viewer, seconds=_STATEMENT_SECONDS) as session:
            context = _begin(session, viewer, path, report, storage, batch)
            if undoable and not report.dry_run:
                _cursor(session).execute(_REMEMBER, (context.import_id,))
            _write_steps(session, steps, table, context, batch)
            if report.refused or report.dry_run:
                raise _NotWritten
            _finish(session, kind, context, batch)
            context.publish_files()
    except _NotWritten:
        pass
    except StorageUnavailable as error:
        raise Unavailable from error
    except Error as error:  # the driver's own: this transaction does not go through SQLAlchemy's statements
        if isinstance(error, OperationalError | InterfaceError):
            raise Unavailable from error
        if (error.sqlstate or "")[:2] not in ("22", "23"):
            raise
        report.error("refused_by_database", reason=str(error.diag.message_primary))
    finally:
        CLEANER.close()
        if context is not None:
            context.discard_files()


def _begin(
    session: Session, viewer: Viewer, path: Path, report: ImportReport, storage: Storage | None, batch: Batch | None
) -> Context:  # fmt: skip
    """One import at a time; its events point to its row."""
    cursor = _cursor(session)
    cursor.execute(_PATIENCE)
    if cursor.execute(_ONE_AT_A_TIME).fetchone() != (True,):
        raise Refused(BUSY, N_("Another import is running; try again when it has ended."))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    lookups = lookups_on(cursor, report.source)
    if batch is None:
        run = lookups.one(_RUN, (new_public_id(), viewer.person_id, report.source, path.name, digest))["id"]
    else:
        run = batch.id
    report.import_id = run
    return Context(report, lookups, report.source, path.resolve().parent, storage, report.dry_run, viewer.person_id,
                   run, None)  # type: ignore[arg-type]  # fmt: skip


def _finish(session: Session, kind: str, context: Context, batch: Batch | None) -> None:
    """The import is done, in the transaction of its records: there is never one without the other."""
    cursor, report = _cursor(session), context.report
    cursor.execute(_SEAL, (context.import_id,))
    counts = {kind: asdict(count) for kind, count in report.counts.items()}
    state = "running" if batch else "done"
    told = (kind, Jsonb(counts), Jsonb(report.totals), report.rows, report.source)
    done = cursor.execute(_DONE, (*told, context.import_id, state))
    if done.fetchone() is None:
        raise Refused(BUSY, N_("Another import is running; try again when it has ended."))


def _cursor(session: Session) -> Cursor[Any]:
    return session.raw.cursor()


def _write_steps(session: Session, steps: list[Step], table: Table, context: Context, batch: Batch | None) -> None:
    cursor = _cursor(session)
    cursor.row_factory = dict_row
    read = 0
    for number, step in enumerate(steps):
        _write_step(cursor, step, table, context, number, _Told(batch, read))
        read += context.reader.rows
    if context.report.rows == 0:
        context.report.error("no_rows")


def _write_step(cursor: Cursor[Any], step: Step, table: Table, context: Context, number: int, told: _Told) -> None:
    """One kind of the file: chunk by chunk into the temporary table, then into its own."""
    door = DOORS[step.kind]
    context.reader = reader = Reader(step, table, context.report)
    context.own_references = _own_references(step, table)
    writer = Writer(door, cursor, context, number)
    counts = context.report.of(step.kind)
    rows: dict[str, int] = {}
    documents: list[Entry] = []
    for chunk in _chunks(reader.entries(), door.chunk):
        context.report.sample += [Sampled(step.kind, one.row, {"reference": one.reference, **one.given})
                                  for one in chunk[: max(0, SAMPLE - reader.sampled)]]  # fmt: skip
        reader.sampled += len(chunk)
        entries = _kept(step, chunk, context)
        skipped = counts.skipped
        ready = prepare(door, entries, context)
        counts.bad += sum(entry.bad for entry in entries) - (counts.skipped - skipped)
        rows.update({entry.reference: entry.row for entry in ready if door.kind == "contacts" or entry.late})
        documents += [entry for entry in ready if door.kind == "documents"]
        writer.add(ready)
        context.refused.setdefault(step.kind, set()).update(entry.reference for entry in entries if entry.bad)
        told(reader.rows)
    context.report.rows = max(context.report.rows, reader.rows)
    for reference in writer.write():
        context.report.error("other_client", rows.get(reference), value=reference)
    afterwards(step.kind, cursor, context, number, rows)
    if documents:
        write_documents(documents, cursor, context, number)
    advance_defects(step.kind, cursor, context, number)
    context.lookups.forget(step.kind)


def _chunks(entries: Iterator[Entry], size: int) -> Iterator[list[Entry]]:
    while chunk := list(islice(entries, size)):
        yield chunk


def _own_references(step: Step, table: Table) -> frozenset[str]:
    """The references of the file's own records, where a record may refer to another of the same file."""
    if not any(feed.name in ("succeeds", "credits") for feed in step.feeds):
        return frozenset()
    return frozenset(as_text(raw.get("reference", "")) for _, _, raw in step.raw(table))


def _kept(step: Step, entries: list[Entry], context: Context) -> list[Entry]:
    """With `existing = "keep"`, records that are already there are left alone."""
    if step.produced.existing != "keep":
        return entries
    known = context.lookups.hashes(DOORS[step.kind].table, [entry.reference for entry in entries])
    context.report.of(step.kind).skipped += sum(1 for entry in entries if entry.reference in known)
    return [entry for entry in entries if entry.reference not in known]
