"""Invoices, proformas, receipts and credit notes. What is paid and left is defined in portal.invoice_balances."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.surroundings import surroundings
from data.queries.table_statements import SortKey, Table
from data.queries.tables import list_table
from data.records.invoices import Invoice, InvoiceRow, Settlement
from data.records.scope import Scope
from data.records.shared import PriceLine, Slice, build
from data.records.tables import NOTHING_ASKED, Question
from data.search import sql_folded
from data.viewer import NotFound, Viewer

_ROWS = """
select i.id, i.public_id, i.kind, i.number, i.subject, i.issued_on, i.due_on, i.currency, i.net, i.tax,
       i.gross, i.payable, i.settled, i.balance, i.credit, i.po_number, i.standing, page.list_order::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name,
       c.number as client_number, s.code as site_code
  from page
  join invoice_balances i on i.client_id = page.client_id and i.id = page.id
  join clients c on c.id = i.client_id
  left join sites s on s.client_id = i.client_id and s.id = i.site_id"""
_TODAY = "(select portal.today())"
_UNPAID = "t.kind = 'invoice' and t.is_open"
# portal.invoice_standing once more, one by one, so that an index finds what stands so; a test holds the two together
_STANDING_IS = {
    "overdue": f"{_UNPAID} and t.due_on < {_TODAY}",
    "due": f"{_UNPAID} and t.settled = 0 and t.due_on between {_TODAY} and {_TODAY} + 7",
    "unpaid": f"{_UNPAID} and t.settled = 0 and (t.due_on is null or t.due_on > {_TODAY} + 7)",
    "partly_paid": f"{_UNPAID} and t.settled > 0 and (t.due_on is null or t.due_on >= {_TODAY})",
    "paid": "t.kind = 'invoice' and t.state = 'issued' and not t.is_open",
    "credit_open": "t.kind = 'credit_note' and t.is_open",
    "credit_used": "t.kind = 'credit_note' and t.state = 'issued' and not t.is_open",
    "proforma": "t.kind = 'proforma' and t.state = 'issued'",
    "receipt": "t.kind = 'receipt' and t.state = 'issued'",
    "cancelled": "t.state = 'cancelled'",
}
INVOICES = Table(
    "invoice", InvoiceRow, "invoices", _ROWS, usual="-issued", shown="t.state <> 'draft'",
    standing=f"portal.invoice_standing(t.kind, t.state, t.payable, t.settled, t.due_on, {_TODAY})",
    standings=tuple(_STANDING_IS), standing_is=_STANDING_IS,
    kind="t.kind", kinds=("invoice", "credit_note", "proforma", "receipt"),
    day="t.issued_on", due="t.due_on", amount="t.amount_cents", in_cents=True,
    number="t.number", subject="t.subject",
    sorts={
        "issued": SortKey("t.issued_on", "date"), "number": SortKey("t.number"),
        "subject": SortKey(sql_folded("t.subject"), nullable=True),
        "due": SortKey("t.due_on", "date", nullable=True),
        "amount": SortKey("t.amount_cents", "bigint"),
        "balance": SortKey("t.payable - t.settled", "numeric", nullable=True, present=_UNPAID),
    },
)  # fmt: skip
_ONE = text("""
select i.id, i.client_id, i.public_id, i.kind, i.number, i.subject, i.issued_on, i.due_on, i.currency, i.net, i.tax,
       i.gross, i.payable, i.settled, i.balance, i.credit, i.standing, i.po_number, i.credits_id, i.quote_id,
       i.order_id, i.contract_id, i.job_id, i.inspection_id, coalesce(s.zone, (select portal.zone())) as zone,
       i.published_at,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from invoice_balances i
  join clients c on c.id = i.client_id
  left join sites s on s.client_id = i.client_id and s.id = i.site_id
 where i.public_id = :public_id""")
_LINES = text("""
select l.text, l.quantity, l.unit, l.unit_price, l.tax_rate, l.net
  from invoice_lines l
 where l.client_id = :client and l.invoice_id = :id and l.published_at is not null and l.withdrawn_at is null
 order by l.position""")
_SETTLEMENTS = text("""
select a.allocated_on, a.amount, a.payment_id is not null as payment, coalesce(p.public_id, o.public_id) as public_id,
       coalesce(p.number, o.number) as number, p.method
  from allocations a
  left join payments p on p.client_id = a.client_id and p.id = a.payment_id
   and p.published_at is not null and p.withdrawn_at is null
  left join invoices o on o.client_id = a.client_id
   and o.id = case when a.invoice_id = :id then a.credit_note_id else a.invoice_id end
   and o.published_at is not null and o.withdrawn_at is null
 where a.client_id = :client and (a.invoice_id = :id or a.credit_note_id = :id)
   and a.published_at is not null and a.withdrawn_at is null
 order by a.allocated_on desc, a.id desc""")


def list_invoices(
    viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[InvoiceRow]:
    """Issued invoices of all kinds, newest first, fifty at a time. Raises Invalid for a malformed `after`."""
    return list_table(INVOICES, viewer, scope, after, question)


def find_invoice(viewer: Viewer, public_id: str) -> Invoice:
    """One issued invoice with everything on its page. Raises NotFound."""
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id}).first()
        if row is None:
            raise NotFound
        which = {"client": row.client_id, "id": row.id}
        lines = tuple(build(PriceLine, line) for line in session.execute(_LINES, which))
        settlements = tuple(Settlement(*found) for found in session.execute(_SETTLEMENTS, which))
        paid = settlements[0].on if settlements and row.standing == "paid" else None
        days = {"issued": row.issued_on, "paid": paid}
        around = surroundings(
            session, viewer, "invoice", row, days=days, invoice=row.credits_id, quote=row.quote_id, order=row.order_id,
            contract=row.contract_id, job=row.job_id, inspection=row.inspection_id, of_invoice=row.id,
        )  # fmt: skip
        return build(Invoice, row, lines=lines, settlements=settlements, around=around)
