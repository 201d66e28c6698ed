"""Bookings: the list's columns and the record page."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from components.cards import button_link, card
from components.columns import extra, offers
from components.context import Context
from components.export_columns import ExportColumn, local_moment, place, plain, standing
from components.html import A, Node, P, Span
from components.nouns import NOUNS
from components.page import Page
from components.record_list import file_column, record_list, state_column, title_column
from components.record_page import Answer, record_page
from components.states import state_badge
from components.table import Column
from components.table_tools import Words
from components.times import appointment
from data.records.bookings import Booking, BookingRow
from data.records.shared import Slice
from integrations.language import N_, _, day, moment
from integrations.telephone import telephone

BOOKING_EXPORT: tuple[ExportColumn[BookingRow], ...] = (
    plain("number", N_("Number")), plain("service", N_("What for")), *place(), standing("booking"),
    local_moment("requested_at", N_("Asked for")), local_moment("starts_at", N_("From")),
    local_moment("ends_at", N_("Until")),
    plain("wished_from", N_("Wished from")), plain("wished_until", N_("Wished until")),
    plain("technician", N_("Technician")), plain("technician_phone", N_("Phone")),
)  # fmt: skip


@offers("booking")
def booking_columns(context: Context) -> list[Column[BookingRow]]:
    """What the list can show of each."""
    return [
        title_column("booking", N_("Number"), context),
        Column("service", N_("What for"), lambda one: one.service, "text", 22, sort="service"),
        Column("when", N_("When"), lambda one: _listed_when(one, context), "meta", 24, sort="when", latest_first=True),
        state_column("booking"),
        extra("requested_at", N_("Asked for"), lambda one: _asked(one), 14, steady=True),
        Column("technician", N_("Technician"), lambda one: one.technician, "", 14, sort="technician"),
        extra("technician_phone", N_("Phone"), lambda one: one.technician_phone, 14),
        file_column("booking", context),
    ]  # fmt: skip


def booking_list(found: Slice[BookingRow], context: Context) -> Page:
    """One page of the appointments."""
    return record_list("booking", booking_columns(context), found, context, Words(N_("When"), subject=N_("What for")))


def _when(one: BookingRow, context: Context) -> str | None:
    if one.starts_at is not None:
        return appointment(one.starts_at, one.ends_at, one.zone, context.company.zone)
    if one.wished_from is not None and one.wished_until is not None and one.wished_until != one.wished_from:
        return _("%(start)s to %(end)s") % {"start": day(one.wished_from), "end": day(one.wished_until)}
    return day(one.wished_from) if one.wished_from else None


def _asked(one: BookingRow) -> str | None:
    return day(one.requested_at.astimezone(ZoneInfo(one.zone)).date()) if one.requested_at else None


def _wish(one: BookingRow) -> str | None:
    """That the dates are only wished for."""
    return _("wished, not yet agreed") if one.starts_at is None and one.wished_from is not None else None


def _listed_when(one: BookingRow, context: Context) -> Node:
    when, wish = _when(one, context), _wish(one)
    return [when, Span(wish, className="cell-note")] if wish else when


def booking_page(one: Booking, context: Context) -> Page:
    """The page of one appointment."""
    answers = [
        Answer(_("State"), state_badge("booking", one.standing)),
        Answer(_("When"), _when(one, context) or _("No date yet"), _wish(one)),
        Answer(_("Technician"), one.technician, _phone(one)) if one.technician else None,
    ]
    actions = []
    if one.starts_at and one.standing == "confirmed":
        actions = [button_link(_("Add to calendar"), f"/bookings/{one.public_id}/calendar.ics",
                               icon_name="calendar2-plus", kind="primary")]  # fmt: skip
    details = [
        (_("Number"), one.number),
        (_("Asked for"), moment(one.requested_at, one.zone) if one.requested_at else None),
    ]
    cards = [card("note", _("Note"), P(one.note, className="text-block"))] if one.note else []
    return record_page(
        "booking", NOUNS["booking"].title(one.number), context, one.place, one.around, subject=one.service,
        answers=answers, cards=cards, details=details, actions=actions,
    )  # fmt: skip


def _phone(one: Booking) -> Node:
    if not one.technician_phone:
        return None
    dialled = "".join(sign for sign in one.technician_phone if sign.isdigit() or sign == "+")
    return A(telephone(one.technician_phone), href=f"tel:{dialled}")
