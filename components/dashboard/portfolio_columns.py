"""The columns of the table of all sites: how each stands, and the figures behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from components.badges import badge
from components.context import Context
from components.dashboard.words import local_day
from components.html import A, Node, Span
from components.states import state_badge
from components.table import Column, Part
from data.records.portfolio import OpenDefects, Portfolio, SiteStanding
from data.records.portfolio_question import USUAL, SiteQuestion
from data.viewer import Area
from integrations.language import N_, NP_, _, clock, day, money, month, ngettext, number, pgettext

HEADINGS = {
    "site": N_("Site"), "state": N_("State"), "defects": N_("Open defects"), "overdue": N_("Overdue"),
    "visit": N_("Next visit"), "certificate": N_("Certificate"), "quotes": N_("Quotes waiting"),
    "expiring": N_("Certificates that expire soon"),
}  # fmt: skip


def site_columns(found: Portfolio, context: Context, question: SiteQuestion) -> list[Column[SiteStanding]]:
    """Columns of areas that the person has nowhere are left out; the headings lead to the other order of each."""
    sees = context.viewer.sees
    visits = sees(Area.INSPECTIONS) or sees(Area.BOOKINGS)
    technical = sees(Area.INSPECTIONS)
    columns: list[Column[SiteStanding] | None] = [
        _column("site", lambda one: _site(one, context), "title", 26),
        _column("state", _state, "badge", 18, latest_first=True),
        _figures("defects", _defects, "meta", 14) if technical else None,
        _figures("overdue", _overdue, "value", 12) if sees(Area.BILLING) else None,
        _column("visit", lambda one: _visit(one, found), "meta", 15) if visits else None,
        _column("certificate", _certificate, "meta", 16) if technical else None,
        _figures("quotes", _quotes, "meta", 11) if sees(Area.QUOTES) else None,
    ]
    return [_sortable(column, context, question) for column in columns if column is not None]


def _column(
    key: str, cell: Callable[[SiteStanding], Node], part: Part, share: int, *, latest_first: bool = False
) -> Column[SiteStanding]:
    return Column(key, HEADINGS[key], cell, part, share, sort=key, latest_first=latest_first)


def _figures(key: str, cell: Callable[[SiteStanding], Node], part: Part, share: int) -> Column[SiteStanding]:
    """A column of counts: the most come first when its heading is pressed."""
    return replace(_column(key, cell, part, share, latest_first=True), figures=True)


def _sortable(column: Column[SiteStanding], context: Context, question: SiteQuestion) -> Column[SiteStanding]:
    key, now = column.sort, question.sort or USUAL
    first, second = (f"-{key}", key) if column.latest_first else (key, f"-{key}")
    target = second if now == first else first
    address = context.link("/sites", **question.written(sort=None if target == USUAL else target))
    order: Literal["ascending", "descending"] | None = None
    if now.removeprefix("-") == key:
        order = "descending" if now.startswith("-") else "ascending"
    return replace(column, href=address, sorted=order)


def _site(one: SiteStanding, context: Context) -> Node:
    link = A(one.site.name, href=f"/?site={one.site.public_id}", className="row-link record-link")
    client = one.client.name if context.several_clients else None
    return [link, *[Span(words, className="cell-note") for words in (client, one.site.address) if words]]


_PROBLEMS = {
    "critical": NP_("site", "Critical defect"), "overdue": NP_("site", "Overdue"),
    "defects": NP_("site", "Open defect"), "failed": NP_("site", "Not compliant"),
    "quotes": NP_("site", "Awaiting answer"),
    "certificate_expired": NP_("site", "Certificate expired"),
    "certificate_missing": NP_("site", "Certificate missing"),
    "certificate_expiring": NP_("site", "Certificate expires soon"), "late": NP_("site", "Visit to be agreed"),
    "minor": NP_("site", "Minor defect"),
}  # fmt: skip


def state_words(one: SiteStanding) -> str:
    """The worst thing about a site."""
    return pgettext("site", _PROBLEMS[one.problems[0]]) if one.problems else _("All good")


def _state(one: SiteStanding) -> Node:
    """The worst thing about the site, and how many more there are."""
    if not one.problems:
        return badge("ok", state_words(one))
    worst = badge("bad" if one.level > 1 else "warn", state_words(one))
    more = len(one.problems) - 1
    if not more:
        return worst
    return [worst, Span(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}, className="cell-note")]


def severities(one: OpenDefects) -> list[str]:
    """How many of each severity there are, the gravest first; each stays on one line."""
    return [
        (words % {"n": number(count)}).replace(" ", "\N{NO-BREAK SPACE}")
        for count, words in (
            (one.critical, ngettext("%(n)s critical", "%(n)s critical", one.critical)),
            (one.major, ngettext("%(n)s major", "%(n)s major", one.major)),
            (one.minor, ngettext("%(n)s minor", "%(n)s minor", one.minor)),
        ) if count
    ]  # fmt: skip


def _defects(one: SiteStanding) -> Node:
    """Who may not see inspections there gets no figure. Where defects are not recorded, the last inspection tells."""
    if Area.INSPECTIONS not in one.areas:
        return None
    if not one.defects.total:
        count = _("%(failed)s of %(checked)s") % {"failed": number(one.failed), "checked": number(one.checked)}
        return [count, Span(_("not compliant"), className="cell-note")] if one.failed else number(0)
    grave = "late" if one.defects.critical else None
    return [Span(number(one.defects.total), className=grave),
            Span(" · ".join(severities(one.defects)), className="cell-note")]  # fmt: skip


def _overdue(one: SiteStanding) -> Node:
    found = [owed for owed in one.owed if owed.overdue_invoices]
    if not found:
        return None
    late = one.overdue_invoices
    count = ngettext("%(n)s invoice", "%(n)s invoices", late) % {"n": late}
    amounts = [Span(money(owed.overdue, owed.currency), className="late amount") for owed in found]
    return [*amounts, Span(count, className="cell-note")]


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
    soon = None
    if one.expiring > (one.certificate == "expiring"):  # others than the one that is told of
        soon = ngettext("%(n)s expires soon", "%(n)s expire soon", one.expiring) % {"n": number(one.expiring)}
    notes = [Span(told, className="cell-note") for told in (words, soon) if told]
    return [state_badge("certificate", one.certificate), *notes]


def _quotes(one: SiteStanding) -> str | None:
    return number(one.quotes) if one.quotes else None
