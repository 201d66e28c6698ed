"""What the kinds and fields of an import are called on the page."""

from __future__ import annotations

from components.states import STATES, state_words
from data.imports.schemas.base import DETAILS
from integrations.language import N_, _, ngettext, number

KINDS: dict[str, tuple[str, str]] = {
    "clients": (N_("Clients"), "buildings"), "sites": (N_("Sites"), "geo-alt"), "contacts": (N_("Contacts"), "person"),
    "grants": (N_("Access rights"), "key"), "equipment": (N_("Equipment"), "fire"),
    "contracts": (N_("Contracts"), "file-earmark-check"), "inspections": (N_("Inspections"), "clipboard-check"),
    "orders": (N_("Orders"), "box-seam"), "quotes": (N_("Quotes"), "file-earmark-text"),
    "jobs": (N_("Other work"), "tools"), "defects": (N_("Defects"), "exclamation-triangle"),
    "bookings": (N_("Bookings"), "calendar3"), "invoices": (N_("Invoices"), "receipt"),
    "payments": (N_("Payments"), "cash-coin"), "documents": (N_("Documents"), "folder2-open"),
    "files": (N_("Files"), "file-earmark"),
}  # fmt: skip

# tables that an import writes beside those of its kinds, as they stand in the way of undoing it
_OTHERS = {
    "allocations": N_("Amounts set against invoices"), "document_links": N_("Documents of records"),
    "document_versions": N_("Versions of documents"), "inspection_lines": N_("Lines of inspections"),
    "invoice_lines": N_("Lines of invoices"), "quote_lines": N_("Lines of quotes"),
    "client_groups": N_("Client groups"),
    "people": N_("Accounts"), "kinds": N_("Kinds"),
}  # fmt: skip

_FIELDS = {
    "reference": N_("Reference"), "client": N_("Client (its reference)"), "site": N_("Site (its reference)"),
    "name": N_("Name"), "number": N_("Number"), "legal_name": N_("Legal name"), "tax_id": N_("Tax identifier"),
    "group": N_("Client group"), "group_name": N_("Name of the client group"), "language": N_("Language"),
    "email": N_("E-mail address"), "phone": N_("Telephone"), "address": N_("Address"), "postcode": N_("Postcode"),
    "city": N_("City"), "region": N_("Region"), "country": N_("Country"), "internal_note": N_("Internal note"),
    "code": N_("Code"), "latitude": N_("Latitude"), "longitude": N_("Longitude"), "zone": N_("Time zone"),
    "condition": N_("Condition"), "access_note": N_("Note for access"), "succeeds": N_("Takes over from site"),
    "title": N_("Title"), "areas": N_("Areas"), "exports": N_("May take lists away"), "valid_from": N_("Valid from"),
    "valid_until": N_("Valid until"), "kind": N_("Kind"), "kind_name": N_("Name of the kind"),
    "serial": N_("Serial number"), "maker": N_("Maker"), "model": N_("Model"), "location": N_("Location"),
    "installed_on": N_("Installed"), "retest_on": N_("Retest"), "end_of_life_on": N_("End of life"),
    "state": N_("State"), "starts_on": N_("First day"), "ends_on": N_("Last day"), "renewal": N_("Renewal"),
    "renewal_on": N_("Renewal on"), "notice_days": N_("Days of notice"), "visits_included": N_("Visits included"),
    "amount": N_("Amount"), "currency": N_("Currency"), "period": N_("Period"),
    "contract": N_("Contract (its reference)"),
    "due_month": N_("Month due"), "scheduled_from": N_("Scheduled from"), "scheduled_until": N_("Scheduled until"),
    "done_on": N_("Done on"), "inspector": N_("Inspector"), "result": N_("Result"), "summary": N_("Summary"),
    "preparation": N_("How to prepare"), "certificate_due_on": N_("Certificate due"),
    "line_equipment": N_("Line: equipment (its reference)"), "line_subject": N_("Line: what was checked"),
    "line_result": N_("Line: result"), "line_remark": N_("Line: remark"), "line_action": N_("Line: action"),
    "line_text": N_("Line: text"), "line_quantity": N_("Line: quantity"), "line_unit": N_("Line: unit"),
    "line_unit_price": N_("Line: unit price"), "line_tax_rate": N_("Line: tax rate"), "line_net": N_("Line: net"),
    "subject": N_("Subject"), "ordered_on": N_("Ordered"), "promised_on": N_("Promised for"),
    "delivered_on": N_("Delivered"), "cost": N_("Own cost"), "inspection": N_("Inspection (its reference)"),
    "order": N_("Order (its reference)"), "quote": N_("Quote (its reference)"), "job": N_("Work (its reference)"),
    "equipment": N_("Equipment (its reference)"), "invoice": N_("Invoice (its reference)"), "issued_on": N_("Issued"),
    "answered_on": N_("Answered"), "net": N_("Net"), "tax": N_("Tax"), "gross": N_("Total with tax"),
    "technician": N_("Technician"), "technician_phone": N_("Technician's telephone"), "severity": N_("Severity"),
    "description": N_("Description"), "action": N_("Action"), "found_on": N_("Found"), "quoted_on": N_("Quoted"),
    "approved_on": N_("Approved"), "scheduled_on": N_("Work scheduled for"), "fixed_on": N_("Fixed"),
    "proven_on": N_("Proven"), "cancelled_on": N_("Cancelled on"), "service": N_("Service"),
    "requested_at": N_("Requested"), "starts_at": N_("Begins"), "ends_at": N_("Ends"), "wished_from": N_("Wished from"),
    "wished_until": N_("Wished until"), "note": N_("Note"), "due_on": N_("Due"), "payable": N_("To be paid"),
    "po_number": N_("Your order number"), "credits": N_("Corrects invoice (its reference)"),
    "credits_amount": N_("Amount set against it"), "received_on": N_("Received"), "method": N_("Method"),
    "bank_reference": N_("Bank reference"), "invoice_amount": N_("Part for this invoice"),
}  # fmt: skip

_NOUNS = {"inspections": "inspection", "quotes": "quote", "contracts": "contract", "orders": "order",
          "bookings": "booking", "jobs": "job", "equipment": "equipment",
          "invoices": "invoice", "defects": "defect"}  # fmt: skip


def kind_words(kind: str) -> str:
    """What a kind, or a table beside them, is called."""
    if kind in KINDS:
        return _(KINDS[kind][0])
    return _(_OTHERS[kind]) if kind in _OTHERS else _("Other records")


def field_words(name: str) -> str:
    """What a field is called; a further fact by its own name."""
    if name.startswith(DETAILS):
        return name.removeprefix(DETAILS).replace("_", " ")
    return _(_FIELDS[name]) if name in _FIELDS else name


def value_words(kind: str, field: str, value: str) -> str:
    """An allowed value: in the words of the pages where they have any, with the value itself as files say it."""
    noun = _NOUNS.get(kind, "") if field == "state" else {"result": "inspection_result"}.get(field, "")
    if noun in STATES and value in STATES[noun]:
        words = state_words(noun, value)
        return value if words.lower() == value else f"{words} ({value})"
    return value


def rows_words(count: int) -> str:
    """So many rows."""
    return ngettext("%(n)s row", "%(n)s rows", count) % {"n": number(count)}
