"""Files about clients: the customers themselves, their sites, their contacts and who may see what."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator

from data.imports.schemas.base import (
    Country,
    Email,
    Latitude,
    Long,
    Longitude,
    Reference,
    Row,
    Short,
    Zone,
    column,
)
from data.records.access import PRESETS
from data.viewer import Area

Language = Literal["en", "es", "it", "ro"]


def _area_list(value: object) -> object:
    """`technical`, or `inspections, documents`: a preset's name or a list of areas."""
    if not isinstance(value, str):
        return value
    names = [name.strip().lower() for name in value.replace(";", ",").replace("|", ",").split(",") if name.strip()]
    if len(names) == 1 and names[0] in PRESETS:
        return sorted(PRESETS[names[0]])
    return names


class ClientRow(Row):
    """A customer organisation."""

    about: ClassVar[str] = "Customer organisations, the owners of sites and records."

    name: Short | None = column("The name people know it by.", "Grup Miramar", needed=True)
    number: Short | None = column("Client number shown to people.", "C-1001")
    legal_name: Short | None = column("Registered name, if it differs.", "Grup Miramar Hotels SL")
    tax_id: Short | None = column("Tax identifier; a wrong check digit is a warning.", "B58818501")
    group: Reference | None = column("Reference of the client group it belongs to.", "G-1")
    group_name: Short | None = column("The group's name; a reference not met before makes a new group.", "Miramar")
    language: Language | None = column("Language of letters to the client.", "es")
    email: Email | None = column("General e-mail address.", "office@miramar.example")
    phone: Short | None = column("Telephone, best with the country code.", "+34 931 234 567")
    address: Short | None = column("Street and number.", "Passeig Marítim 12")
    postcode: Short | None = column("Postcode, kept as text.", "08003")
    city: Short | None = column("Town.", "Barcelona")
    region: Short | None = column("Province, county or district.", "Barcelona")
    country: Country | None = column("Country, two letters.", "ES")
    internal_note: Long | None = column("Note for staff; clients never see it.")


class SiteRow(Row):
    """A place of a client."""

    about: ClassVar[str] = "Places of clients: buildings, shops, plants. Almost everything else belongs to a site."

    client: Reference | None = column("The owner; cannot change later.", "C-1001", needed=True, parent="clients")
    name: Short | None = column("The name people know it by.", "Hotel Miramar Playa", needed=True)
    code: Short | None = column("Short code shown to people.", "MIR-01")
    address: Short | None = column("Street and number.", "Carrer de la Platja 4")
    postcode: Short | None = column("Postcode, kept as text.", "08003")
    city: Short | None = column("Town.", "Barcelona")
    region: Short | None = column("Province, county or district.", "Barcelona")
    country: Country | None = column("Country, two letters.", "ES")
    latitude: Latitude | None = column("North positive, WGS 84; kept to six decimals.", "41.387", unit="degrees")
    longitude: Longitude | None = column("East positive, WGS 84; kept to six decimals.", "2.17", unit="degrees")
    zone: Zone | None = column("Time zone, if not the company's.", "Europe/Madrid")
    condition: Short | None = column("Condition of the building, in your words.", "Damaged, under 10 %")
    access_note: Long | None = column(
        "How to get in, for technicians; clients never see it.", "Ring at the service door"
    )
    succeeds: Reference | None = column("The site this one takes over from.", "S-12", parent="sites")
    internal_note: Long | None = column("Note for staff; clients never see it.")


class ContactRow(Row):
    """A person of a client, as your system knows them."""

    about: ClassVar[str] = "People of clients as your system knows them. A contact alone opens nothing: see grants."

    client: Reference | None = column("The client they belong to.", "C-1001", needed=True, parent="clients")
    name: Short | None = column("First and last name.", "Laia Ferrer", needed=True)
    email: Email | None = column("E-mail address; shared mailboxes are a warning.", "laia@miramar.example")
    phone: Short | None = column("Mobile, best with the country code; sign-in codes go there.", "+34 612 345 678")
    title: Short | None = column("Their role.", "Maintenance manager")
    internal_note: Long | None = column("Note for staff; clients never see it.")


class GrantRow(Row):
    """What a person may see."""

    about: ClassVar[str] = (
        "Who may see what: a person by e-mail address, and a client, a client group, or one site of a client. "
        "A person not met before is added. Access that was withdrawn or set in the portal stays as it was set there."
    )

    reference: Reference | None = column(
        "The grant's number in your system.", "A-1", default="e-mail address with client, group and site"
    )
    email: Email | None = column("The person's e-mail address.", "laia@miramar.example", needed=True)
    name: Short | None = column("Name of a person not met before.", "Laia Ferrer", default="the contact's name")
    phone: Short | None = column("Mobile of a person not met before.", "+34 612 345 678", default="the contact's phone")
    language: Language | None = column("Language of a person not met before.", "es", default="the client's language")
    client: Reference | None = column("The client whose records open.", "C-1001", parent="clients")
    group: Reference | None = column("Or the client group whose clients open.", "G-1")
    site: Reference | None = column("One site of the client only.", "S-12", parent="sites")
    areas: Annotated[list[Area] | None, BeforeValidator(_area_list)] = column(
        "What opens: full, technical, billing, or area names with commas between.", "technical", needed=True
    )
    exports: Literal["yes", "no"] | None = column(
        "Whether lists and documents may be taken away as files (CSV, XLSX, ZIP).", "no", default="yes"
    )
    amounts: Literal["yes", "no"] | None = column(
        "Whether amounts are shown; without them invoices, payments and quotes stay closed, and contracts and orders "
        "appear without sums and papers.", "no", default="yes",
    )  # fmt: skip
    valid_from: date | None = column("First day.", "2026-01-01")
    valid_until: date | None = column("Last day.", "2026-12-31")
