"""Files about work on sites: equipment, inspections with their lines, jobs, orders and bookings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator

from data.imports.schemas.base import Currency, KindCode, Long, Money, Reference, Row, Short, column
from integrations.written_dates import month_start

Month = Annotated[date, BeforeValidator(month_start)]


class EquipmentRow(Row):
    """One maintained thing."""

    about: ClassVar[str] = (
        "Maintained things: extinguishers, hose reels, lifts. Further facts go into details.* columns."
    )

    client: Reference | None = column("The owner.", "C-1001", parent="clients", default="the site's client")
    site: Reference | None = column("Where it is.", "S-12", parent="sites")
    kind: KindCode | None = column("Code of its kind.", "extinguisher", needed=True)
    kind_name: Short | None = column("The kind in words; a code not met before makes a new kind.", "Extinguisher")
    code: Short | None = column("The number on its label.", "EXT-014", default="the reference")
    name: Short | None = column("What it is, in words.", "Powder extinguisher ABC 6 kg")
    serial: Short | None = column("Serial number.", "11996266")
    maker: Short | None = column("Maker.", "Cofem")
    model: Short | None = column("Model.", "P6-ABC")
    location: Short | None = column("Where in the site.", "Lobby, left of the lift")
    installed_on: date | None = column("Day of installation.", "2021-03-15")
    retest_on: date | None = column("Next retest due.", "2027-03-31")
    end_of_life_on: date | None = column("Last day of its service life.", "2041-03-31")
    state: Literal["in_service", "out_of_service", "retired"] | None = column(
        "Whether it is in use.", "in_service", default="in_service"
    )
    details: dict[str, int | float | Short] | None = column(
        "Columns named details.<name>: further facts.", "details.load_kg = 1050"
    )
    internal_note: Long | None = column("Note for staff; clients never see it.")


class InspectionRow(Row):
    """A planned or done visit; one row per thing checked."""

    about: ClassVar[str] = (
        "Planned and done visits. Rows that follow each other with the same reference are one visit with one line each "
        "per thing checked; repeat or leave empty the other columns."
    )
    groups: ClassVar[bool] = True

    client: Reference | None = column("The client.", "C-1001", parent="clients", default="the site's client")
    site: Reference | None = column("The site visited.", "S-12", parent="sites")
    contract: Reference | None = column("Contract it is done under.", "K-7", parent="contracts")
    number: Short | None = column("Number shown to people.", "INS-2026-0042", default="the reference")
    kind: KindCode | None = column("Code of its kind.", "yearly")
    kind_name: Short | None = column("The kind in words; a code not met before makes a new kind.", "Yearly inspection")
    state: Literal["planned", "scheduled", "done", "cancelled"] | None = column(
        "How far it is.", "done", default="done with done_on, scheduled with scheduled_from, else planned"
    )
    due_month: Month | None = column("The month it is due, year first.", "2026-12", unit="month")
    scheduled_from: datetime | None = column("Agreed start, in the company's time zone.", "2026-12-04 09:00")
    scheduled_until: datetime | None = column("Agreed end.", "2026-12-04 11:00")
    done_on: date | None = column("Day of the visit.", "2026-11-12")
    inspector: Short | None = column("Who inspected.", "Begoña Peña")
    result: Literal["compliant", "with_remarks", "non_compliant"] | None = column("The outcome.", "with_remarks")
    summary: Long | None = column("Findings in words.")
    preparation: Long | None = column("What the client should prepare.")
    certificate_due_on: date | None = column("Day by which the certificate follows.", "2026-11-26")
    internal_note: Long | None = column("Note for staff; clients never see it.")
    line_equipment: Reference | None = column("The thing checked.", "E-88", parent="equipment", line=True)
    line_subject: Short | None = column("Or what was checked, in words.", "Escape route, 2nd floor", line=True)
    line_result: Literal["compliant", "non_compliant", "not_reachable"] | None = column(
        "Outcome for this thing; a row whose line columns are all empty adds no line.", "compliant", line=True
    )
    line_remark: Long | None = column("Remark.", "Pressure low", line=True)
    line_action: Short | None = column("What is to be done.", "Replace", line=True)


class JobRow(Row):
    """Work that is not an inspection."""

    about: ClassVar[str] = "Other work: installation, repair, pressure retest."

    client: Reference | None = column("The client.", "C-1001", parent="clients", default="the site's client")
    site: Reference | None = column("Where it is done.", "S-12", parent="sites")
    quote: Reference | None = column("Quote it follows from.", "Q-3", parent="quotes")
    order: Reference | None = column("Order it belongs to.", "O-9", parent="orders")
    number: Short | None = column("Number shown to people.", "J-2026-17", default="the reference")
    kind: KindCode | None = column("Code of its kind.", "retest")
    kind_name: Short | None = column("The kind in words; a code not met before makes a new kind.", "Pressure retest")
    title: Short | None = column("What is done.", "Pressure retest of 12 extinguishers", needed=True)
    state: Literal["planned", "scheduled", "in_progress", "done", "cancelled"] | None = column(
        "How far it is.", "done", default="done with done_on, scheduled with scheduled_from, else planned"
    )
    scheduled_from: datetime | None = column("Agreed start, in the company's time zone.", "2026-12-04 09:00")
    scheduled_until: datetime | None = column("Agreed end.", "2026-12-04 11:00")
    done_on: date | None = column("Day it was finished.", "2026-11-12")
    technician: Short | None = column("Who does it.", "Íñigo Muñoz")
    summary: Long | None = column("What was done.")
    cost: Money | None = column("Own cost; clients never see it.", "180.00", unit="company's currency")
    internal_note: Long | None = column("Note for staff; clients never see it.")


class OrderRow(Row):
    """Something ordered."""

    about: ClassVar[str] = "Orders of clients."

    client: Reference | None = column("The client.", "C-1001", parent="clients", default="the site's client")
    site: Reference | None = column("Where it goes.", "S-12", parent="sites")
    number: Short | None = column("Number shown to people.", "O-2026-9", default="the reference")
    subject: Short | None = column("What is ordered.", "12 powder extinguishers", needed=True)
    state: Literal["placed", "in_progress", "delivered", "cancelled"] | None = column(
        "How far it is.", "in_progress", default="delivered with delivered_on, else placed"
    )
    ordered_on: date | None = column("Day of the order.", "2026-10-01", needed=True)
    promised_on: date | None = column("Day promised.", "2026-11-15")
    delivered_on: date | None = column("Day delivered.", "2026-11-12")
    amount: Money | None = column("Amount with tax.", "1452.00", unit="currency")
    currency: Currency | None = column("Currency, three letters; needed with an amount.", "EUR")
    cost: Money | None = column("Own cost; clients never see it.", "900.00", unit="currency")
    internal_note: Long | None = column("Note for staff; clients never see it.")


class DefectRow(Row):
    """Something that does not comply, and how far its repair is."""

    about: ClassVar[str] = (
        "What does not comply. A lifeline of days: found, quoted, approved, scheduled, fixed, proven. Days that are "
        "left empty follow from the quote, the job, certificates and later inspections as soon as these say so."
    )

    client: Reference | None = column("The client.", "C-1001", parent="clients", default="the site's client")
    site: Reference | None = column(
        "Where it is.", "S-12", parent="sites", default="the site of the equipment or the inspection"
    )
    inspection: Reference | None = column("Inspection that found it.", "INS-42", parent="inspections")
    equipment: Reference | None = column("The thing at fault.", "E-88", parent="equipment")
    quote: Reference | None = column("Quote for its repair.", "Q-3", parent="quotes")
    job: Reference | None = column("Job that repairs it.", "J-17", parent="jobs")
    number: Short | None = column("Number shown to people.", "DEF-2026-31", default="the reference")
    title: Short | None = column("What does not comply.", "Pressure below range", needed=True)
    severity: Literal["minor", "major", "critical"] | None = column("How bad it is.", "major", default="major")
    description: Long | None = column("What was seen, in words.")
    action: Short | None = column("What is to be done.", "Replace")
    location: Short | None = column("Where in the site.", "Kitchen, beside the door")
    found_on: date | None = column("Day it was found.", "2026-11-12", needed=True)
    quoted_on: date | None = column("Day its repair was quoted.", "2026-11-14")
    approved_on: date | None = column("Day the client approved.", "2026-11-20")
    scheduled_on: date | None = column("Day the repair is agreed for.", "2026-12-04")
    fixed_on: date | None = column("Day it was repaired.", "2026-12-04")
    proven_on: date | None = column("Day the repair was proven.", "2026-12-07")
    cancelled_on: date | None = column("Day it was found to be none, or given up.", "2026-11-13")
    internal_note: Long | None = column("Note for staff; clients never see it.")


class BookingRow(Row):
    """An appointment at a site."""

    about: ClassVar[str] = "Appointments at sites, requested or agreed."

    client: Reference | None = column("The client.", "C-1001", parent="clients", default="the site's client")
    site: Reference | None = column("Where.", "S-12", parent="sites")
    inspection: Reference | None = column("Inspection it is for.", "INS-42", parent="inspections")
    job: Reference | None = column("Job it is for.", "J-17", parent="jobs")
    number: Short | None = column("Number shown to people.", "B-2026-5", default="the reference")
    service: Short | None = column("What for.", "Yearly inspection", needed=True)
    state: Literal["requested", "confirmed", "done", "cancelled"] | None = column(
        "How far it is.", "confirmed", default="confirmed with starts_at, else requested"
    )
    requested_at: datetime | None = column("When it was asked for.", "2026-11-20 16:05")
    starts_at: datetime | None = column("Start, in the company's time zone.", "2026-12-04 09:00")
    ends_at: datetime | None = column("End.", "2026-12-04 11:00")
    wished_from: date | None = column("First day that suits the client.", "2026-12-01")
    wished_until: date | None = column("Last day that suits the client.", "2026-12-12")
    technician: Short | None = column("Who comes.", "Íñigo Muñoz")
    technician_phone: Short | None = column("Their telephone.", "+34 612 345 678")
    note: Long | None = column("Note the client sees.")
    internal_note: Long | None = column("Note for staff; clients never see it.")
