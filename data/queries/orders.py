"""Orders and what became of them."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.slices import read_slice
from data.queries.surroundings import surroundings
from data.records.orders import Order, OrderRow
from data.records.scope import Scope
from data.records.shared import Slice, build
from data.viewer import NotFound, Viewer

_ROWS = text("""
select o.id, o.public_id, o.number, o.subject, o.state as standing, o.ordered_on, o.promised_on, o.delivered_on,
       o.amount, o.currency, o.ordered_on::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from orders o
  join clients c on c.id = o.client_id
  left join sites s on s.client_id = o.client_id and s.id = o.site_id
 where (cast(:client as bigint) is null or o.client_id = cast(:client as bigint))
   and (cast(:site as bigint) is null or o.site_id = cast(:site as bigint))
   and o.published_at is not null and o.withdrawn_at is null
   and (cast(:after_key as date) is null or (o.ordered_on, o.id) < (cast(:after_key as date),
        coalesce((select x.id from orders x where x.public_id = :after_id), 9223372036854775807)))
 order by o.ordered_on desc, o.id desc limit :limit""")
_COUNT = text("""
select count(*) from (
    select 1 from orders o
     where (cast(:client as bigint) is null or o.client_id = cast(:client as bigint))
       and (cast(:site as bigint) is null or o.site_id = cast(:site as bigint))
       and o.published_at is not null and o.withdrawn_at is null limit :counted) counted""")
_ONE = text("""
select o.id, o.client_id, o.public_id, o.number, o.subject, o.state as standing, o.ordered_on, o.promised_on,
       o.delivered_on, o.amount, o.currency, coalesce(s.zone, (select portal.zone())) as zone, o.published_at,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from orders o
  join clients c on c.id = o.client_id
  left join sites s on s.client_id = o.client_id and s.id = o.site_id
 where o.public_id = :public_id and o.published_at is not null and o.withdrawn_at is null""")


def list_orders(viewer: Viewer, scope: Scope, after: str | None = None) -> Slice[OrderRow]:
    """Orders, newest first, fifty at a time. Raises Invalid for a malformed `after`."""
    return read_slice(viewer, scope, after, OrderRow, _ROWS, _COUNT, document_noun="order")


def find_order(viewer: Viewer, public_id: str) -> Order:
    """One order with everything on its page. Raises NotFound."""
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id}).first()
        if row is None:
            raise NotFound
        return build(Order, row, around=surroundings(session, viewer, "order", row, of_order=row.id))
