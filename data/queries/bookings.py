"""Bookings: appointments, asked for and agreed."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.surroundings import surroundings
from data.queries.table_statements import SortKey, Table
from data.queries.tables import list_table
from data.records.bookings import Booking, BookingRow
from data.records.scope import Scope
from data.records.shared import Slice, build
from data.records.tables import NOTHING_ASKED, Question
from data.search import sql_folded
from data.viewer import NotFound, Viewer

_ROWS = """
select b.id, b.public_id, b.number, b.service, b.state as standing, b.requested_at, b.starts_at, b.ends_at,
       b.wished_from, b.wished_until, b.technician, b.technician_phone,
       coalesce(s.zone, (select portal.zone())) as zone, page.list_order::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name,
       c.number as client_number, s.code as site_code
  from page
  join bookings b on b.client_id = page.client_id and b.id = page.id
  join clients c on c.id = b.client_id
  left join sites s on s.client_id = b.client_id and s.id = b.site_id"""
BOOKINGS = Table(
    "booking", BookingRow, "bookings", _ROWS, usual="-when",
    standing="t.state", standings=("requested", "confirmed", "done", "cancelled"), day="t.listed_on",
    number="t.number", subject="t.service",
    sorts={
        "when": SortKey("t.listed_on", "date"), "number": SortKey("t.number"),
        "service": SortKey(sql_folded("t.service")),
        "technician": SortKey(sql_folded("t.technician"), nullable=True),
    },
)  # fmt: skip
_ONE = text("""
select b.id, b.client_id, b.public_id, b.number, b.service, b.state as standing, b.requested_at, b.starts_at, b.ends_at,
       b.wished_from, b.wished_until, b.technician, b.technician_phone, b.note, b.inspection_id, b.job_id,
       coalesce(s.zone, (select portal.zone())) as zone, b.published_at,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from bookings b
  join clients c on c.id = b.client_id
  left join sites s on s.client_id = b.client_id and s.id = b.site_id
 where b.public_id = :public_id and b.published_at is not null and b.withdrawn_at is null""")


def list_bookings(
    viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[BookingRow]:
    """Appointments, the latest on top, fifty at a time. Raises Invalid for a malformed `after`."""
    return list_table(BOOKINGS, viewer, scope, after, question)


def find_booking(viewer: Viewer, public_id: str) -> Booking:
    """One appointment with everything on its page. Raises NotFound."""
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id}).first()
        if row is None:
            raise NotFound
        around = surroundings(session, viewer, "booking", row, inspection=row.inspection_id, job=row.job_id)
        return build(Booking, row, around=around)
