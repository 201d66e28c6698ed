"""The story's payments: nearly everything came in sooner or later."""

from __future__ import annotations

from decimal import Decimal

from data.demo.story.money import Invoice
from data.demo.story.when import numbered, workday

Row = dict[str, str]


def payments(of: list[Invoice]) -> list[Row]:
    """What came in; the supermarkets pay two invoices at a time."""
    found: list[Row] = []
    waiting: Invoice | None = None
    credited = {i.more["credits"]: Decimal(a) for i in of if (a := i.more.get("credits_amount"))}
    for invoice in of:
        if invoice.kind != "invoice" or not invoice.paid or "state" in invoice.more:
            continue
        if invoice.client.ref == "C06" and waiting is None:
            waiting = invoice
            continue
        together = [invoice] if invoice.client.ref != "C06" or waiting is None else [waiting, invoice]
        waiting = None if len(together) == 2 else waiting
        found += _payment(f"PY{len(found) + 1:04d}", together, credited)
    return found + ([] if waiting is None else _payment("PY9000", [waiting], credited))


def _payment(ref: str, together: list[Invoice], credited: dict[str, Decimal]) -> list[Row]:
    last = together[-1]
    age = max(last.age - 12 - last.age % 14, 0)
    parts = [((i.price.gross - credited.get(i.ref, Decimal(0))) * i.paid).quantize(Decimal("0.01")) for i in together]
    count = int(ref[2:])
    head = {
        "client": last.client.ref, "site": last.site.ref if last.site and len(together) == 1 else "",
        "number": numbered("PAY", -age, count), "received_on": workday(-age), "amount": str(sum(parts)),
        "currency": last.currency, "method": ("transfer", "transfer", "card", "direct_debit")[count % 4],
        "bank_reference": " / ".join(i.number for i in together),
        "internal_note": "internal: reminded twice" if count % 40 == 0 else "",
    }  # fmt: skip
    return [{"reference": ref, "invoice": i.ref, "invoice_amount": str(part)} | ({} if place else head)
            for place, (i, part) in enumerate(zip(together, parts, strict=True))]  # fmt: skip
