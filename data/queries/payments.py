"""Payments and what they paid."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.slices import read_slice
from data.queries.surroundings import surroundings
from data.records.payments import PaidInvoice, Payment, PaymentRow
from data.records.scope import Scope
from data.records.shared import Slice, build
from data.viewer import NotFound, Viewer

_ROWS = text("""
select p.id, p.public_id, p.number, p.received_on, p.amount, p.currency, p.method, p.received_on::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from payments p
  join clients c on c.id = p.client_id
  left join sites s on s.client_id = p.client_id and s.id = p.site_id
 where (cast(:client as bigint) is null or p.client_id = cast(:client as bigint))
   and (cast(:site as bigint) is null or p.site_id = cast(:site as bigint))
   and p.published_at is not null and p.withdrawn_at is null
   and (cast(:after_key as date) is null or (p.received_on, p.id) < (cast(:after_key as date),
        coalesce((select x.id from payments x where x.public_id = :after_id), 9223372036854775807)))
 order by p.received_on desc, p.id desc limit :limit""")
_COUNT = text("""
select count(*) from (
    select 1 from payments p
     where (cast(:client as bigint) is null or p.client_id = cast(:client as bigint))
       and (cast(:site as bigint) is null or p.site_id = cast(:site as bigint))
       and p.published_at is not null and p.withdrawn_at is null limit :counted) counted""")
_ONE = text("""
select p.id, p.client_id, p.public_id, p.number, p.received_on, p.amount, p.currency, p.method, p.reference,
       coalesce(s.zone, (select portal.zone())) as zone, p.published_at,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from payments p
  join clients c on c.id = p.client_id
  left join sites s on s.client_id = p.client_id and s.id = p.site_id
 where p.public_id = :public_id and p.published_at is not null and p.withdrawn_at is null""")
_PAID = text("""
select i.public_id, i.number, i.subject, a.amount, i.standing
  from allocations a join invoice_balances i on i.client_id = a.client_id and i.id = a.invoice_id
 where a.client_id = :client and a.payment_id = :id and a.published_at is not null and a.withdrawn_at is null
 order by i.issued_on desc, i.id desc""")


def list_payments(viewer: Viewer, scope: Scope, after: str | None = None) -> Slice[PaymentRow]:
    """Payments received, newest first, fifty at a time. Raises Invalid for a malformed `after`."""
    return read_slice(viewer, scope, after, PaymentRow, _ROWS, _COUNT, document_noun="payment")


def find_payment(viewer: Viewer, public_id: str) -> Payment:
    """One payment with the invoices it paid. Raises NotFound."""
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id}).first()
        if row is None:
            raise NotFound
        paid = session.execute(_PAID, {"client": row.client_id, "id": row.id})
        return build(
            Payment, row, paid=tuple(build(PaidInvoice, one) for one in paid),
            around=surroundings(session, viewer, "payment", row),
        )  # fmt: skip
