"""Payments and what they paid."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.surroundings import surroundings
from data.queries.table_statements import SortKey, Table
from data.queries.tables import list_table
from data.records.payments import PaidInvoice, Payment, PaymentRow
from data.records.scope import Scope
from data.records.shared import Slice, build
from data.records.tables import NOTHING_ASKED, Question
from data.viewer import NotFound, Viewer

_ROWS = """
select p.id, p.public_id, p.number, p.received_on, p.amount, p.currency, p.method, p.reference,
       page.list_order::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name,
       c.number as client_number, s.code as site_code
  from page
  join payments p on p.client_id = page.client_id and p.id = page.id
  join clients c on c.id = p.client_id
  left join sites s on s.client_id = p.client_id and s.id = p.site_id"""
PAYMENTS = Table(
    "payment", PaymentRow, "payments", _ROWS, usual="-received",
    kind="t.method", kinds=("transfer", "card", "direct_debit", "cash", "cheque", "other"),
    day="t.received_on", amount="t.amount_cents", in_cents=True,
    number="t.number", subject="t.reference",
    sorts={
        "received": SortKey("t.received_on", "date"), "number": SortKey("t.number"),
        "amount": SortKey("t.amount_cents", "bigint"),
    },
)  # fmt: skip
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


def list_payments(
    viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[PaymentRow]:
    """Payments received, newest first, fifty at a time. Raises Invalid for a malformed `after`."""
    return list_table(PAYMENTS, viewer, scope, after, question)


def find_payment(viewer: Viewer, public_id: str) -> Payment:
    """One payment with the invoices it paid. Raises NotFound."""
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id}).first()
        if row is None:
            raise NotFound
        paid = session.execute(_PAID, {"client": row.client_id, "id": row.id})
        return build(
            Payment, row, paid=tuple(build(PaidInvoice, one) for one in paid),
            around=surroundings(session, viewer, "payment", row, days={"received": row.received_on}),
        )  # fmt: skip
