"""Jobs: the list's columns and the record page."""

from __future__ import annotations

from components.cards import card
from components.columns import extra, offers
from components.context import Context
from components.export_columns import ExportColumn, local_moment, place, plain, standing
from components.html import P
from components.nouns import NOUNS
from components.page import Page
from components.record_list import file_column, record_list, state_column, title_column
from components.record_page import Answer, record_page
from components.states import state_badge
from components.table import Column
from components.table_tools import Words
from components.times import visit
from data.records.jobs import Job, JobRow
from data.records.shared import Slice
from integrations.language import N_, _, told

JOB_EXPORT: tuple[ExportColumn[JobRow], ...] = (
    plain("number", N_("Number")), plain("title", N_("Title")),
    ExportColumn(N_("Kind"), lambda one: told(one.kind_names)), *place(), standing("job"),
    local_moment("scheduled_from", N_("From")), local_moment("scheduled_until", N_("Until")),
    plain("done_on", N_("Done on")),
    plain("technician", N_("Technician")), plain("quote", N_("Quote")), plain("order_number", N_("Order number")),
)  # fmt: skip


@offers("job")
def job_columns(context: Context) -> list[Column[JobRow]]:
    """What the list can show of each."""
    return [
        title_column("job", N_("Number"), context),
        Column("title", N_("Title"), lambda one: one.title, "text", 24, sort="title"),
        Column("kind", N_("Kind"), lambda one: told(one.kind_names), "", 14),
        Column("when", N_("When"), lambda one: _when(one, context), "meta", 23, sort="when", latest_first=True),
        state_column("job"),
        Column("technician", N_("Technician"), lambda one: one.technician, "", 14, sort="technician"),
        extra("quote", N_("Quote"), lambda one: one.quote, 13),
        extra("order", N_("Order number"), lambda one: one.order_number, 13),
        file_column("job", context),
    ]  # fmt: skip


def job_list(found: Slice[JobRow], context: Context) -> Page:
    """One page of the jobs."""
    return record_list("job", job_columns(context), found, context, Words(N_("When"), subject=N_("Title")))


def _when(one: JobRow, context: Context) -> str | None:
    return visit(one.done_on, one.scheduled_from, one.scheduled_until, one.zone, context.company.zone)


def job_page(one: Job, context: Context) -> Page:
    """The page of one job."""
    answers = [
        Answer(_("State"), state_badge("job", one.standing)),
        Answer(_("Done on") if one.done_on else _("When"), _when(one, context) or _("No date yet")),
        Answer(_("Technician"), one.technician) if one.technician else None,
    ]
    cards = [card("summary", _("What was done"), P(one.summary, className="text-block"))] if one.summary else []
    return record_page(
        "job", NOUNS["job"].title(one.number), context, one.place, one.around, subject=one.title, answers=answers,
        cards=cards, details=[(_("Number"), one.number), (_("Kind"), told(one.kind_names))],
    )  # fmt: skip
