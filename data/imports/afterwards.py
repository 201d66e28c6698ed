"""What follows once a kind's rows are written: allocations, document versions and links, people behind contacts."""

from __future__ import annotations

from typing import Any

from psycopg import Cursor
from psycopg.sql import SQL, Identifier

from data.imports.context import Context
from data.imports.entry import Entry

_PAYMENTS = SQL("""
insert into portal.allocations (client_id, site_id, invoice_id, payment_id, amount, allocated_on, published_at,
       withdrawn_at)
select i.client_id, i.site_id, i.id, p.id, l.amount, l.allocated_on, i.published_at,
       coalesce(i.withdrawn_at, p.withdrawn_at)
  from {staged_lines} l
  join portal.payments p on p.source = {source} and p.external_ref = l.external_ref
  join portal.invoices i on i.id = l.invoice_id
on conflict (invoice_id, payment_id) do update
   set amount = excluded.amount, allocated_on = excluded.allocated_on""")
_NO_LONGER_PAID = SQL("""
delete from portal.allocations a using {staged} s, portal.payments p
 where s.line_count is not null and p.source = {source} and p.external_ref = s.external_ref and a.payment_id = p.id
   and not exists (select from {staged_lines} l
                    where l.external_ref = s.external_ref and l.invoice_id = a.invoice_id)""")
_CREDITS = SQL("""
insert into portal.allocations (client_id, site_id, invoice_id, credit_note_id, amount, allocated_on, published_at,
       withdrawn_at)
select i.client_id, i.site_id, i.id, c.id, s.credits_amount, coalesce(c.issued_on, portal.today()),
       case when c.published_at is not null then i.published_at end, coalesce(i.withdrawn_at, c.withdrawn_at)
  from {staged} s
  join portal.invoices c on c.source = {source} and c.external_ref = s.external_ref
  join portal.invoices i on i.id = c.credits_id
 where s.credits_amount is not null
on conflict (invoice_id, credit_note_id) do update
   set amount = excluded.amount, published_at = excluded.published_at""")
_ALLOCATIONS_FOLLOW = SQL("""
update portal.allocations a
   set (site_id, published_at, withdrawn_at) = row(i.site_id, i.published_at, coalesce(i.withdrawn_at, p.withdrawn_at))
  from {staged} s join portal.invoices i on i.source = {source} and i.external_ref = s.external_ref
 cross join portal.payments p
 where not s.is_new and a.invoice_id = i.id and a.client_id = i.client_id and p.id = a.payment_id
   and (a.site_id, a.published_at, a.withdrawn_at)
       is distinct from (i.site_id, i.published_at, coalesce(i.withdrawn_at, p.withdrawn_at))""")
_PERSON = SQL("""
update portal.contacts c set person_id = p.id from {staged} s, portal.people p
 where c.source = {source} and c.external_ref = s.external_ref and p.email = c.email and p.staff_role is null
   and c.person_id is distinct from p.id""")
_CONTACTS_OF_PEOPLE = SQL("""
update portal.contacts c set person_id = p.id
  from {staged} s join portal.grants g on g.source = {source} and g.external_ref = s.external_ref
  join portal.people p on p.id = g.person_id
 where c.email = p.email and c.person_id is null""")
_SHARED = SQL("""
select s.external_ref, c.email from {staged} s
  join portal.contacts c on c.source = {source} and c.external_ref = s.external_ref
 where s.is_new
   and exists (select from portal.contacts o where o.email = c.email and lower(o.name) <> lower(c.name))""")
_VERSION = """
insert into portal.document_versions (client_id, site_id, area, document_id, version, file_name, media_type, size,
       sha256, storage_key, published_at, withdrawn_at)
select d.client_id, d.site_id, d.area, d.id, %(version)s, %(file_name)s, %(media_type)s, %(size)s, %(sha256)s,
       %(storage_key)s, d.published_at, d.withdrawn_at
  from portal.documents d where d.source = %(source)s and d.external_ref = %(reference)s"""
_UNLINK = """
delete from portal.document_links l using portal.documents d
 where d.source = %(source)s and d.external_ref = %(reference)s and l.document_id = d.id"""
_LINK = SQL("""
insert into portal.document_links (client_id, site_id, area, document_id, {column}, published_at, withdrawn_at)
select d.client_id, d.site_id, d.area, d.id, %(target)s, d.published_at, d.withdrawn_at
  from portal.documents d where d.source = %(source)s and d.external_ref = %(reference)s""")
_VERSIONS_FOLLOW = SQL("""
update portal.document_versions v set (site_id, area) = row(d.site_id, d.area)
  from {staged} s join portal.documents d on d.source = {source} and d.external_ref = s.external_ref
 where not s.is_new and v.document_id = d.id and v.client_id = d.client_id
   and (v.site_id, v.area) is distinct from (d.site_id, d.area)""")


def afterwards(kind: str, cursor: Cursor[Any], context: Context, number: int, rows: dict[str, int]) -> None:
    """Run what belongs to a kind after its rows are written; `rows` tells each new contact's row for the report."""
    names = {"staged": Identifier(f"staged_{number}"), "staged_lines": Identifier(f"staged_lines_{number}"),
             "source": context.source}  # fmt: skip
    for statement in _STATEMENTS.get(kind, ()):
        cursor.execute(statement.format(**names))
    if kind == "contacts":
        cursor.execute(_SHARED.format(**names))
        for row in cursor.fetchall():
            column = context.reader.label("email")
            context.report.warn("shared_mailbox", rows.get(row["external_ref"]), column, row["email"])


_STATEMENTS = {
    "payments": (_NO_LONGER_PAID, _PAYMENTS),
    "invoices": (_ALLOCATIONS_FOLLOW, _CREDITS),
    "contacts": (_PERSON,),
    "grants": (_CONTACTS_OF_PEOPLE,),
}


def write_documents(entries: list[Entry], cursor: Cursor[Any], context: Context, number: int) -> None:
    """Versions and links of documents whose rows are written."""
    for entry in entries:
        named = {"source": context.source, "reference": entry.reference}
        if version := entry.facts.get("version"):
            cursor.execute(_VERSION, {**named, **version})
        if link := entry.facts.get("link"):
            if not entry.is_new:
                cursor.execute(_UNLINK, named)
            cursor.execute(_LINK.format(column=Identifier(link[0])), {**named, "target": link[1]})
    cursor.execute(_VERSIONS_FOLLOW.format(staged=Identifier(f"staged_{number}"), source=context.source))
