"""Bookings: appointments to come and requests that wait for a date."""

from __future__ import annotations

from components.cards import card, empty_state, row, row_list
from components.context import Context
from components.dashboard.words import hours, joined, local_day, since
from components.html import Tree
from components.nouns import NOUNS
from components.states import state_badge
from data.records.dashboard import Dashboard
from data.records.dashboard_work import Appointment
from integrations.language import _, day


def bookings(board: Dashboard, context: Context) -> Tree:
    """The box, the nearest first."""
    noun = NOUNS["booking"]
    more = (context.link(noun.path), _("View all"))
    if not board.bookings:
        empty = empty_state(_("No appointments ahead"), _(noun.none_yet), icon_name=noun.icon)
        return card("bookings", _(noun.many), empty, more=more)
    return card(
        "bookings", _(noun.many), row_list(*[_booking(one, board, context) for one in board.bookings]), more=more
    )


def _booking(one: Appointment, board: Dashboard, context: Context) -> Tree:
    if one.starts_at is not None:
        when = joined(
            day(local_day(one.starts_at, board.zone), "weekday"), hours(one.starts_at, one.ends_at, board.zone)
        )
    elif one.wished_from is not None:
        when = _("wished for: from %(date)s") % {"date": day(one.wished_from)}
    else:
        when = _("asked for %(since)s") % {"since": since(one.since, board.today)} if one.since else ""
    return row(
        one.service, joined(when, one.technician), href=context.link(f"/bookings/{one.public_id}"),
        icon_name="calendar3", badge=state_badge("booking", one.state),
    )  # fmt: skip
