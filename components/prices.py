"""Lines and totals of quotes and invoices."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from components.html import Dd, Div, Dl, Dt, Node, Tree
from components.record_page import section_table
from components.table import Column, data_table
from data.records.shared import PriceLine
from integrations.language import N_, _, money, price, quantity


def lines_card(lines: Iterable[PriceLine], currency: str, totals: Tree) -> Tree:
    """What is charged, line by line, and the totals below; without lines the totals alone."""
    found = list(lines)
    table = data_table(_("Lines"), _columns(currency), found, "line-table") if found else Div()
    return section_table("lines", _("Lines") if found else _("Totals"), table, totals)


def _columns(currency: str) -> list[Column[PriceLine]]:
    return [
        Column("text", N_("Description"), lambda line: line.text, "title", 34),
        Column("quantity", N_("Quantity"), _quantity, "meta", 14, figures=True),
        Column("unit_price", N_("Unit price"),
               lambda line: price(line.unit_price, currency) if line.unit_price is not None else None,
               "meta", 14, figures=True),
        Column("tax_rate", N_("Tax"), _rate, "meta", 9, figures=True),
        Column("net", N_("Net amount"), lambda line: money(line.net, currency) if line.net is not None else None,
               "value", 15, figures=True),
    ]  # fmt: skip


def _quantity(line: PriceLine) -> Node:
    if line.quantity is None:
        return None
    return f"{quantity(line.quantity)}\u00a0{line.unit}" if line.unit else quantity(line.quantity)


def _rate(line: PriceLine) -> Node:
    return None if line.tax_rate is None else f"{quantity(line.tax_rate)}\u00a0%"


def totals(pairs: Iterable[tuple[str, Decimal | None, bool]], currency: str) -> Tree:
    """(label, amount, strong) one under the other; those without an amount are left out."""
    rows = [
        Div(Dt(label), Dd(money(amount, currency), className="num"), className="strong" if strong else None)
        for label, amount, strong in pairs if amount is not None
    ]  # fmt: skip
    return Dl(*rows, className="totals")
