"""Orders and what became of them."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.surroundings import surroundings
from data.queries.table_statements import SortKey, Table
from data.queries.tables import list_table
from data.records.orders import Order, OrderRow
from data.records.scope import Scope
from data.records.shared import Slice, build
from data.records.tables import NOTHING_ASKED, Question
from data.search import sql_folded
from data.viewer import NotFound, Viewer

_ROWS = """
select o.id, o.public_id, o.number, o.subject, o.state as standing, o.ordered_on, o.promised_on, o.delivered_on,
       portal.order_amount(o.id) as amount, o.currency, page.list_order::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name,
       c.number as client_number, s.code as site_code
  from page
  join orders o on o.client_id = page.client_id and o.id = page.id
  join clients c on c.id = o.client_id
  left join sites s on s.client_id = o.client_id and s.id = o.site_id"""
ORDERS = Table(
    "order", OrderRow, "orders", _ROWS, usual="-ordered",
    standing="t.state", standings=("placed", "in_progress", "delivered", "cancelled"),
    day="t.ordered_on", due="t.promised_on", amount="portal.order_amount(t.id)",
    number="t.number", subject="t.subject",
    sorts={
        "ordered": SortKey("t.ordered_on", "date"), "number": SortKey("t.number"),
        "subject": SortKey(sql_folded("t.subject")),
        "promised": SortKey("t.promised_on", "date", nullable=True),
        "amount": SortKey("portal.order_amount(t.id)", "numeric", nullable=True),
    },
)  # fmt: skip
_ONE = text("""
select o.id, o.client_id, o.public_id, o.number, o.subject, o.state as standing, o.ordered_on, o.promised_on,
       o.delivered_on, portal.order_amount(o.id) as amount, o.currency,
       coalesce(s.zone, (select portal.zone())) as zone, o.published_at,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from orders o
  join clients c on c.id = o.client_id
  left join sites s on s.client_id = o.client_id and s.id = o.site_id
 where o.public_id = :public_id and o.published_at is not null and o.withdrawn_at is null""")


def list_orders(
    viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[OrderRow]:
    """Orders, newest first, fifty at a time. Raises Invalid for a malformed `after`."""
    return list_table(ORDERS, viewer, scope, after, question)


def find_order(viewer: Viewer, public_id: str) -> Order:
    """One order with everything on its page. Raises NotFound."""
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id}).first()
        if row is None:
            raise NotFound
        days = {"ordered": row.ordered_on, "delivered": row.delivered_on}
        return build(Order, row, around=surroundings(session, viewer, "order", row, days=days, of_order=row.id))
