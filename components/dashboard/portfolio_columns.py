"""The columns of the table of all sites: how each stands, and the figures behind it."""

from __future__ import annotations

from components.badges import badge
from components.context import Context
from components.dashboard.words import local_day
from components.html import A, Node, Span
from components.states import state_badge
from components.table import Column
from data.records.portfolio import Portfolio, SiteStanding
from data.viewer import Area
from integrations.language import N_, NP_, _, clock, day, money, month, ngettext, number, pgettext


def site_columns(found: Portfolio, context: Context) -> list[Column[SiteStanding]]:
    """Columns of areas that the person has nowhere are left out."""
    sees = context.viewer.sees
    visits = sees(Area.INSPECTIONS) or sees(Area.BOOKINGS)
    columns: list[Column[SiteStanding] | None] = [
        Column("site", N_("Site"), lambda one: _site(one, context), "title", 28),
        Column("state", N_("State"), _state, "badge", 20),
        Column("overdue", N_("Overdue"), _overdue, "value", 13, figures=True) if sees(Area.BILLING) else None,
        Column("failed", N_("Not compliant"), _failed, "meta", 12, figures=True) if sees(Area.INSPECTIONS) else None,
        Column("visit", N_("Next visit"), lambda one: _visit(one, found), "meta", 15) if visits else None,
        Column("certificate", N_("Certificate"), _certificate, "meta", 15) if sees(Area.INSPECTIONS) else None,
        Column("quotes", N_("Quotes waiting"), _quotes, "meta", 11, figures=True) if sees(Area.QUOTES) else None,
    ]
    return [column for column in columns if column is not None]


def _site(one: SiteStanding, context: Context) -> Node:
    link = A(one.site.name, href=f"/?site={one.site.public_id}", className="row-link record-link")
    client = one.client.name if context.several_clients else None
    return [link, *[Span(words, className="cell-note") for words in (client, one.site.address) if words]]


_PROBLEMS = {
    "overdue": NP_("site", "Overdue"), "failed": NP_("site", "Not compliant"), "quotes": NP_("site", "Awaiting answer"),
    "certificate_expired": NP_("site", "Certificate expired"),
    "certificate_missing": NP_("site", "Certificate missing"),
    "certificate_expiring": NP_("site", "Certificate expires soon"), "late": NP_("site", "Visit to be agreed"),
}  # fmt: skip


def _state(one: SiteStanding) -> Node:
    """The worst thing about the site, and how many more there are."""
    if not one.problems:
        return badge("ok", _("All good"))
    worst = badge("bad" if one.level > 1 else "warn", pgettext("site", _PROBLEMS[one.problems[0]]))
    more = len(one.problems) - 1
    if not more:
        return worst
    return [worst, Span(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}, className="cell-note")]


def _overdue(one: SiteStanding) -> Node:
    found = [owed for owed in one.owed if owed.overdue_invoices]
    if not found:
        return None
    late = sum(owed.overdue_invoices for owed in found)
    count = ngettext("%(n)s invoice", "%(n)s invoices", late) % {"n": late}
    amounts = [Span(money(owed.overdue, owed.currency), className="late amount") for owed in found]
    return [*amounts, Span(count, className="cell-note")]


def _failed(one: SiteStanding) -> str | None:
    if not one.checked:
        return None
    return _("%(failed)s of %(checked)s") % {"failed": number(one.failed), "checked": number(one.checked)}


def _visit(one: SiteStanding, found: Portfolio) -> Node:
    if one.visit_at is not None:
        when = local_day(one.visit_at, one.site.zone)
        return [day(when) if when.year != found.today.year else day(when, "weekday"),
                Span(clock(one.visit_at, one.site.zone), className="cell-note")]  # fmt: skip
    if one.visit_month is None:
        return None
    note = _("not yet agreed") if one.late else _("date to be confirmed")
    return [month(one.visit_month), Span(note, className="cell-note")]


def _certificate(one: SiteStanding) -> Node:
    if one.certificate is None:
        return None
    if one.certificate in ("awaited", "missing"):
        words = _("due by %(date)s") % {"date": day(one.certificate_due_on)}
    else:
        words = day(one.certificate_until) if one.certificate_until else ""
    return [state_badge("certificate", one.certificate), Span(words, className="cell-note")]


def _quotes(one: SiteStanding) -> str | None:
    return number(one.quotes) if one.quotes else None
