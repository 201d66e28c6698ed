"""Entries into tables, set by set: COPY to a temporary table, then a statement each for new, changed, lines, events.

Identifiers come from the doors alone and are composed with psycopg.sql; values travel by COPY or as parameters.
"""

from __future__ import annotations

from typing import Any

from psycopg import Cursor
from psycopg.sql import SQL, Composed, Identifier
from psycopg.types.json import Jsonb

from data.ids import new_public_id
from data.imports.context import Context
from data.imports.doors.door import INTERNAL, Door
from data.imports.entry import Entry

_EVENT_COLUMNS = {
    "equipment": "equipment_id", "inspections": "inspection_id", "jobs": "job_id", "documents": "document_id",
    "invoices": "invoice_id", "payments": "payment_id", "quotes": "quote_id", "contracts": "contract_id",
    "orders": "order_id", "bookings": "booking_id", "defects": "defect_id",
    "files": "file_id",
}  # fmt: skip
_LATE = {"sites": "succeeds_id", "invoices": "credits_id"}

_STAGED = SQL("""
create temporary table {staged} on commit drop as
select null::boolean as is_new, null::text as public_id, null::text as external_ref, null::text as row_hash,
       null::jsonb as changes, null::jsonb as internal_changes, null::int as line_count, null::text as late,
       null::numeric as credits_amount, {columns}
  from {table} t with no data""")
_STAGED_LINES = SQL("create temporary table {staged} (external_ref text, {columns}) on commit drop")
_INSERT = SQL("""
insert into {table} (public_id, source, external_ref, row_hash, {columns})
select s.public_id, {source}, s.external_ref, s.row_hash, {values} from {staged} s where s.is_new""")
_UPDATE = SQL("""
update {table} t set ({columns}, row_hash, updated_at) = row({values}, s.row_hash,
       case when s.changes is null and s.internal_changes is null then t.updated_at else now() end)
  from {staged} s
 where not s.is_new and t.source = {source} and t.external_ref = s.external_ref""")
_LATE_PARENT = SQL("""
update {table} t set {column} = p.id
  from {staged} s, {table} p
 where s.late is not null and t.source = {source} and t.external_ref = s.external_ref
   and p.source = {source} and p.external_ref = s.late and ({any_client} or p.client_id = t.client_id)
returning t.external_ref""")
_EVENTS = SQL("""
insert into portal.events (verb, audience, client_id, site_id, area, person_id, import_id, {noun} changes, details)
select coalesce({verb}, case when s.is_new then 'imported' else 'changed' end), e.audience, {client}, {site}, {area},
       {person}, {run}, {id} e.changes, {details}
  from {staged} s
  join {table} t on t.source = {source} and t.external_ref = s.external_ref
  cross join lateral (
        select {first_audience} as audience, s.changes where s.is_new or s.changes is not null
        union all select 'staff', s.internal_changes where s.internal_changes is not null) e""")
_LINES = SQL("""
insert into {lines} (client_id, site_id, {parent}, {columns}, published_at, withdrawn_at)
select t.client_id, t.site_id, t.id, {values}, t.published_at, t.withdrawn_at
  from {staged_lines} l join {table} t on t.source = {source} and t.external_ref = l.external_ref
on conflict ({parent}, position) do update set ({updates}) = row({new})""")
_FEWER_LINES = SQL("""
delete from {lines} l using {staged} s, {table} t
 where s.line_count is not null and t.source = {source} and t.external_ref = s.external_ref
   and l.{parent} = t.id and l.position > s.line_count""")
_FOLLOW = SQL("""
update {lines} l set (site_id, published_at, withdrawn_at) = row(t.site_id, t.published_at, t.withdrawn_at)
  from {staged} s join {table} t on t.source = {source} and t.external_ref = s.external_ref
 where not s.is_new and l.{parent} = t.id and l.client_id = t.client_id
   and (l.site_id, l.published_at, l.withdrawn_at) is distinct from (t.site_id, t.published_at, t.withdrawn_at)""")

_TYPES = {name: SQL(name) for name in ("int", "bigint", "text", "numeric", "date")}
_NAMED = SQL("jsonb_build_object('noun', {}::text, 'reference', t.external_ref)")
_WHO_SEES = SQL("case when t.published_at is not null and t.withdrawn_at is null then 'client' else 'staff' end")


