"""Quotes that were sent, with their answers."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.slices import read_slice
from data.queries.surroundings import surroundings
from data.records.quotes import Quote, QuoteRow
from data.records.scope import Scope
from data.records.shared import PriceLine, Slice, build
from data.viewer import NotFound, Viewer

_ROWS = text("""
select q.id, q.public_id, q.number, q.subject, q.issued_on, q.valid_until, q.currency, q.gross,
       portal.quote_standing(q.state, q.valid_until, (select portal.today())) as standing,
       q.issued_on::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from quotes q
  join clients c on c.id = q.client_id
  left join sites s on s.client_id = q.client_id and s.id = q.site_id
 where (cast(:client as bigint) is null or q.client_id = cast(:client as bigint))
   and (cast(:site as bigint) is null or q.site_id = cast(:site as bigint))
   and q.published_at is not null and q.withdrawn_at is null and q.state <> 'draft'
   and (cast(:after_key as date) is null or (q.issued_on, q.id) < (cast(:after_key as date),
        coalesce((select x.id from quotes x where x.public_id = :after_id), 9223372036854775807)))
 order by q.issued_on desc, q.id desc limit :limit""")
_COUNT = text("""
select count(*) from (
    select 1 from quotes q
     where (cast(:client as bigint) is null or q.client_id = cast(:client as bigint))
       and (cast(:site as bigint) is null or q.site_id = cast(:site as bigint))
       and q.published_at is not null and q.withdrawn_at is null and q.state <> 'draft' limit :counted) counted""")
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


def list_quotes(viewer: Viewer, scope: Scope, after: str | None = None) -> Slice[QuoteRow]:
    """Quotes that were sent, newest first, fifty at a time. Raises Invalid for a malformed `after`."""
    return read_slice(viewer, scope, after, QuoteRow, _ROWS, _COUNT, document_noun="quote")


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
                session, viewer, "quote", row, inspection=row.inspection_id, order=row.order_id, of_quote=row.id
            ),
        )  # fmt: skip
