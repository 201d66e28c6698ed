"""Quotes that were sent, with their answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.queries.surroundings import surroundings
from data.queries.table_statements import SortKey, Table
from data.queries.tables import list_table
from data.records.quotes import Quote, QuoteRow
from data.records.scope import Scope
from data.records.shared import PriceLine, Slice, build
from data.records.tables import NOTHING_ASKED, Question
from data.search import sql_folded
from data.viewer import NotFound, Viewer

_ROWS = """
select q.id, q.public_id, q.number, q.subject, q.issued_on, q.valid_until, q.answered_on, q.currency, q.net,
       q.tax, q.gross,
       portal.quote_standing(q.state, q.valid_until, (select portal.today())) as standing,
       page.list_order::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name,
       c.number as client_number, s.code as site_code
  from page
  join quotes q on q.client_id = page.client_id and q.id = page.id
  join clients c on c.id = q.client_id
  left join sites s on s.client_id = q.client_id and s.id = q.site_id"""
QUOTES = Table(
    "quote", QuoteRow, "quotes", _ROWS, usual="-issued", shown="t.state <> 'draft'",
    standing="portal.quote_standing(t.state, t.valid_until, (select portal.today()))",
    standings=("awaiting", "accepted", "declined", "expired", "cancelled"),
    day="t.issued_on", due="t.valid_until", amount="t.gross",
    number="t.number", subject="t.subject",
    sorts={
        "issued": SortKey("t.issued_on", "date"), "number": SortKey("t.number"),
        "subject": SortKey(sql_folded("t.subject")),
        "valid": SortKey("t.valid_until", "date", nullable=True),
        "amount": SortKey("t.gross", "numeric", nullable=True),
    },
)  # fmt: skip
_ONE = text("""
select q.id, q.client_id, q.public_id, q.number, q.subject, q.issued_on, q.valid_until, q.answered_on, q.currency,
       q.net, q.tax, q.gross, q.inspection_id, q.order_id,
       portal.quote_standing(q.state, q.valid_until, (select portal.today())) as standing,
       coalesce(s.zone, (select portal.zone())) as zone, q.published_at,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from quotes q
  join clients c on c.id = q.client_id
  left join sites s on s.client_id = q.client_id and s.id = q.site_id
 where q.public_id = :public_id and q.published_at is not null and q.withdrawn_at is null and q.state <> 'draft'""")
_LINES = text("""
select l.text, l.quantity, l.unit, l.unit_price, l.tax_rate, l.net
  from quote_lines l
 where l.client_id = :client and l.quote_id = :id and l.published_at is not null and l.withdrawn_at is null
 order by l.position""")


def list_quotes(
    viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[QuoteRow]:
    """Quotes that were sent, newest first, fifty at a time. Raises Invalid for a malformed `after`."""
    return list_table(QUOTES, viewer, scope, after, question)


def find_quote(viewer: Viewer, public_id: str) -> Quote:
    """One quote with everything on its page. Raises NotFound."""
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id}).first()
        if row is None:
            raise NotFound
        lines = session.execute(_LINES, {"client": row.client_id, "id": row.id})
        return build(
            Quote, row, lines=tuple(build(PriceLine, line) for line in lines),
            around=surroundings(
                session, viewer, "quote", row, days=_days(row), inspection=row.inspection_id, order=row.order_id,
                of_quote=row.id,
            ),
        )  # fmt: skip


def _days(row: Any) -> dict[str, date | None]:
    """When it was sent, and when and how it was answered."""
    answer = {row.standing: row.answered_on} if row.standing in ("accepted", "declined") else {}
    return {"sent": row.issued_on, **answer}
