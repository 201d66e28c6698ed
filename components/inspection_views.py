"""Inspections: the list's columns and the record page with every line."""

from __future__ import annotations

from components.badges import badge
from components.cards import button_link, card, empty_state, row_list
from components.columns import extra, extra_day, offers
from components.context import Context
from components.defect_marks import defect_cell, defect_row
from components.export_columns import ExportColumn, local_moment, place, plain, standing
from components.html import A, Div, Node, P, Span
from components.nouns import NOUNS
from components.page import Page
from components.papers.originals import drawn_of
from components.record_list import file_column, record_list, state_column, title_column
from components.record_page import Answer, record_page, section_table
from components.states import state_badge, state_words
from components.table import Column, data_table
from components.table_tools import Words
from components.times import visit
from data.records.inspections import Inspection, InspectionLine, InspectionRow
from data.records.shared import Slice
from integrations.language import N_, _, day, month, ngettext, number, told

INSPECTION_EXPORT: tuple[ExportColumn[InspectionRow], ...] = (
    plain("number", N_("Number")), ExportColumn(N_("Kind"), lambda one: told(one.kind_names)), *place(),
    standing("inspection"), plain("due_month", N_("Due in the month of")), local_moment("scheduled_from", N_("From")),
    local_moment("scheduled_until", N_("Until")), plain("done_on", N_("Done on")), plain("inspector", N_("Inspector")),
    plain("compliant", N_("Compliant")), plain("non_compliant", N_("Not compliant")),
    plain("not_reachable", N_("Not reachable")), plain("contract", N_("Contract")),
    plain("certificate_due_on", N_("Certificate due")),
)  # fmt: skip


@offers("inspection")
def inspection_columns(context: Context) -> list[Column[InspectionRow]]:
    """What the list can show of each."""
    zone = context.company.zone
    return [
        title_column("inspection", N_("Number"), context),
        Column("kind", N_("Kind"), lambda one: told(one.kind_names), "text", 18),
        Column(
            "when", N_("When"), lambda one: _when(one, zone) or _due(one), "meta", 23, sort="when", latest_first=True
        ),
        state_column("inspection"),
        extra("due_month", N_("Due in the month of"), lambda one: month(one.due_month) if one.due_month else None, 13),
        Column("failed", N_("Found"), _found, "value", 15),
        extra("compliant", N_("Compliant"), lambda one: number(one.compliant), 9, figures=True),
        extra("non_compliant", N_("Not compliant"), lambda one: number(one.non_compliant), 9, figures=True),
        extra("not_reachable", N_("Not reachable"), lambda one: number(one.not_reachable), 9, figures=True),
        Column("inspector", N_("Inspector"), lambda one: one.inspector, "", 14, sort="inspector"),
        extra("contract", N_("Contract"), lambda one: one.contract, 13),
        extra_day("certificate_due_on", N_("Certificate due")),
        file_column("inspection", context),
    ]  # fmt: skip


def inspection_list(found: Slice[InspectionRow], context: Context) -> Page:
    """One page of the inspections."""
    return record_list("inspection", inspection_columns(context), found, context, Words(N_("When")))


def _when(one: InspectionRow, zone: str) -> str | None:
    return visit(one.done_on, one.scheduled_from, one.scheduled_until, one.zone, zone)


def _due(one: InspectionRow) -> Node:
    """The month of a visit without a date, and that this is all there is."""
    if one.due_month is None or one.standing != "planned":
        return month(one.due_month) if one.due_month else None
    return [month(one.due_month), Span(_("date to be confirmed"), className="cell-note")]


def _found(one: InspectionRow) -> Node:
    """How many things failed, of how many looked at."""
    checked = one.compliant + one.non_compliant + one.not_reachable
    if not checked:
        return None
    if one.non_compliant:
        return ngettext("%(n)s of %(all)s failed", "%(n)s of %(all)s failed", one.non_compliant) % {
            "n": one.non_compliant, "all": checked}  # fmt: skip
    return ngettext("%(n)s checked", "%(n)s checked", checked) % {"n": checked}


