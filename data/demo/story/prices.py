"""What things cost in the story: lines with tax and their totals, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from data.demo.story.places import Client

TAX = {"ES": Decimal(21), "IT": Decimal(22), "RO": Decimal(21)}
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Priced:
    """Lines as rows of a file, and the totals of the whole."""

    lines: list[dict[str, str]]
    net: Decimal
    tax: Decimal
    gross: Decimal

    def totals(self) -> dict[str, str]:
        """The totals as columns."""
        return {"net": str(self.net), "tax": str(self.tax), "gross": str(self.gross)}


def priced(client: Client, currency: str, *lines: tuple[str, int, str]) -> Priced:
    """Lines of (text, quantity, price of one in euros); lei are reckoned at five to the euro."""
    rate, factor = TAX[client.country], Decimal(5 if currency == "RON" else 1)
    rows, net = [], Decimal(0)
    for text, quantity, price in lines:
        one = (Decimal(price) * factor).quantize(_CENT)
        net += one * quantity
        rows.append({"line_text": text, "line_quantity": str(quantity), "line_unit_price": str(one),
                     "line_tax_rate": str(rate), "line_net": str(one * quantity)})  # fmt: skip
    tax = (net * rate / 100).quantize(_CENT, ROUND_HALF_UP)
    return Priced(rows, net, tax, net + tax)


def currency_of(client: Client, count: int) -> str:
    """The client's currency; the warehouses in Brașov are billed in euros and lei in turn."""
    if client.ref == "C11":
        return "EUR" if count % 2 else "RON"
    return "RON" if client.country == "RO" else "EUR"
