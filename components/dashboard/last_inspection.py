"""Last inspection: its counts, what failed, and its papers; what should exist and does not yet says so."""

from __future__ import annotations

from components.badges import Tone, badge
from components.cards import card, empty_state, row, row_list, subtitle
from components.context import Context
from components.dashboard.answers import result_badge
from components.dashboard.words import joined, paper_row
from components.html import A, Dd, Div, Dl, Dt, Node, P, Span, Tree, icon
from components.nouns import NOUNS
from components.states import state_badge, state_words
from data.records.dashboard import Dashboard
from data.records.dashboard_work import Failure, LastInspection
from integrations.language import _, day, ngettext, number, told


def last_inspection(board: Dashboard, context: Context) -> Tree:
    """The box; its inspection is one press away, and all inspections are."""
    last = board.inspection
    more = (context.link("/inspections"), _("View all"))
    if last is None:
        words = _("The result appears here on the day %(company)s has finished the first inspection of this site.")
        text = words % {"company": context.company.name}
        empty = empty_state(_("No inspection has been done yet"), text, icon_name="clipboard-check")
        return card("last-inspection", _("Last inspection"), empty, more=more)
    state = state_badge("inspection", last.result) or result_badge(last)
    body = [_counts(last, context), _failed(last, context), _papers(last, context)]
    return card("last-inspection", _("Last inspection"), *body, badge=state, more=more)


def _counts(last: LastInspection, context: Context) -> Tree:
    when = joined(day(last.done_on, "long"), told(last.kind_names), last.inspector)
    about = A(when, href=context.link(f"/inspections/{last.public_id}"), className="inspected-on")
    if not last.checked:
        words = _("The single results of this inspection are not in the portal; its papers say what was found.")
        return Div(P(about), P(words, className="muted small"), className="counts-none")
    return Div(donut(last), Div(_legend(last), P(about), className="counts-words"), className="counts")


def donut(last: LastInspection) -> Tree:
    """The share of what is compliant, as a ring; told in a sentence to who cannot see it."""
    words = _("%(compliant)s of %(checked)s compliant, %(failed)s not compliant, %(missed)s not reachable") % {
        "compliant": number(last.compliant), "checked": number(last.checked), "failed": number(last.non_compliant),
        "missed": number(last.not_reachable),
    }  # fmt: skip
    share = 100 * last.compliant / last.checked
    shown = round(share) if last.compliant in (0, last.checked) else min(99, max(1, round(share)))
    second = 100 * (last.compliant + last.non_compliant) / last.checked
    style = {"--good": f"{share:.2f}%", "--both": f"{second:.2f}%"}
    inside = Span(Span(f"{number(shown)}%", className="donut-share"), Span(_("compliant"), className="donut-word"))
    parts = sum(1 for count in (last.compliant, last.non_compliant, last.not_reachable) if count)
    return Div(
        inside, role="img", aria_label=words, style=style, className=f"donut {'whole' if parts == 1 else ''}".strip()
    )


def _legend(last: LastInspection) -> Tree:
    found: tuple[tuple[str, Tone, int], ...] = (
        ("compliant", "ok", last.compliant), ("non_compliant", "bad", last.non_compliant),
        ("not_reachable", "mute", last.not_reachable),
    )  # fmt: skip
    lines = [
        Div(Dt(Span(className=f"mark {tone}"), state_words("line", code)), Dd(number(count), className="num"))
        for code, tone, count in found
    ]
    return Dl(*lines, className="legend")


def _failed(last: LastInspection, context: Context) -> Node:
    if not last.failed:
        return None
    rows = [_failure(one, last, context) for one in last.failed]
    rest = last.non_compliant - len(last.failed)
    more = None
    if rest > 0:
        words = ngettext("%(n)s more that failed", "%(n)s more that failed", rest) % {"n": rest}
        more = A(words, href=context.link(f"/inspections/{last.public_id}"), className="rest-link")
    return Div(subtitle(_("What failed")), row_list(*rows, label=_("What failed")), more, className="section")


def _failure(one: Failure, last: LastInspection, context: Context) -> Tree:
    known = joined(f"{told(one.kind_names)} {one.code}", one.name) if one.code else None
    title = known or one.subject or _("Equipment outside your access")
    if one.defect:
        meta = joined(one.location, one.remark, one.action) or None
        link = context.link(f"/defects/{one.defect}")
        return row(title, meta, href=link, icon_name="x-circle-fill", tone="bad", badge=_standing(one))
    link = f"/equipment/{one.equipment}" if one.equipment else f"/inspections/{last.public_id}"
    action = Span(one.action, className="row-note") if one.action else None
    meta = joined(one.location, one.remark) or None
    return row(title, meta, href=context.link(link), icon_name="x-circle-fill", tone="bad", badge=action)


def _standing(one: Failure) -> Node:
    """How far its repair is; the day where one is agreed."""
    if one.defect_standing == "scheduled" and one.agreed_on:
        return badge("info", _("Scheduled for %(date)s") % {"date": day(one.agreed_on, "short")}, "calendar2-check")
    return state_badge("defect", one.defect_standing)


def _papers(last: LastInspection, context: Context) -> Node:
    rows = [paper_row(one, context, of=f"inspections/{last.public_id}") for one in last.files]
    if last.certificate in ("awaited", "missing"):
        words = _("due by %(date)s") if last.certificate == "awaited" else _("it was due by %(date)s")
        state = badge("bad", _("Late")) if last.certificate == "missing" else state_badge("certificate", "awaited")
        title = _("Maintenance certificate")
        rows.insert(
            0, row(title, words % {"date": day(last.certificate_due_on)}, icon_name="shield-check", badge=state)
        )
    if not rows:
        words = _("Certificate, checklist and incident report appear here the moment they are published.")
        note = P(icon("folder2-open"), Span(words), className="papers-none")
        return Div(subtitle(_(NOUNS["document"].many)), note, className="section")
    label = _("Documents of this inspection")
    return Div(subtitle(label), row_list(*rows, label=label), className="section papers")
