"""What an import needs to know from the database: parents, stored records and their lines, kinds, groups, the clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from psycopg import Cursor, sql
from psycopg.rows import dict_row

# What a child needs to know of its parent; every kind that can be a parent is here.
_PARENTS = {
    "clients": "select external_ref, id, id as client_id, null::bigint as site_id, country, language, name"
               " from portal.clients where source = %s and external_ref = any(%s)",
    "sites": "select external_ref, id, client_id, id as site_id, zone, country"
             " from portal.sites where source = %s and external_ref = any(%s)",
    "equipment": "select external_ref, id, client_id, site_id, code from portal.equipment"
                 " where source = %s and external_ref = any(%s)",
    "contracts": "select external_ref, id, client_id, site_id from portal.contracts"
                 " where source = %s and external_ref = any(%s)",
    "inspections": "select external_ref, id, client_id, site_id from portal.inspections"
                   " where source = %s and external_ref = any(%s)",
    "orders": "select external_ref, id, client_id, site_id from portal.orders"
              " where source = %s and external_ref = any(%s)",
    "quotes": "select external_ref, id, client_id, site_id from portal.quotes"
              " where source = %s and external_ref = any(%s)",
    "jobs": "select external_ref, id, client_id, site_id from portal.jobs where source = %s and external_ref = any(%s)",
    "defects": "select external_ref, id, client_id, site_id from portal.defects"
               " where source = %s and external_ref = any(%s)",
    "bookings": "select external_ref, id, client_id, site_id from portal.bookings"
                " where source = %s and external_ref = any(%s)",
    "payments": "select external_ref, id, client_id, site_id from portal.payments"
                " where source = %s and external_ref = any(%s)",
    "invoices": "select external_ref, id, client_id, site_id, currency, state, kind from portal.invoices"
                " where source = %s and external_ref = any(%s)",
}  # fmt: skip


# A form names records by their public id, wherever they came from.
_BY_PUBLIC_ID = {
    kind: query.replace("select external_ref,", "select public_id as external_ref,").replace(
        "where source = %s and external_ref = any(%s)", "where public_id = any(%s)"
    )
    for kind, query in _PARENTS.items()
}


@dataclass(frozen=True, slots=True)
class Parent:
    """A record that others refer to."""

    id: int
    client_id: int
    site_id: int | None
    facts: dict[str, Any] = field(default_factory=dict)


class Lookups:
    """Remembers what it has looked up, so that a file of a hundred thousand rows asks for each parent once.

    `by_public_id`: parents and groups are named by their public id instead of their reference in the source.
    """

    def __init__(self, cursor: Cursor[dict[str, Any]], source: str, *, by_public_id: bool = False) -> None:
        self._cursor, self._source, self._by_public_id = cursor, source, by_public_id
        self._parents: dict[str, dict[str, Parent | None]] = {kind: {} for kind in _PARENTS}
        self._kinds: dict[tuple[str, str], int] = {}
        self._groups: dict[str, int] = {}
        self._zones: dict[int, str | None] = {}
        row = self.one("select portal.zone() as zone, portal.today() as today, portal.now() as now")
        self.zone: str = row["zone"]
        self.today: date = row["today"]
        self.now: datetime = row["now"]
        for kind in self.all("select id, noun, code from portal.kinds"):
            self._kinds[kind["noun"], kind["code"]] = kind["id"]

    def all(self, query: str | sql.Composed, params: Iterable[Any] = ()) -> list[dict[str, Any]]:
        """All rows of a constant query, as dicts."""
        return self._cursor.execute(query, tuple(params)).fetchall()

    def one(self, query: str | sql.Composed, params: Iterable[Any] = ()) -> dict[str, Any]:
        """The first row of a query that always has one."""
        return self.all(query, params)[0]

    def fetch_parents(self, kind: str, references: Iterable[str]) -> None:
        """Look up the parents of a chunk at once."""
        known = self._parents[kind]
        wanted = sorted({reference for reference in references if reference not in known})
        if not wanted:
            return
        if self._by_public_id:
            rows = self.all(_BY_PUBLIC_ID[kind], (wanted,))
        else:
            rows = self.all(_PARENTS[kind], (self._source, wanted))
        found = {row.pop("external_ref"): row for row in rows}
        for reference in wanted:
            row = found.get(reference)
            known[reference] = Parent(row.pop("id"), row.pop("client_id"), row.pop("site_id"), row) if row else None

    def parent(self, kind: str, reference: str) -> Parent | None:
        """A parent fetched before, None when there is none."""
        return self._parents[kind].get(reference)

    def forget(self, kind: str) -> None:
        """Forget a kind that has just been written."""
        self._parents.get(kind, {}).clear()

    def kind(self, noun: str, code: str) -> int | None:
        """The id of a kind by its code."""
        return self._kinds.get((noun, code))

    def known_kinds(self, noun: str) -> list[str]:
        """The codes of a noun's kinds."""
        return sorted(code for of, code in self._kinds if of == noun)

    def make_kind(self, noun: str, code: str, language: str, name: str) -> int:
        """Add a kind, told in one language."""
        row = self.one(
            "insert into portal.kinds (noun, code, position, names)"
            " values (%s, %s, 500, jsonb_build_object(%s::text, %s::text)) returning id",
            (noun, code, language, name),
        )
        self._kinds[noun, code] = row["id"]
        return int(row["id"])

    def group(self, reference: str) -> int | None:
        """The id of a client group by its reference."""
        if reference not in self._groups:
            if self._by_public_id:
                rows = self.all("select id from portal.client_groups where public_id = %s", (reference,))
            else:
                rows = self.all(_GROUP, (self._source, reference))
            if not rows:
                return None
            self._groups[reference] = rows[0]["id"]
        return self._groups[reference]

    def make_group(self, public_id: str, reference: str, name: str) -> int:
        """Add a client group."""
        row = self.one(
            "insert into portal.client_groups (public_id, source, external_ref, name)"
            " values (%s, %s, %s, %s) returning id",
            (public_id, self._source, reference, name),
        )
        self._groups[reference] = row["id"]
        return int(row["id"])

    def zone_of(self, site_id: int | None) -> str:
        """The time zone of a site, else the company's."""
        if site_id is None:
            return self.zone
        if site_id not in self._zones:
            rows = self.all("select zone from portal.sites where id = %s", (site_id,))
            self._zones[site_id] = rows[0]["zone"] if rows else None
        return self._zones[site_id] or self.zone

    def hashes(self, table: str, references: list[str]) -> dict[str, tuple[int, str | None]]:
        """Reference → (id, row hash) of records that came from this source before."""
        query = sql.SQL(
            "select external_ref, id, row_hash from {} where source = %s and external_ref = any(%s)"
        ).format(sql.Identifier("portal", table))
        rows = self.all(query, (self._source, references))
        return {row["external_ref"]: (row["id"], row["row_hash"]) for row in rows}

    def stored(self, table: str, ids: list[int]) -> dict[str, dict[str, Any]]:
        """Whole records by reference, locked until the import ends."""
        query = sql.SQL("select * from {} where id = any(%s) for update").format(sql.Identifier("portal", table))
        return {row["external_ref"]: row for row in self.all(query, (ids,))} if ids else {}

    def stored_lines(self, table: str, parent: str, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
        """Lines by their record's id, in order."""
        found: dict[int, list[dict[str, Any]]] = {}
        if ids:
            query = sql.SQL("select * from {} where {} = any(%s) order by id").format(
                sql.Identifier("portal", table), sql.Identifier(parent)
            )
            for row in self.all(query, (ids,)):
                found.setdefault(row[parent], []).append(row)
        return found


_GROUP = "select id from portal.client_groups where source = %s and external_ref = %s"


def lookups_on(cursor: Cursor[Any], source: str) -> Lookups:
    """Lookups through a cursor of the import's transaction."""
    cursor.row_factory = dict_row
    return Lookups(cursor, source)
