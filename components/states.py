"""The one table of states: for each noun and standing its tone and its words, and the badge made of them."""

from __future__ import annotations

from dataclasses import dataclass

from components.badges import Tone, badge
from components.html import Tree
from integrations.language import N_, _


@dataclass(frozen=True, slots=True)
class State:
    """How a standing looks and what it is called (an English text, translated when shown)."""

    tone: Tone
    words: str
    icon: str | None = None


_CANCELLED = State("mute", N_("Cancelled"))
_DONE = State("ok", N_("Done"))

STATES: dict[str, dict[str, State]] = {
    "inspection": {
        "planned": State("mute", N_("Planned"), "calendar3"),
        "scheduled": State("info", N_("Scheduled"), "calendar2-check"),
        "done": _DONE,
        "compliant": State("ok", N_("Compliant")),
        "with_remarks": State("warn", N_("With remarks"), "exclamation-circle"),
        "non_compliant": State("bad", N_("Not compliant")),
        "cancelled": _CANCELLED,
    },
    "line": {
        "compliant": State("ok", N_("Compliant")),
        "non_compliant": State("bad", N_("Not compliant")),
        "not_reachable": State("warn", N_("Not reachable"), "lock"),
    },
    "certificate": {
        "valid": State("ok", N_("Valid")),
        "expiring": State("warn", N_("Expires soon")),
        "expired": State("bad", N_("Expired")),
        "present": State("ok", N_("Available")),
        "missing": State("bad", N_("Missing")),
        "awaited": State("info", N_("On its way")),
    },
    "validity": {
        "valid": State("ok", N_("Valid")),
        "expiring": State("warn", N_("Expires soon")),
        "expired": State("bad", N_("Expired")),
    },
    "equipment": {
        "in_service": State("ok", N_("In service")),
        "out_of_service": State("warn", N_("Out of service"), "exclamation-circle"),
        "retired": State("mute", N_("Retired")),
    },
    "retest": {
        "valid": State("mute", N_("Planned"), "calendar3"),
        "expiring": State("warn", N_("Due soon")),
        "expired": State("bad", N_("Overdue")),
    },
    "end_of_life": {
        "valid": State("mute", N_("In the future"), "calendar3"),
        "expiring": State("warn", N_("Soon")),
        "expired": State("bad", N_("Past its end of life")),
    },
    "job": {
        "planned": State("mute", N_("Planned"), "calendar3"),
        "scheduled": State("info", N_("Scheduled"), "calendar2-check"),
        "in_progress": State("info", N_("In progress")),
        "done": _DONE,
        "cancelled": _CANCELLED,
    },
    "invoice": {
        "paid": State("ok", N_("Paid")),
        "partly_paid": State("warn", N_("Partly paid")),
        "unpaid": State("info", N_("Unpaid")),
        "due": State("warn", N_("Due within 7 days")),
        "overdue": State("bad", N_("Overdue")),
        "credit_open": State("info", N_("Credit not yet used")),
        "credit_used": State("mute", N_("Credit used"), "check-circle-fill"),
        "proforma": State("mute", N_("Proforma"), "file-earmark-text"),
        "receipt": State("ok", N_("Received")),
        "cancelled": _CANCELLED,
    },
    "quote": {
        "awaiting": State("warn", N_("Awaiting answer")),
        "expired": State("mute", N_("Expired")),
        "accepted": State("ok", N_("Accepted")),
        "declined": State("mute", N_("Declined"), "x-circle-fill"),
        "cancelled": _CANCELLED,
    },
    "contract": {
        "sent": State("warn", N_("Waiting for signature")),
        "starting": State("info", N_("Starts later"), "calendar3"),
        "active": State("ok", N_("Active")),
        "ending": State("warn", N_("Ends soon")),
        "notice": State("warn", N_("Notice period ends soon")),
        "renewing": State("info", N_("Renews soon"), "arrow-clockwise"),
        "ended": State("mute", N_("Ended")),
        "cancelled": _CANCELLED,
    },
    "order": {
        "placed": State("info", N_("Placed")),
        "in_progress": State("info", N_("In progress")),
        "delivered": State("ok", N_("Delivered")),
        "cancelled": _CANCELLED,
    },
    "booking": {
        "requested": State("warn", N_("Requested")),
        "confirmed": State("ok", N_("Confirmed")),
        "done": State("mute", N_("Done"), "check-circle-fill"),
        "cancelled": _CANCELLED,
    },
}


def state_words(noun: str, code: str) -> str:
    """What the standing is called in the person's language. KeyError for one that is not in the table."""
    return _(STATES[noun][code].words)


def state_tone(noun: str, code: str) -> Tone:
    """The standing's tone."""
    return STATES[noun][code].tone


def state_badge(noun: str, code: str | None) -> Tree | None:
    """The standing as a badge; None without a standing."""
    if code is None:
        return None
    state = STATES[noun][code]
    return badge(state.tone, _(state.words), state.icon)
