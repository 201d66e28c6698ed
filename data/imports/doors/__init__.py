"""The doors, one per kind: how its rows become rows of the database."""

from data.imports.doors.clients import CLIENTS, CONTACTS, GRANTS, SITES
from data.imports.doors.defects import DEFECTS
from data.imports.doors.documents import DOCUMENTS
from data.imports.doors.door import Door
from data.imports.doors.files import FILES
from data.imports.doors.money import CONTRACTS, INVOICES, PAYMENTS, QUOTES
from data.imports.doors.work import BOOKINGS, EQUIPMENT, INSPECTIONS, JOBS, ORDERS

DOORS: dict[str, Door] = {
    door.kind: door
    for door in (CLIENTS, SITES, CONTACTS, GRANTS, EQUIPMENT, CONTRACTS, INSPECTIONS, ORDERS, QUOTES, JOBS, DEFECTS,
                 BOOKINGS, INVOICES, PAYMENTS, DOCUMENTS, FILES)
}  # fmt: skip
