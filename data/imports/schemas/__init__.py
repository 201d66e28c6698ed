"""One schema per kind of record that can be imported, in the order in which files are best imported."""

from data.imports.schemas.base import Row
from data.imports.schemas.clients import ClientRow, ContactRow, GrantRow, SiteRow
from data.imports.schemas.files import FileRow
from data.imports.schemas.money import ContractRow, DocumentRow, InvoiceRow, PaymentRow, QuoteRow
from data.imports.schemas.work import BookingRow, DefectRow, EquipmentRow, InspectionRow, JobRow, OrderRow

KINDS: dict[str, type[Row]] = {
    "clients": ClientRow,
    "sites": SiteRow,
    "contacts": ContactRow,
    "grants": GrantRow,
    "equipment": EquipmentRow,
    "contracts": ContractRow,
    "inspections": InspectionRow,
    "orders": OrderRow,
    "quotes": QuoteRow,
    "jobs": JobRow,
    "defects": DefectRow,
    "bookings": BookingRow,
    "invoices": InvoiceRow,
    "payments": PaymentRow,
    "documents": DocumentRow,
    "files": FileRow,
}