def inspection_page(one: Inspection, context: Context) -> Page:
    """The page of one inspection."""
    when = _when(one, context.company.zone)
    checked = len(one.lines)
    answers = [
        Answer(_("Result") if one.done_on else _("State"), state_badge("inspection", one.standing)),
        Answer(_("Done on"), when) if one.done_on else _planned(one, when),
        Answer(_("Compliant"), f"{one.compliant} / {checked}", _counts(one)) if checked else None,
        Answer(_("Certificate"), state_badge("certificate", one.certificate_standing), _certificate(one))
        if one.certificate_standing else None,
    ]  # fmt: skip
    actions = []
    if one.scheduled_from and not one.done_on and one.standing == "scheduled":
        actions = [button_link(_("Add to calendar"), f"/inspections/{one.public_id}/calendar.ics",
                               icon_name="calendar2-plus", kind="primary")]  # fmt: skip
    kind = told(one.kind_names)
    details = [(_("Number"), one.number), (_("Kind"), kind), (_("Inspector"), one.inspector)]
    title = NOUNS["inspection"].title(one.number)
    return record_page(
        "inspection", title, context, one.place, one.around, subject=kind, answers=answers,
        cards=_cards(one, context), details=details, actions=actions, documents_first=bool(one.lines),
        drawn=drawn_of("inspection", one.public_id, title, one.around),
    )  # fmt: skip


def _planned(one: Inspection, when: str | None) -> Answer:
    if when is None and one.due_month is not None:
        open_date = _("date to be confirmed") if one.standing == "planned" else None
        return Answer(_("When"), month(one.due_month), open_date)
    return Answer(_("When"), when or _("Not planned yet"))


def _counts(one: Inspection) -> Node:
    failed = ngettext("%(n)s not compliant", "%(n)s not compliant", one.non_compliant) % {"n": one.non_compliant}
    missed = ngettext("%(n)s not reachable", "%(n)s not reachable", one.not_reachable) % {"n": one.not_reachable}
    found = [badge("bad", failed)] if one.non_compliant else []
    return found + ([badge("warn", missed, "lock")] if one.not_reachable else [])


def _certificate(one: Inspection) -> str | None:
    if one.certificate_until:
        return _("valid until %(date)s") % {"date": day(one.certificate_until)}
    if one.certificate_standing in ("awaited", "missing") and one.certificate_due_on:
        return _("due by %(date)s") % {"date": day(one.certificate_due_on)}
    return None


def _cards(one: Inspection, context: Context) -> list[Node]:
    cards: list[Node] = []
    if one.preparation and not one.done_on:
        cards.append(card("preparation", _("How to prepare"), P(one.preparation, className="text-block")))
    if one.summary:
        cards.append(card("summary", _("Summary"), P(one.summary, className="text-block")))
    if one.lines:
        title = _("What was checked")
        table = data_table(title, _line_columns(one, context), one.lines, "line-table")
        cards.append(section_table("lines", title, table))
    elif one.done_on:
        words = _("The lines of this inspection are not in the portal; its papers say what was found.")
        cards.append(card("lines", _("What was checked"), empty_state(_("No lines"), words, icon_name="list-ul")))
    if one.besides:
        rows = [defect_row(defect, context) for defect in one.besides]
        cards.append(card("besides", _("Also found"), row_list(*rows)))
    return cards


def _line_columns(one: Inspection, context: Context) -> list[Column[InspectionLine]]:
    """Where lines led to defects, these have a column, and what is to be done stands under the remark."""
    columns: list[Column[InspectionLine]] = [
        Column("subject", N_("Checked"), lambda line: _subject(line, context), "title", 32),
        Column("result", N_("Result"), _result, "badge", 20),
    ]
    if any(line.defects for line in one.lines):
        return [*columns, Column("remark", N_("Remark"), _remark, "meta", 24),
                Column("defect", N_("Defect"), lambda line: _defects(line, context), "meta", 24)]  # fmt: skip
    return [*columns, Column("remark", N_("Remark"), lambda line: line.remark, "meta", 24),
            Column("action", N_("What is to be done"), lambda line: line.action, "meta", 24)]  # fmt: skip


def _remark(line: InspectionLine) -> Node:
    if not line.action:
        return line.remark
    return Div(line.remark, Span(line.action, className="cell-note"))


def _defects(line: InspectionLine, context: Context) -> Node:
    """The defects this line led to: how each stands, and its pictures."""
    return [defect_cell(one, context) for one in line.defects] or None


def _result(line: InspectionLine) -> Node:
    """A badge only for what is not as it should be: most of the lines are."""
    if line.result == "compliant":
        return Span(state_words("line", line.result), className="muted")
    return state_badge("line", line.result)


def _subject(line: InspectionLine, context: Context) -> Node:
    """The thing checked, with its place; a link where the viewer may see the equipment."""
    if line.equipment is None:
        return line.subject or _("Equipment outside your access")
    parts = dict.fromkeys((told(line.kind_names), line.name, line.location))
    words = " · ".join(part for part in parts if part)
    link = A(line.code, href=context.link(f"/equipment/{line.equipment}"), className="row-link record-link")
    return Div(link, Span(words, className="cell-note") if words else None)
