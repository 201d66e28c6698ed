"""Records as the facts of a paper: every value a text in the person's language, ready to be laid out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from components.invoice_words import KINDS
from components.nouns import NOUNS
from components.states import state_words
from components.times import visit
from data.records.company import Company
from data.records.inspections import Inspection, InspectionLine
from data.records.invoices import Invoice
from data.records.parties import Parties, Party
from data.records.quotes import Quote
from data.records.shared import PriceLine
from integrations.language import _, day, language, money, month, number, price, quantity, told
from integrations.pdf import word

Facts = dict[str, Any]


def letterhead(company: Company, parties: Parties) -> Facts:
    """Who sends and who receives: what every paper begins with. Bank details stand on originals only."""
    sender = {
        "name": company.name, "legal_name": company.legal_name or company.name, "tax_id": company.tax_id,
        "address": company.address, "phone": company.phone, "email": company.email, "iban": "",
    }  # fmt: skip
    return {"company": sender, "client": _party(parties.client), "site": _party(parties.site)}


def invoice_facts(one: Invoice, company: Company, today: date) -> Facts:
    """An invoice of any kind: lines, totals as its issuer states them, and what is still to be paid today."""
    corrected = next((r.number for r in one.around.related if one.kind == "credit_note" and r.noun == "invoice"), "")
    contract = next((r.number for r in one.around.related if r.noun == "contract"), "")
    settled: list[tuple[str, str]] = []
    if one.gross is not None and one.payable != one.gross:
        settled = [(_("To pay"), money(one.payable, one.currency))]
    if one.kind == "invoice" and one.settled:
        settled += [(_("Settled"), money(one.settled, one.currency)),
                    (_("Still to pay"), money(one.balance, one.currency))]  # fmt: skip
    e_invoice = company.e_invoices and one.kind in ("invoice", "credit_note")
    return {
        "kind": one.kind, "number": one.number, "subject": one.subject or "", "issued_on": day(one.issued_on, "long"),
        "due_on": _long(one.due_on), "po_number": one.po_number or "", "contract": contract, "corrects": corrected,
        "lines": _lines(one.lines, one.currency), "net": money(one.net, one.currency),
        "tax": money(one.tax, one.currency), "gross": money(_total(one), one.currency), "settled": settled,
        "notes": copy_notes(today, e_invoice=e_invoice),
    }  # fmt: skip


def quote_facts(one: Quote, today: date) -> Facts:
    """A quote: lines, totals, until when it can be accepted."""
    inspection = next((r.number for r in one.around.related if r.noun == "inspection"), "")
    return {
        "number": one.number, "subject": one.subject, "issued_on": day(one.issued_on, "long"),
        "valid_until": _long(one.valid_until), "visit": inspection, "lines": _lines(one.lines, one.currency),
        "net": money(one.net, one.currency), "tax": money(one.tax, one.currency),
        "gross": money(one.gross, one.currency), "notes": copy_notes(today),
    }  # fmt: skip


def inspection_facts(one: Inspection, company: Company, today: date) -> Facts:
    """An inspection: when, result, how its certificate stands, every line."""
    certificate = ""
    if one.certificate_standing:
        until = _("valid until %(date)s") % {"date": day(one.certificate_until)} if one.certificate_until else ""
        certificate = _joined(state_words("certificate", one.certificate_standing), until)
    counts = {"compliant": one.compliant, "non_compliant": one.non_compliant, "not_reachable": one.not_reachable}
    planned = month(one.due_month) if one.due_month else None
    when = visit(one.done_on, one.scheduled_from, one.scheduled_until, one.zone, company.zone) or planned
    return {
        "number": one.number, "kind": told(one.kind_names), "when": when or "",
        "result": state_words("inspection", one.standing), "inspector": one.inspector or "",
        "certificate": certificate, "text": (one.summary if one.done_on else one.preparation) or "",
        "counts": [{"result": code, "count": number(count)} for code, count in counts.items()] if one.lines else [],
        "lines": [_checked(line) for line in one.lines], "notes": copy_notes(today),
    }  # fmt: skip


def copy_notes(today: date, *, e_invoice: bool = False) -> list[str]:
    """What the portal says about a paper of its own making."""
    notes = [word("copy_of_e_invoice", language())] if e_invoice else []
    return [*notes, word("copy_made", language(), date=day(today, "long"))]


def invoice_name(one: Invoice) -> str:
    """What the file is called, without its ending: Invoice F-2026-0377."""
    return f"{_(KINDS[one.kind])} {one.number}"


def record_name(noun: str, number_of_record: str) -> str:
    """What the file of a quote or inspection is called, without its ending."""
    return NOUNS[noun].title(number_of_record)


def _party(party: Party | None) -> Facts | None:
    return None if party is None else {"name": party.name, "lines": list(party.lines)}


def _long(value: date | None) -> str:
    return "" if value is None else day(value, "long")


def _total(one: Invoice) -> Decimal:
    return one.payable if one.gross is None else one.gross


def _lines(lines: Iterable[PriceLine], currency: str) -> list[Facts]:
    return [
        {
            "text": line.text,
            "quantity": "" if line.quantity is None else _amount_of(line),
            "unit_price": "" if line.unit_price is None else price(line.unit_price, currency),
            "tax_rate": "" if line.tax_rate is None else f"{quantity(line.tax_rate)}\u00a0%",
            "net": "" if line.net is None else money(line.net, currency),
        }
        for line in lines
    ]


def _amount_of(line: PriceLine) -> str:
    return f"{quantity(line.quantity)}\u00a0{line.unit}" if line.unit else quantity(line.quantity)


def _checked(line: InspectionLine) -> Facts:
    seen = line.code or line.subject or _("Equipment outside your access")
    place = _joined(line.name or (told(line.kind_names) if line.code else ""), line.location)
    return {"name": seen, "place": place, "result": line.result, "remark": line.remark or "",
            "action": line.action or ""}  # fmt: skip


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
