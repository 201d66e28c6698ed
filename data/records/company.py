"""The company that runs this installation, as its clients meet it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Company:
    """Identity, contact, brand and regional settings; `zone` is an IANA time zone, `currency` an ISO 4217 code."""

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
    country: str = ""  # two letters: by its rule the tax identifier is checked
    languages: tuple[str, ...] = ("en", "es", "it", "ro")  # those that people are offered
    contact_name: str = ""  # whom clients ask: a person or a desk
    contact_hours: str = ""
    colour_light: str = ""  # the company's own, by theme (#3451d1); empty: the portal's
    colour_dark: str = ""
    logo: str = ""  # digest and ending of the picture in the store
    e_invoices: bool = False  # the invoices' legal originals are e-invoices: what we draw of them says it is a copy
