"""Every table as a file, CSV or XLSX: the rows its page finds for the same query, as far as they may be taken away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import Response, request

from auth.access import SIGNED_IN, Access, area, may, taking
from auth.files import SAVED_POLICY, disposition
from auth.portal import Query, route
from auth.visits import note
from components.booking_views import BOOKING_EXPORT
from components.contract_views import CONTRACT_EXPORT
from components.defect_views import DEFECT_EXPORT
from components.document_views import DOCUMENT_EXPORT
from components.equipment_views import EQUIPMENT_EXPORT
from components.export_columns import ExportColumn, headings
from components.file_views import FILE_EXPORT
from components.inspection_views import INSPECTION_EXPORT
from components.invoice_views import INVOICE_EXPORT
from components.job_views import JOB_EXPORT
from components.nouns import NOUNS
from components.order_views import ORDER_EXPORT
from components.payment_views import PAYMENT_EXPORT
from components.quote_views import QUOTE_EXPORT
from components.staff_file_views import UPLOAD_EXPORT
from data.queries.bookings import BOOKINGS
from data.queries.contracts import CONTRACTS
from data.queries.defects import DEFECTS
from data.queries.documents import DOCUMENTS
from data.queries.equipment import EQUIPMENT
from data.queries.files import FILES, STAFF_FILES
from data.queries.inspections import INSPECTIONS
from data.queries.invoices import INVOICES
from data.queries.jobs import JOBS
from data.queries.orders import ORDERS
from data.queries.payments import PAYMENTS
from data.queries.quotes import QUOTES
from data.queries.scope import find_scope
from data.queries.table_statements import Table
from data.queries.tables import export_table
from data.records.tables import read_question
from data.viewer import Area, Invalid, Permission, Viewer
from integrations.files import safe_name
from integrations.language import _, number
from integrations.table_files import MEDIA_TYPES, Value, write_csv, write_xlsx

MOST_ROWS = 250_000
_PIECE = 1 << 16
_IN_MEMORY = 4_000_000  # bytes; larger files are written to disk


@dataclass(frozen=True, slots=True)
class Export:
    """A table, who may open it (as its page says), and the columns of its files. Taking away is a right beyond it."""

    table: Table[Any]
    access: Access
    columns: tuple[ExportColumn[Any], ...]


EXPORTS = (
    Export(INSPECTIONS, area(Area.INSPECTIONS), INSPECTION_EXPORT),
    Export(EQUIPMENT, area(Area.EQUIPMENT), EQUIPMENT_EXPORT),
    Export(DEFECTS, area(Area.INSPECTIONS), DEFECT_EXPORT),
    Export(JOBS, area(Area.JOBS), JOB_EXPORT),
    Export(DOCUMENTS, SIGNED_IN, DOCUMENT_EXPORT),
    Export(FILES, area(Area.FILES), FILE_EXPORT),
    Export(STAFF_FILES, may(Permission.SEE_CLIENTS), UPLOAD_EXPORT),
    Export(INVOICES, area(Area.BILLING), INVOICE_EXPORT),
    Export(PAYMENTS, area(Area.BILLING), PAYMENT_EXPORT),
    Export(QUOTES, area(Area.QUOTES), QUOTE_EXPORT),
    Export(CONTRACTS, area(Area.CONTRACTS), CONTRACT_EXPORT),
    Export(ORDERS, area(Area.ORDERS), ORDER_EXPORT),
    Export(BOOKINGS, area(Area.BOOKINGS), BOOKING_EXPORT),
)


def write_export(file: IO[bytes], export: Export, ending: str, viewer: Viewer, query: Query) -> None:
    """Write the rows the query finds. Raises Invalid for a query that makes no sense, and for too many rows."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    question = read_question(query, export.table.shape)
    with closing(export_table(export.table, viewer, scope, question)) as found:
        rows = _values(found, [column.value for column in export.columns])
        if ending == "csv":
            write_csv(file, headings(export.columns), rows)
        else:
            write_xlsx(file, headings(export.columns), rows, _(NOUNS[export.table.noun].many))


def _values(found: Iterator[Any], values: list[Any]) -> Iterator[list[Value]]:
    for place, one in enumerate(found):
        if place >= MOST_ROWS:
            words = _("These are more than %(n)s rows. Please narrow the list before you take it away.")
            raise Invalid(words % {"n": number(MOST_ROWS)})
        yield [value(one) for value in values]


def _register(export: Export, ending: str) -> None:
    """The address of one kind of file."""
    noun = NOUNS[export.table.noun]

    def take(viewer: Viewer) -> Response:
        # The file is whole before its first byte leaves: errors have their status, no slow reader holds a connection.
        file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (sent, then closed, after this function)
        try:
            write_export(file, export, ending, viewer, Query(request.query_string.decode("ascii", "replace")))
        except BaseException:
            file.close()
            raise
        size = file.seek(0, SEEK_END)
        file.seek(0)
        note("exported", viewer=viewer, path=request.full_path.rstrip("?"))
        answer = Response(_pieces(file), mimetype=MEDIA_TYPES[ending])
        answer.call_on_close(file.close)
        answer.headers["Content-Length"] = str(size)
        answer.headers["Content-Disposition"] = disposition("attachment", safe_name(f"{_(noun.many)}.{ending}"))
        answer.headers["Content-Security-Policy"] = SAVED_POLICY
        return answer

    take.__qualname__ = take.__name__ = f"{noun.path.strip('/').replace('/', '_')}_{ending}"
    route(f"/export{noun.path}.{ending}", access=taking(export.access))(take)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


for _export in EXPORTS:
    for _ending in MEDIA_TYPES:
        _register(_export, _ending)
