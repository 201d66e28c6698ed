"""Withdrawing a wrong publication, and publishing it again: one transaction each, with its event.

A record takes its lines with it, money what was set against it, and the documents that were chosen their versions and
links. All of it bears one moment, so that publishing again brings back exactly what this withdrawal hid.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text

from data.database import transaction
from data.ids import is_public_id
from data.queries.withdrawals import own_documents, who_opened
from data.records.withdrawals import LONGEST_REASON, NOUNS
from data.session import Session
from data.viewer import Forbidden, Invalid, NotFound, Permission, Viewer
from integrations.language import _, number

_PARTS = ("document_versions", "document_links")
_HIDE_DOCUMENTS = text("""
    update portal.documents set withdrawn_at = :at, updated_at = now() where id = any (cast(:documents as bigint[]))
""")
_SHOW_DOCUMENTS = text("""
    update portal.documents set withdrawn_at = null, updated_at = now()
     where public_id = any (cast(:documents as text[])) and client_id = :client and withdrawn_at = :at
    returning id, client_id, site_id, area
""")
_PLACES = text("""
    select id, client_id, site_id, area from portal.documents where id = any (cast(:documents as bigint[]))
""")
_LAST = text("""
    select details -> 'documents' as documents from portal.events
     where verb = 'withdrawn' and client_id = :client and at = :at and not details ? 'with'
     order by id desc limit 1
""")


@cache
def _show_allocations(noun: str) -> TextClause:
    """An allocation is hidden while either side of it is."""
    names = ", ".join(f"a.{name}" for name in NOUNS[noun].money)
    return text(f"""
    update portal.allocations a set withdrawn_at = null
     where a.client_id = :client and a.withdrawn_at is not null and :id in ({names})
       and not exists (select from portal.invoices i
                        where i.id in (a.invoice_id, a.credit_note_id) and i.withdrawn_at is not null)
       and not exists (select from portal.payments p where p.id = a.payment_id and p.withdrawn_at is not null)
""")  # noqa: S608


@cache
def _record(noun: str, *, hide: bool) -> TextClause:
    """Takes the record in hand and changes it; answers with what it was."""
    kept = NOUNS[noun]
    was = "is null" if hide else "is not null"
    area = "r.area" if noun == "document" else "null"
    return text(f"""
with was as (
    select r.id, r.client_id, r.site_id, r.{kept.name} as name, {area} as area, r.published_at, r.withdrawn_at
      from portal.{kept.table} r
     where r.public_id = :public_id and r.published_at is not null and r.withdrawn_at {was} for update),
changed as (
    update portal.{kept.table} r set withdrawn_at = {"portal.now()" if hide else "null"}, updated_at = now()
      from was where r.id = was.id)
