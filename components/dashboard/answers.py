"""The four answers on top: what is owed, the next visit, the last inspection, the certificate."""

from __future__ import annotations

from decimal import Decimal

from components.badges import badge
from components.cards import answer_tile, tiles
from components.context import Context
from components.dashboard.words import hours, joined, local_day, paper_facts
from components.file_links import DOCUMENTS
from components.html import Node, Span, Tree
from components.states import state_badge
from data.records.dashboard import Dashboard
from data.records.dashboard_work import LastInspection, Visit
from data.viewer import Area
from integrations.language import _, day, money, month, ngettext


def answers(board: Dashboard, context: Context) -> Tree:
    """As many of the four tiles as the viewer's rights reach."""
    found = [
        _owed(board, context) if board.sees(Area.BILLING) else None,
        _visit(board, context) if board.sees(Area.INSPECTIONS) or board.visit else None,
        _inspection(board, context) if board.sees(Area.INSPECTIONS) else None,
        _certificate(board, context) if board.sees(Area.INSPECTIONS) else None,
    ]
    return tiles(*found)


def _owed(board: Dashboard, context: Context) -> Tree:
    link = context.link("/invoices")
    if not board.owed:
        if not board.invoices:
            return answer_tile("owed", "credit-card", _("You owe"), "–", href=link, meta=_("No invoices yet"))
        nothing = money(Decimal(0), board.invoices[0].currency)
        return answer_tile("owed", "credit-card", _("You owe"), nothing, href=link, badge=badge("ok", _("All paid")))
    overdue = sum(one.overdue_invoices for one in board.owed)
    count = sum(one.invoices for one in board.owed)
    words = ngettext("%(n)s invoice", "%(n)s invoices", count) % {"n": count}
    state = badge("bad", ngettext("%(n)s overdue", "%(n)s overdue", overdue) % {"n": overdue}) if overdue else None
    due = [one.next_due_on for one in board.owed if one.next_due_on]
    if not overdue and due:
        state = badge("info", _("due %(date)s") % {"date": day(min(due), "short")})
    value = [Span(money(one.total, one.currency), className="amount") for one in board.owed]
    return answer_tile("owed", "credit-card", _("You owe"), value, href=link, badge=state, meta=words)


def _visit(board: Dashboard, context: Context) -> Tree:
    one = board.visit
    if one is None:
        return answer_tile("visit", "calendar2-check", _("Next visit"), "–", meta=_("None planned yet"))
    link = context.link(f"{_NOUNS[one.noun]}/{one.public_id}")
    value, state, meta = _visit_words(one, board.zone)
    return answer_tile("visit", "calendar2-check", _("Next visit"), value, href=link, badge=state, meta=meta)


_NOUNS = {"inspection": "/inspections", "booking": "/bookings", "job": "/jobs"}


def _visit_words(one: Visit, zone: str) -> tuple[Node, Node, str | None]:
    if one.starts_at is not None:
        value = day(local_day(one.starts_at, zone), "weekday")
        return value, state_badge("visit", "confirmed"), hours(one.starts_at, one.ends_at, zone)
    if one.month is None:
        return "–", badge("info", _("Date to be confirmed")), None
    if one.late:
        return month(one.month), badge("warn", _("Not yet agreed")), None
    return month(one.month), badge("info", _("Date to be confirmed")), None


def _inspection(board: Dashboard, context: Context) -> Tree:
    last = board.inspection
    if last is None:
        return answer_tile("inspected", "clipboard-check", _("Last inspection"), "–", meta=_("None yet"))
    value = f"{last.compliant} / {last.checked}" if last.checked else day(last.done_on)
    meta = day(last.done_on) if last.checked else None
    link = context.link(f"/inspections/{last.public_id}")
    state = result_badge(last)
    return answer_tile("inspected", "clipboard-check", _("Last inspection"), value, href=link, badge=state, meta=meta)


def result_badge(last: LastInspection) -> Node:
    """What the counts say; without lines, what the report says."""
    if last.non_compliant:
        words = ngettext("%(n)s not compliant", "%(n)s not compliant", last.non_compliant) % {"n": last.non_compliant}
        return badge("bad", words)
    if last.not_reachable:
        words = ngettext("%(n)s not reachable", "%(n)s not reachable", last.not_reachable) % {"n": last.not_reachable}
        return badge("warn", words, "lock")
    if last.checked:
        return badge("ok", _("All compliant"))
    return state_badge("inspection", last.result or "done")


def _certificate(board: Dashboard, context: Context) -> Tree:
    paper, last = board.certificate, board.inspection
    if paper is not None:
        value = day(paper.valid_until or paper.issued_on)
        state = state_badge("certificate", paper.standing)
        address = DOCUMENTS.page(paper.public_id, context)
        facts = joined(None if paper.valid_until else _("issued"), paper_facts(paper))
        return answer_tile(
            "certificate", "shield-check", _("Certificate"), value, href=address, badge=state, meta=facts
        )
    if last is not None and last.certificate in ("awaited", "missing"):
        value = day(last.certificate_due_on)
        link = context.link(f"/inspections/{last.public_id}")
        state = state_badge("certificate", last.certificate)
        return answer_tile(
            "certificate",
            "shield-check",
            _("Certificate"),
            value,
            href=link,
            badge=state,
            meta=_("promised for this day"),
        )
    return answer_tile("certificate", "shield-check", _("Certificate"), "–", meta=_("None yet"))
