"""All sites as a file: the columns of the table, each figure in a column of its own."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from components.context import Context
from components.dashboard.portfolio_columns import state_words
from components.export_columns import ExportColumn
from components.states import state_words as words_of
from data.records.portfolio import Portfolio, SiteStanding
from data.records.portfolio_question import visit_day
from data.viewer import Area
from integrations.language import N_, _
from integrations.table_files import Value

Site = ExportColumn[SiteStanding]


def site_export(found: Portfolio, context: Context) -> list[Site]:
    """The columns, without areas the person has nowhere; where an area is closed at one site, its cells are empty."""
    sees = context.viewer.sees
    columns: list[Site] = [
        ExportColumn(N_("Client"), lambda one: one.client.name), ExportColumn(N_("Site"), lambda one: one.site.name),
        ExportColumn(N_("Address"), lambda one: one.site.address), ExportColumn(N_("State"), state_words),
    ]  # fmt: skip
    if sees(Area.INSPECTIONS):
        columns += [
            _within(Area.INSPECTIONS, N_("Critical defects"), lambda one: one.defects.critical),
            _within(Area.INSPECTIONS, N_("Major defects"), lambda one: one.defects.major),
            _within(Area.INSPECTIONS, N_("Minor defects"), lambda one: one.defects.minor),
            ExportColumn(N_("Checked"), lambda one: one.checked or None),
            ExportColumn(N_("Not compliant"), lambda one: one.failed if one.checked else None),
        ]
    if sees(Area.BILLING):
        columns.append(_within(Area.BILLING, N_("Overdue invoices"), lambda one: one.overdue_invoices))
        for currency in sorted({owed.currency for one in found.sites for owed in one.owed}):
            columns += [_money(N_("Owed %(currency)s"), currency, late=False),
                        _money(N_("Overdue %(currency)s"), currency, late=True)]  # fmt: skip
    if sees(Area.QUOTES):
        columns.append(_within(Area.QUOTES, N_("Quotes waiting"), lambda one: one.quotes))
    if sees(Area.INSPECTIONS) or sees(Area.BOOKINGS):
        columns += [ExportColumn(N_("Next visit"), lambda one: visit_day(one) if one.visit_at else None),
                    ExportColumn(N_("Next visit, month"), _month)]  # fmt: skip
    if sees(Area.INSPECTIONS):
        columns += [
            ExportColumn(N_("Certificate"), lambda one: one.certificate and words_of("certificate", one.certificate)),
            ExportColumn(N_("Certificate until"), lambda one: one.certificate_until),
            _within(Area.INSPECTIONS, N_("Certificates that expire soon"), lambda one: one.expiring),
        ]
    return [
        *columns, ExportColumn(N_("Latitude"), lambda one: _degrees(one.position.latitude) if one.position else None),
        ExportColumn(N_("Longitude"), lambda one: _degrees(one.position.longitude) if one.position else None),
    ]  # fmt: skip


def _within(area: Area, heading: str, value: Callable[[SiteStanding], Value]) -> Site:
    return ExportColumn(heading, lambda one: value(one) if area in one.areas else None)


def _money(heading: str, currency: str, *, late: bool) -> Site:
    """What is owed in one currency; the heading is translated here, since it names the currency."""

    def value(one: SiteStanding) -> Value:
        found = next((owed for owed in one.owed if owed.currency == currency), None)
        if found is None:
            return Decimal("0.00") if Area.BILLING in one.areas else None
        return found.overdue if late else found.total

    return ExportColumn(_(heading) % {"currency": currency}, value)


def _month(one: SiteStanding) -> str | None:
    found = visit_day(one)
    return f"{found:%Y-%m}" if found else None


def _degrees(value: float) -> Decimal:
    return Decimal(f"{value:.6f}")