select was.*, portal.now() as at from was""")  # noqa: S608  (constant text)


@cache
def _lines(noun: str) -> TextClause:
    return text(
        f"update portal.{NOUNS[noun].lines} set withdrawn_at = :at where client_id = :client and {noun}_id = :id"  # noqa: S608
    )


@cache
def _hide_allocations(noun: str) -> TextClause:
    names = ", ".join(NOUNS[noun].money)
    return text(
        "update portal.allocations set withdrawn_at = :at"  # noqa: S608
        f" where client_id = :client and :id in ({names}) and withdrawn_at is null"
    )


@cache
def _part(table: str, *, hide: bool) -> TextClause:
    change, old = (":at", "is null") if hide else ("null", "= :at")
    return text(
        f"update portal.{table} set withdrawn_at = {change}"  # noqa: S608
        f" where document_id = any (cast(:documents as bigint[])) and withdrawn_at {old}"
    )


@cache
def _event(noun: str) -> TextClause:
    return text(
        f"insert into portal.events (at, verb, audience, client_id, site_id, area, person_id, {noun}_id, details)"  # noqa: S608
        " values (:now, :verb, 'staff', :client, :site, :area, :person, :id, cast(:details as jsonb))"
    )


def withdraw_record(viewer: Viewer, noun: str, public_id: str, reason: str, documents: Sequence[str] = ()) -> None:
    """Hide a publication from every client at once, with its lines and those of its documents that are named.

    Raises Forbidden without the permission, Invalid without a reason, NotFound for what is not published (any more).
    """
    _allowed(viewer, noun, public_id)
    reason = checked_reason(reason)
    with transaction(viewer) as session:
        if not hide(session, viewer, noun, public_id, reason, documents):
            raise NotFound


def checked_reason(reason: str) -> str:
    """The reason as it is kept. Raises Invalid for none, and for one that is too long."""
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say why it is withdrawn: whoever looks later wants to know."), "reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Please say it in fewer than %(n)s characters.") % {"n": number(LONGEST_REASON)}, "reason")
    return reason


def hide(
    session: Session, viewer: Viewer, noun: str, public_id: str, reason: str, documents: Sequence[str] = ()
) -> bool:
    """Withdraw in the caller's transaction, for a viewer who may; False for what is not published (any more)."""
    row = session.execute(_record(noun, hide=True), {"public_id": public_id}).one_or_none()
    if row is None:
        return False
    own = own_documents(session, noun, row)
    opened = who_opened(session, noun, row, public_id, [one.id for one in own])
    chosen = [one for one in own if one.public_id in frozenset(documents)]
    _hide_parts(session, noun, row, [one.id for one in chosen])
    details = {"reason": reason, "name": row.name, "documents": [one.public_id for one in chosen],
               "opened": [[one.id, one.times, one.last.isoformat()] for one in opened]}  # fmt: skip
    _write(session, viewer, noun, "withdrawn", row, details)
    for one in session.execute(_PLACES, {"documents": [one.id for one in chosen]}):
        _write(session, viewer, "document", "withdrawn", one, {"with": noun, "reason": reason}, row.at)
    return True


def publish_again(viewer: Viewer, noun: str, public_id: str) -> None:
    """Show again what the last withdrawal of the record hid. Raises Forbidden, NotFound for what is not withdrawn."""
    _allowed(viewer, noun, public_id)
    with transaction(viewer) as session:
        row = session.execute(_record(noun, hide=False), {"public_id": public_id}).one_or_none()
        if row is None:
            raise NotFound
        hidden = {"client": row.client_id, "id": row.id, "at": row.withdrawn_at}
        if NOUNS[noun].lines:
            session.execute(_lines(noun), hidden | {"at": None})
        if NOUNS[noun].money:
            session.execute(_show_allocations(noun), hidden)
        named = session.execute(_LAST, hidden).scalar() or []
        shown = session.execute(_SHOW_DOCUMENTS, hidden | {"documents": named}).all()
        ids = [one.id for one in shown] + ([row.id] if noun == "document" else [])
        for table in _PARTS:
            session.execute(_part(table, hide=False), {"documents": ids, "at": row.withdrawn_at})
        _write(session, viewer, noun, "published_again", row, {"name": row.name})
        for one in shown:
            _write(session, viewer, "document", "published_again", one, {"with": noun}, row.at)


def _allowed(viewer: Viewer, noun: str, public_id: str) -> None:
    if not viewer.may(Permission.PUBLISH):
        raise Forbidden
    if noun not in NOUNS or not is_public_id(public_id):
        raise NotFound


def _hide_parts(session: Session, noun: str, row: Any, documents: list[int]) -> None:
    hidden = {"client": row.client_id, "id": row.id, "at": row.at}
    if NOUNS[noun].lines:
        session.execute(_lines(noun), hidden)
    if NOUNS[noun].money:
        session.execute(_hide_allocations(noun), hidden)
    session.execute(_HIDE_DOCUMENTS, {"documents": documents, "at": row.at})
    parts = [row.id] if noun == "document" else documents
    for table in _PARTS:
        session.execute(_part(table, hide=True), {"documents": parts, "at": row.at})


def _write(
    session: Session, viewer: Viewer, noun: str, verb: str, row: Any, details: dict[str, Any], at: Any = None
) -> None:
    session.execute(
        _event(noun),
        {"now": at or row.at, "verb": verb, "client": row.client_id, "site": row.site_id, "area": row.area,
         "person": viewer.person_id, "id": row.id, "details": json.dumps(details)},
    )  # fmt: skip
