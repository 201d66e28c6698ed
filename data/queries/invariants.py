"""What must hold in every database, whatever was killed while writing it: sums, copies, single effects, kept apart."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from data.backups.contents import named_files
from data.database import owner

SHOWN = 5  # ids told of each kind of breach
_LINES = {
    "inspection_lines": ("inspections", "inspection_id"),
    "quote_lines": ("quotes", "quote_id"),
    "invoice_lines": ("invoices", "invoice_id"),
    "document_versions": ("documents", "document_id"),
    "document_links": ("documents", "document_id"),
}
_KEPT_APART = """
    select l.id from portal.{lines} l join portal.{parent} p on p.id = l.{column}
     where p.client_id <> l.client_id or p.site_id is distinct from l.site_id"""
# Versions are published one by one; what their document hides, they do not show.
_AS_VISIBLE = """
    select l.id from portal.{lines} l join portal.{parent} p on p.id = l.{column}
     where (l.published_at is not null and l.withdrawn_at is null)
       and (p.published_at is null or p.withdrawn_at is not null)"""
# name -> statement whose rows are breaches, by id
INVARIANTS: dict[str, str] = {
    "invoices whose stored sum of payments is not their payments": """
    select i.id from portal.invoices i
     where i.settled is distinct from portal.settled_of(i.client_id, i.id, i.kind)""",
    "payments set against more than was received": """
    select p.id from portal.payments p
     where p.amount < (select coalesce(sum(a.amount), 0) from portal.allocations a where a.payment_id = p.id)""",
    "credit notes set against more than they are worth": """
    select i.id from portal.invoices i
     where i.kind = 'credit_note'
       and i.payable < (select coalesce(sum(a.amount), 0) from portal.allocations a where a.credit_note_id = i.id)""",
    "payments set against invoices of another currency": """
    select a.id from portal.allocations a
      join portal.invoices i on i.id = a.invoice_id join portal.payments p on p.id = a.payment_id
     where i.currency <> p.currency""",
    "sessions of people who may not sign in": """
    select s.id from portal.sessions s join portal.people p on p.id = s.person_id
     where s.ended_at is null and s.expires_at > portal.now() and s.last_seen_at > p.disabled_at""",
    "links used although expired": """
    select id from portal.access_links where used_at > expires_at""",
    "messages sent that still wait to be sent": """
    select id from portal.messages where sent_at is not null and state in ('queued', 'sending')""",
    "secrets kept of messages that were sent": """
    select s.message_id from portal.message_secrets s join portal.messages m on m.id = s.message_id
     where m.state in ('sent', 'expired', 'suppressed') and m.sent_at < portal.now() - interval '1 day'""",
    "people merged into somebody who is not there to sign in": """
    select p.id from portal.people p join portal.people m on m.id = p.merged_into_id
     where m.merged_into_id is not null""",
    "erased people who are still somebody": """
    select p.id from portal.people p where p.erased_at is not null and (
        p.disabled_at is null or num_nonnulls(p.password_hash, p.phone, p.language, p.mail_bounce) > 0
        or p.email <> 'erased-' || p.public_id || '@erased.invalid'
        or exists (select from portal.sessions s where s.person_id = p.id)
        or exists (select from portal.grants g where g.person_id = p.id and g.revoked_at is null)
        or exists (select from portal.contacts k where k.person_id = p.id and k.erased_at is null))""",
    "grants of a site that is another client's": """
    select g.id from portal.grants g join portal.sites s on s.id = g.site_id where s.client_id <> g.client_id""",
    "no administrator who can sign in": """
    select 0 as id where exists (select from portal.people where staff_role is not null)
       and not exists (select from portal.people where staff_role = 'administrator' and disabled_at is null)""",
} | {
    f"{lines} apart from their {parent}": _KEPT_APART.format(lines=lines, parent=parent, column=column)
    for lines, (parent, column) in _LINES.items()
} | {
    f"visible {lines} of hidden {parent}": _AS_VISIBLE.format(lines=lines, parent=parent, column=column)
    for lines, (parent, column) in _LINES.items()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that must never be: what, how many rows, and the ids of the first."""

    what: str
    count: int
    examples: tuple[int, ...]


def find_breaches() -> list[Breach]:
    """Every invariant that does not hold. Raises Unavailable. For the command line: it reads whole tables."""
    found = []
    with owner() as session:
        for what, statement in INVARIANTS.items():
            ids = session.execute(text(statement)).scalars().all()
            if ids:
                found.append(Breach(what, len(ids), tuple(sorted(ids)[:SHOWN])))
    return found


def files_of_rows() -> list[str]:
    """The keys of all files that rows name."""
    with owner() as session:
        return named_files(session)
