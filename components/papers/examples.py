"""Made-up records for the preview of a paper: the company is the real one, everything else is invented."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from components.papers.facts import copy_notes, letterhead
from components.states import state_words
from data.records.company import Company
from data.records.parties import Parties, Party
from integrations.language import _, day, money, number
from integrations.pdf import Paper

_PARTIES = Parties(
    0, Party("Grup Miramar S.L.", ("Passeig Marítim 12", "08003 Barcelona")),
    None, Party("Hotel Miramar Playa", ("Carrer de la Platja 4", "08003 Barcelona")),
)  # fmt: skip


def example_facts(paper: Paper, company: Company, today: date) -> dict[str, Any]:
    """The facts of a made-up paper in the current language, dated today. KeyError for one nobody can change."""
    makers = {Paper.INVOICE: _invoice, Paper.QUOTE: _quote, Paper.INSPECTION: _inspection, Paper.STATEMENT: _statement}
    return letterhead(company, _PARTIES) | makers[paper](company.currency, today) | {"notes": copy_notes(today)}


def _priced(currency: str, today: date) -> dict[str, Any]:
    lines = [(_("Inspection"), 1, Decimal(180)), (_("Equipment"), 4, Decimal("42.50"))]
    net = sum((n * price for _text, n, price in lines), Decimal(0))
    return {
        "subject": _("Inspection"), "issued_on": day(today, "long"), "net": money(net, currency),
        "tax": money(net * Decimal("0.21"), currency), "gross": money(net * Decimal("1.21"), currency),
        "lines": [{"text": text, "quantity": number(n), "unit_price": money(price, currency), "tax_rate": "21\u00a0%",
                   "net": money(n * price, currency)} for text, n, price in lines],
    }  # fmt: skip


def _invoice(currency: str, today: date) -> dict[str, Any]:
    due = day(today + timedelta(days=30), "long")
    return _priced(currency, today) | {"kind": "invoice", "number": "F-2026-0377", "due_on": due,
                                       "po_number": "PO-118", "contract": "", "corrects": ""}  # fmt: skip


def _quote(currency: str, today: date) -> dict[str, Any]:
    until = day(today + timedelta(days=45), "long")
    return _priced(currency, today) | {"number": "P-2026-0042", "valid_until": until, "visit": "I-2026-0118"}


def _inspection(_currency: str, today: date) -> dict[str, Any]:
    results = ("compliant", "compliant", "non_compliant")
    return {
        "number": "I-2026-0118", "kind": _("Inspection"), "when": day(today, "long"), "inspector": "Marc Vidal",
        "result": state_words("inspection", "non_compliant"), "certificate": "", "text": "",
        "counts": [{"result": "compliant", "count": number(2)}, {"result": "non_compliant", "count": number(1)}],
        "lines": [{"name": f"EXT-{n:03}", "place": "", "result": result, "remark": "", "action": ""}
                  for n, result in enumerate(results, start=14)],
    }  # fmt: skip


def _statement(currency: str, today: date) -> dict[str, Any]:
    owed, before = money(Decimal("423.50"), currency), today - timedelta(days=20)
    nothing = money(Decimal(0), currency)
    lines = [{"on": day(before), "title": " ".join((_("Invoice"), "F-2026-0377")), "amount": owed, "balance": owed}]
    return {
        "number": "Hotel Miramar Playa", "as_of": day(today, "long"), "credit": [], "remarks": [],
        "currencies": [{
            "code": currency, "total": owed, "bands": [owed, *[nothing] * 4], "lines": lines,
            "open": [{"number": "F-2026-0377", "subject": _("Inspection"), "issued_on": day(before),
                      "due_on": day(today + timedelta(days=10)), "late": "", "balance": owed}],
        }],
    }  # fmt: skip