class Writer:
    """Collects one kind's entries and writes them."""

    def __init__(self, door: Door, cursor: Cursor[Any], context: Context, number: int) -> None:
        self._door, self._cursor, self._context = door, cursor, context
        self._columns = [*door.columns, *(["search_text"] if door.searched else []),
                         *(["published_at"] if door.published else [])]  # fmt: skip
        self._names = {
            "staged": Identifier(f"staged_{number}"),
            "staged_lines": Identifier(f"staged_lines_{number}"),
            "table": Identifier("portal", door.table),
            "source": context.source,
        }
        self._run(_STAGED, columns=_listed(self._columns, "t"))
        if door.lines:
            typed = SQL(", ").join(SQL("{} {}").format(Identifier(n), _TYPES[t]) for n, t in door.lines.columns.items())
            self._cursor.execute(_STAGED_LINES.format(staged=self._names["staged_lines"], columns=typed))

    def _run(self, statement: SQL, **parts: Any) -> None:
        self._cursor.execute(statement.format(**{**self._names, **parts}))

    def add(self, entries: list[Entry]) -> None:
        """Send a chunk to the temporary tables."""
        if not entries:
            return
        head = ("is_new", "public_id", "external_ref", "row_hash", "changes", "internal_changes", "line_count", "late",
                "credits_amount")  # fmt: skip
        copy = SQL("copy {staged} ({columns}) from stdin").format(
            staged=self._names["staged"], columns=_listed([*head, *self._columns])
        )
        with self._cursor.copy(copy) as rows:
            for entry in entries:
                rows.write_row([*self._head(entry), *(_copied(entry.values.get(name)) for name in self._columns)])
        if self._door.lines and any(entry.written_lines for entry in entries):
            names = list(self._door.lines.columns)
            copy = SQL("copy {staged_lines} (external_ref, {columns}) from stdin").format(
                staged_lines=self._names["staged_lines"], columns=_listed(names)
            )
            with self._cursor.copy(copy) as rows:
                for entry in entries:
                    for line in entry.written_lines or ():
                        rows.write_row([entry.reference, *(_copied(line[name]) for name in names)])

    def _head(self, entry: Entry) -> list[Any]:
        changes = {name: change for name, change in (entry.changes or {}).items() if name not in INTERNAL}
        internal = {name: change for name, change in (entry.changes or {}).items() if name in INTERNAL}
        return [
            entry.is_new,
            new_public_id() if entry.is_new else None,
            entry.reference,
            entry.hash() or None,
            Jsonb(changes) if changes else None,
            Jsonb(internal) if internal else None,
            None if entry.written_lines is None else len(entry.written_lines),
            entry.late,
            entry.given.get("credits_amount"),
        ]

    def write(self) -> list[str]:
        """Write what was collected. Returns the references whose parent in the same file is another client's."""
        self._cursor.execute(SQL("analyze {staged}").format(staged=self._names["staged"]))
        columns = {"columns": _listed(self._columns), "values": _listed(self._columns, "s")}
        self._run(_UPDATE, **columns)
        self._run(_INSERT, **columns)
        lost = self._late_parents()
        self._write_lines()
        self._events()
        return lost

    def _late_parents(self) -> list[str]:
        column = _LATE.get(self._door.kind)
        if column is None:
            return []
        self._run(_LATE_PARENT, column=Identifier(column), any_client=self._door.kind == "sites")
        linked = {row["external_ref"] for row in self._cursor.fetchall()}
        self._cursor.execute(
            SQL("select external_ref from {staged} where late is not null").format(staged=self._names["staged"])
        )
        return [row["external_ref"] for row in self._cursor.fetchall() if row["external_ref"] not in linked]

    def _write_lines(self) -> None:
        lines = self._door.lines
        if lines is None or lines.table == "allocations":
            return
        names = {"lines": Identifier("portal", lines.table), "parent": Identifier(lines.parent)}
        kept = [*(name for name in lines.columns if name != "position"), "site_id", "published_at", "withdrawn_at"]
        self._run(_FEWER_LINES, **names)
        self._run(
            _LINES,
            columns=_listed(lines.columns),
            values=_listed(lines.columns, "l"),
            updates=_listed(kept),
            new=_listed(kept, "excluded"),
            **names,
        )
        self._run(_FOLLOW, **names)

    def _events(self) -> None:
        kind, context = self._door.kind, self._context
        noun = _EVENT_COLUMNS.get(kind)
        self._run(
            _EVENTS,
            noun=SQL("{},").format(Identifier(noun)) if noun else SQL(""),
            id=SQL("t.id,") if noun else SQL(""),
            client=SQL("t.id") if kind == "clients" else SQL("t.client_id"),
            site=SQL("null") if kind in ("clients", "contacts") else SQL("t.id" if kind == "sites" else "t.site_id"),
            area=SQL("t.area") if kind == "documents" else (str(self._door.area) if self._door.area else None),
            person=context.person_id,
            run=context.import_id,
            details=SQL("null") if noun else _NAMED.format(kind),
            verb=context.verb,
            first_audience=_WHO_SEES if noun else SQL("'staff'"),
        )


def _listed(names: Any, table: str = "") -> Composed:
    """Column names with commas between, each with its table's name if given."""
    return SQL(", ").join(Identifier(table, name) if table else Identifier(name) for name in names)


def _copied(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value
