"""The fields of records in words: what each is called, what its choices mean, and what is wrong with a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.history import VERBS
from components.invoice_words import KINDS as INVOICE_KINDS
from components.invoice_words import METHODS
from components.nouns import NOUNS
from components.record_kinds import KIND_NOUNS
from components.states import STATES, state_words
from data.imports.conversion import Fault
from data.imports.messages import SENTENCES
from data.records.forms import FormField
from integrations.language import N_, NAMES, NP_, _, gettext, pgettext

SINGULAR = {
    "clients": N_("Client %(number)s"), "sites": N_("Site %(number)s"), "contacts": N_("Contact %(number)s"),
}  # fmt: skip
LABELS = {
    "name": N_("Name"), "number": N_("Number"), "legal_name": N_("Legal name"), "tax_id": N_("Tax number"),
    "group": N_("Client group"), "group_name": N_("Or a new client group"), "language": N_("Language"),
    "email": N_("E-mail"), "phone": N_("Phone"), "address": N_("Address"), "postcode": N_("Postcode"),
    "city": N_("City"), "region": N_("Region"), "country": N_("Country"), "internal_note": N_("Internal note"),
    "code": N_("Short code"), "latitude": N_("Latitude"), "longitude": N_("Longitude"), "zone": N_("Time zone"),
    "condition": N_("Condition of the building"), "access_note": N_("How to get in"),
    "succeeds": N_("Takes over from"), "title": N_("Title"), "site": N_("Site"), "kind": N_("Kind"),
    "kind_name": N_("Or a new kind, in words"), "serial": N_("Serial number"), "maker": N_("Maker"),
    "model": N_("Model"), "location": N_("Place in the site"), "installed_on": N_("Installed"),
    "retest_on": N_("Next retest"), "end_of_life_on": N_("End of life"), "state": N_("State"),
    "contract": N_("Contract"), "due_month": N_("Month due"), "scheduled_from": N_("Agreed start"),
    "scheduled_until": N_("Agreed end"), "done_on": N_("Day done"), "inspector": N_("Inspector"),
    "result": N_("Result"), "summary": N_("Summary"), "preparation": N_("What the client should prepare"),
    "certificate_due_on": N_("Certificate due by"), "quote": N_("Quote"), "order": N_("Order"),
    "technician": N_("Technician"), "cost": N_("Own cost"), "subject": N_("Subject"), "ordered_on": N_("Day ordered"),
    "promised_on": N_("Day promised"), "delivered_on": N_("Day delivered"), "amount": N_("Amount"),
    "currency": N_("Currency"), "inspection": N_("Inspection"), "equipment": N_("Equipment"), "job": N_("Job"),
    "severity": N_("Severity"), "description": N_("Description"), "action": N_("What is to be done"),
    "found_on": N_("Day found"), "quoted_on": N_("Day quoted"), "approved_on": N_("Day approved"),
    "scheduled_on": N_("Day scheduled"), "fixed_on": N_("Day fixed"), "proven_on": N_("Day proven"),
    "cancelled_on": N_("Day cancelled"), "service": N_("What for"), "requested_at": N_("Asked for on"),
    "starts_at": N_("Start"), "ends_at": N_("End"), "wished_from": N_("Wished from"),
    "wished_until": N_("Wished until"), "technician_phone": N_("Technician's phone"), "note": N_("Note"),
    "issued_on": N_("Day of issue"), "valid_until": N_("Valid until"), "answered_on": N_("Day answered"),
    "net": N_("Total without tax"), "tax": N_("Tax amount"), "gross": N_("Total with tax"),
    "starts_on": N_("First day"),
    "ends_on": N_("Last day"), "renewal": N_("Renewal"), "renewal_on": N_("Next renewal"),
    "notice_days": N_("Notice, in days"), "visits_included": N_("Visits a year"), "period": N_("Period"),
    "due_on": N_("Due"), "payable": N_("Amount to pay"), "po_number": N_("The client's order number"),
    "credits": N_("Corrects the invoice"), "credits_amount": N_("Set against that invoice"),
    "received_on": N_("Day received"), "method": N_("Method"), "bank_reference": N_("Text of the transfer"),
    "invoice": N_("Invoice"), "invoice_amount": N_("Amount for it"), "line_text": N_("Description"),
    "line_quantity": N_("Quantity"), "line_unit": N_("Unit"), "line_unit_price": N_("Unit price"),
    "line_tax_rate": N_("Tax, %"), "line_net": N_("Net amount"), "line_equipment": N_("Equipment"),
    "line_subject": N_("Or what else was checked"), "line_result": N_("Result"), "line_remark": N_("Remark"),
    "line_action": N_("What is to be done"), "lines": N_("Lines"), "details": N_("Further facts"),
}  # fmt: skip
OTHER_LABELS = {("equipment", "code"): N_("Number on the label"), ("contacts", "title"): N_("Role"),
                ("contacts", "phone"): N_("Mobile")}  # fmt: skip
# where the words of the schema speak of files
OTHER_HELP = {
    "tax_id": "", "kind": "", "kind_name": N_("Makes a new kind, for all records from now on."), "group": "",
    "group_name": "",
    "currency": N_("Three letters, such as EUR."), "country": "", "state": "", "site": "", "due_month": "",
    "invoice": "", "line_text": "", "line_result": "", "line_subject": "", "line_equipment": "", "name": "",
    "language": N_("Language of letters to the client."), "email": "", "number": "", "title": "", "subject": "",
    "net": "", "tax": "", "gross": "", "method": "", "result": "", "inspector": "", "technician": "", "city": "",
    "postcode": "", "address": "", "maker": "", "model": "", "serial": "", "severity": "", "installed_on": "",
    "line_quantity": "", "line_unit": "", "line_unit_price": "", "line_tax_rate": "", "line_net": "",
    "line_remark": "", "line_action": "", "invoice_amount": "", "period": "", "action": "", "service": "",
    "po_number": "", "scheduled_until": "", "preparation": "", "retest_on": "", "end_of_life_on": "", "renewal": "",
    "renewal_on": "", "notice_days": "", "visits_included": "", "promised_on": "", "delivered_on": "",
    "ordered_on": "", "received_on": "", "bank_reference": "", "location": "", "starts_on": "", "ends_on": "",
    "found_on": "", "quoted_on": "", "approved_on": "", "scheduled_on": "", "fixed_on": "", "proven_on": "",
    "condition": "", "succeeds": "", "answered_on": "", "done_on": "", "ends_at": "", "requested_at": "",
    "technician_phone": "", "description": "", "certificate_due_on": "", "legal_name": "", "code": "",
}  # fmt: skip
# what an empty field becomes, as the schema says it
DEFAULTS = {
    "the reference": N_("Left empty, it gets a number of the portal's own."),
    "done with done_on, scheduled with scheduled_from, else planned": N_("Left open, it follows from the days."),
    "delivered with delivered_on, else placed": N_("Left open, it follows from the days."),
    "confirmed with starts_at, else requested": N_("Left open, it follows from the days."),
    "gross less net": N_("Left empty, it follows from the other two."),
    "net and tax": N_("Left empty, it follows from the other two."),
    "gross": N_("Left empty, it is the total with tax."),
    "the site of the equipment or the inspection": N_("Left empty, it is the site of the equipment or inspection."),
    "the whole amount": N_("Left empty, it is the whole amount."),
}  # fmt: skip
CHOICES: dict[str, dict[str, str]] = {
    "renewal": {"none": N_("Does not renew itself"), "automatic": N_("Renews itself")},
    "period": {"once": N_("Once"), "month": N_("A month"), "quarter": N_("A quarter"), "year": N_("A year")},
    "language": dict(NAMES), "method": METHODS, "kind": INVOICE_KINDS,
}  # fmt: skip
STATE_WORDS: dict[tuple[str, str], str] = {
    ("quote", "draft"): NP_("quote", "Draft"), ("quote", "sent"): NP_("quote", "Sent"),
    ("contract", "draft"): NP_("contract", "Draft"), ("contract", "sent"): NP_("contract", "Sent"),
    ("invoice", "draft"): NP_("invoice", "Draft"), ("invoice", "issued"): NP_("invoice", "Issued"),
}  # fmt: skip
FAULTS = {
    "number": N_("This is not a number."),
    "whole": N_("This is not a whole number."),
    "date": N_("This is not a date. Write it as 31/12/2026."),
    "moment": N_("This is not a date with a time. Write it as 31/12/2026 09:30."),
    "month": N_("This is not a month. Write it as 12/2026."),
    "choice": N_("This choice does not exist."),
    "needed_new": N_("A value is needed here."),
    "unknown_kind": N_("Choose a kind, or write what a new one is called."),
    "unknown_parent": N_("Nothing of this client is called so. Write its number as it stands in the list."),
    "several_parents": N_("Several records are called so. Choose one from the list."),
    "payable": N_("There is nothing to pay: give the amount to pay, the total, or net and tax."),
    "negative_total": N_("A total below zero is a credit note: write it without the sign, as a credit note."),
    "number_taken": N_("This client already has one with this number."),
    "draft_again": N_("What was published cannot become a draft again."),
}  # fmt: skip
STAFF_VERBS = {"created": NP_("history", "Recorded"), "discarded": NP_("history", "Put away"),
               "withdrawn": NP_("history", "Withdrawn"),
               "published_again": NP_("history", "Published again")}  # fmt: skip


def label_of(kind: str, name: str) -> str:
    """What a field is called; one of an older version by its own name."""
    words = OTHER_LABELS.get((kind, name)) or LABELS.get(name)
    return _(words) if words else name


def help_of(kind: str, field: FormField, is_new: bool) -> str:
    """What a field means, as far as its label does not say it; of a new record also what an empty one becomes."""
    meaning = OTHER_HELP.get(field.name, field.meaning)
    default = DEFAULTS.get(field.default, "") if is_new else ""
    told = _beyond(label_of(kind, field.name), gettext(meaning)) if meaning else ""
    words = [told, gettext(default) if default else ""]
    return " ".join(part for part in words if part)


def _beyond(label: str, meaning: str) -> str:
    """A meaning without the label it begins with: "Issue day; needed except ..." below "Issue day"."""
    rest = meaning[len(label) :]
    if not meaning.casefold().startswith(label.casefold()) or rest[:1] not in {",", ";", ":"}:
        return meaning
    rest = rest[1:].strip()
    return rest[:1].upper() + rest[1:]


def choice_words(kind: str, name: str, code: str) -> str:
    """What a choice of the schema is called."""
    noun = {"severity": "severity", "line_result": "line"}.get(name, KIND_NOUNS.get(kind, ""))
    if name in CHOICES and code in CHOICES[name]:
        return gettext(CHOICES[name][code])
    if (noun, code) in STATE_WORDS:
        return pgettext(noun, STATE_WORDS[noun, code])
    return state_words(noun, code) if code in STATES.get(noun, {}) else code


def title_of(kind: str, name: str) -> str:
    """What one record is called."""
    if kind in SINGULAR:
        return _(SINGULAR[kind]) % {"number": name}
    return NOUNS[KIND_NOUNS[kind]].title(name)


def fault_words(fault: Fault) -> str:
    """What is wrong with a value, for somebody at a form."""
    words = FAULTS.get(fault.code) or SENTENCES[fault.code]
    return gettext(words) % {"value": "", **fault.params}


def faults_in_words(kind: str, faults: Mapping[str, Fault]) -> dict[str, str]:
    """Field key → what is wrong there."""
    return {key: fault_words(fault) for key, fault in faults.items()}


def verb_words(verb: str) -> str:
    """What happened, for staff."""
    return pgettext("history", STAFF_VERBS.get(verb) or VERBS.get(verb) or NP_("history", "Changed"))


def key_label(kind: str, key: str) -> str:
    """What the field behind a key is called: `number`, or `line-2-line_net` with its row."""
    if not key.startswith("line-"):
        return label_of(kind, key)
    _line, number, name = key.split("-", 2)
    return _("Line %(n)s, %(field)s") % {"n": int(number) + 1, "field": label_of(kind, name)}


def plain_value(value: Any) -> str:
    """A value that is no text of ours."""
    return "–" if value in (None, "") else str(value)
