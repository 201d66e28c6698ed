"""The company that runs this installation, as its clients meet it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Company:
    """Identity, contact and regional settings; `zone` is an IANA time zone, `currency` an ISO 4217 code."""

    name: str = "Atrio"
    legal_name: str = ""
    tax_id: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    zone: str = "UTC"
    language: str = "en"
    currency: str = "EUR"
    expiry_days: int = 45  # what counts as expiring soon: certificates, equipment, contracts
    e_invoices: bool = False  # the invoices' legal originals are e-invoices: what we draw of them says it is a copy
