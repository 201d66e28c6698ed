"""Bookings: appointments, asked for and agreed."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.slices import read_slice
from data.queries.surroundings import surroundings
from data.records.bookings import Booking, BookingRow
from data.records.scope import Scope
from data.records.shared import Slice, build
from data.viewer import NotFound, Viewer

_ROWS = text("""
select b.id, b.public_id, b.number, b.service, b.state as standing, b.requested_at, b.starts_at, b.ends_at,
       b.wished_from, b.wished_until, b.technician, coalesce(s.zone, (select portal.zone())) as zone,
       b.listed_on::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from bookings b
  join clients c on c.id = b.client_id
  left join sites s on s.client_id = b.client_id and s.id = b.site_id
 where (cast(:client as bigint) is null or b.client_id = cast(:client as bigint))
   and (cast(:site as bigint) is null or b.site_id = cast(:site as bigint))
   and b.published_at is not null and b.withdrawn_at is null
   and (cast(:after_key as date) is null or (b.listed_on, b.id) < (cast(:after_key as date),
        coalesce((select x.id from bookings x where x.public_id = :after_id), 9223372036854775807)))
 order by b.listed_on desc, b.id desc limit :limit""")
_COUNT = text("""
select count(*) from (
    select 1 from bookings b
     where (cast(:client as bigint) is null or b.client_id = cast(:client as bigint))
       and (cast(:site as bigint) is null or b.site_id = cast(:site as bigint))
       and b.published_at is not null and b.withdrawn_at is null limit :counted) counted""")
_ONE = text("""
select b.id, b.client_id, b.public_id, b.number, b.service, b.state as standing, b.requested_at, b.starts_at, b.ends_at,
       b.wished_from, b.wished_until, b.technician, b.technician_phone, b.note, b.inspection_id, b.job_id,
       coalesce(s.zone, (select portal.zone())) as zone, b.published_at,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from bookings b
  join clients c on c.id = b.client_id
  left join sites s on s.client_id = b.client_id and s.id = b.site_id
 where b.public_id = :public_id and b.published_at is not null and b.withdrawn_at is null""")


def list_bookings(viewer: Viewer, scope: Scope, after: str | None = None) -> Slice[BookingRow]:
    """Appointments, the latest on top, fifty at a time. Raises Invalid for a malformed `after`."""
    return read_slice(viewer, scope, after, BookingRow, _ROWS, _COUNT, document_noun="booking")


def find_booking(viewer: Viewer, public_id: str) -> Booking:
    """One appointment with everything on its page. Raises NotFound."""
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id}).first()
        if row is None:
            raise NotFound
        around = surroundings(session, viewer, "booking", row, inspection=row.inspection_id, job=row.job_id)
        return build(Booking, row, around=around)
