"""The one table of states: for each noun and standing its tone and its words, and the badge made of them.

The noun is the context of its words: other languages' words agree with it in gender.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from components.badges import Tone, badge
from components.shapes import Filled, fixed
from integrations.language import NP_, language, pgettext


@dataclass(frozen=True, slots=True)
class State:
    """How a standing looks and what it is called (an English text, translated as said of its noun)."""

    tone: Tone
    words: str
    icon: str | None = None


STATES: dict[str, dict[str, State]] = {
    "inspection": {
        "planned": State("mute", NP_("inspection", "Planned"), "calendar3"),
        "scheduled": State("ok", NP_("inspection", "Confirmed"), "calendar2-check"),
        "done": State("ok", NP_("inspection", "Done")),
        "compliant": State("ok", NP_("inspection", "Compliant")),
        "with_remarks": State("warn", NP_("inspection", "With remarks"), "exclamation-circle"),
        "non_compliant": State("bad", NP_("inspection", "Not compliant")),
        "cancelled": State("mute", NP_("inspection", "Cancelled")),
    },
    "line": {
        "compliant": State("ok", NP_("line", "Compliant")),
        "non_compliant": State("bad", NP_("line", "Not compliant")),
        "not_reachable": State("warn", NP_("line", "Not reachable"), "lock"),
    },
    "certificate": {
        "valid": State("ok", NP_("certificate", "Valid")),
        "expiring": State("warn", NP_("certificate", "Expires soon")),
        "expired": State("bad", NP_("certificate", "Expired")),
        "present": State("ok", NP_("certificate", "Available")),
        "missing": State("bad", NP_("certificate", "Missing")),
        "awaited": State("info", NP_("certificate", "On its way")),
    },
    "origin": {
        "client": State("info", NP_("origin", "Uploaded"), "cloud-upload"),
        "company": State("mute", NP_("origin", "Handed over"), "building"),
    },
    "validity": {
        "valid": State("ok", NP_("validity", "Valid")),
        "expiring": State("warn", NP_("validity", "Expires soon")),
        "expired": State("bad", NP_("validity", "Expired")),
        "replaced": State("mute", NP_("validity", "Replaced")),
    },
    "equipment": {
        "in_service": State("ok", NP_("equipment", "In service")),
        "out_of_service": State("warn", NP_("equipment", "Out of service"), "exclamation-circle"),
        "retired": State("mute", NP_("equipment", "Retired")),
    },
    "retest": {
        "valid": State("mute", NP_("retest", "Planned"), "calendar3"),
        "expiring": State("warn", NP_("retest", "Due soon")),
        "expired": State("bad", NP_("retest", "Overdue")),
    },
    "end_of_life": {
        "valid": State("mute", NP_("end_of_life", "In the future"), "calendar3"),
        "expiring": State("warn", NP_("end_of_life", "Soon")),
        "expired": State("bad", NP_("end_of_life", "Past its end of life")),
    },
    "defect": {
        "found": State("bad", NP_("defect", "Found")),
        "quoted": State("warn", NP_("defect", "Quoted"), "file-earmark-text"),
        "approved": State("info", NP_("defect", "Approved"), "check-lg"),
        "scheduled": State("info", NP_("defect", "Scheduled"), "calendar2-check"),
        "fixed": State("ok", NP_("defect", "Fixed")),
        "proven": State("ok", NP_("defect", "Proven"), "shield-check"),
        "cancelled": State("mute", NP_("defect", "Cancelled")),
    },
    "upload": {
        "new": State("info", NP_("upload", "New"), "inbox"),
        "seen": State("mute", NP_("upload", "Looked at"), "eye"),
        "pending": State("warn", NP_("upload", "Being checked for viruses"), "hourglass-split"),
        "infected": State("bad", NP_("upload", "Virus found"), "exclamation-triangle-fill"),
        "handed_over": State("mute", NP_("upload", "Handed over"), "send"),
    },
    "scan": {
        "pending": State("warn", NP_("scan", "Being checked for viruses"), "hourglass-split"),
        "clean": State("ok", NP_("scan", "No virus found")),
        "infected": State("bad", NP_("scan", "Virus found"), "exclamation-triangle-fill"),
        "off": State("mute", NP_("scan", "Not checked")),
    },
    "severity": {
        "minor": State("info", NP_("severity", "Minor"), "info-circle"),
        "major": State("warn", NP_("severity", "Major"), "exclamation-circle"),
        "critical": State("bad", NP_("severity", "Critical"), "exclamation-triangle-fill"),
    },
    "job": {
        "planned": State("mute", NP_("job", "Planned"), "calendar3"),
        "scheduled": State("info", NP_("job", "Scheduled"), "calendar2-check"),
        "in_progress": State("info", NP_("job", "In progress")),
        "done": State("ok", NP_("job", "Done")),
        "cancelled": State("mute", NP_("job", "Cancelled")),
    },
    "invoice": {
        "paid": State("ok", NP_("invoice", "Paid")),
        "partly_paid": State("warn", NP_("invoice", "Partly paid")),
        "unpaid": State("info", NP_("invoice", "Unpaid")),
        "due": State("warn", NP_("invoice", "Due within 7 days")),
        "overdue": State("bad", NP_("invoice", "Overdue")),
        "credit_open": State("info", NP_("invoice", "Credit not yet used")),
        "credit_used": State("mute", NP_("invoice", "Credit used"), "check-circle-fill"),
        "proforma": State("mute", NP_("invoice", "Proforma"), "file-earmark-text"),
        "receipt": State("ok", NP_("invoice", "Received")),
        "cancelled": State("mute", NP_("invoice", "Cancelled")),
    },
    "quote": {
        "awaiting": State("warn", NP_("quote", "Awaiting answer")),
        "expired": State("mute", NP_("quote", "Expired")),
        "accepted": State("ok", NP_("quote", "Accepted")),
        "declined": State("mute", NP_("quote", "Declined"), "x-circle-fill"),
        "cancelled": State("mute", NP_("quote", "Cancelled")),
    },
    "contract": {
        "sent": State("warn", NP_("contract", "Waiting for signature")),
        "starting": State("info", NP_("contract", "Starts later"), "calendar3"),
        "active": State("ok", NP_("contract", "Active")),
        "ending": State("warn", NP_("contract", "Ends soon")),
        "notice": State("warn", NP_("contract", "Notice period ends soon")),
        "renewing": State("info", NP_("contract", "Renews soon"), "arrow-clockwise"),
        "ended": State("mute", NP_("contract", "Ended")),
        "cancelled": State("mute", NP_("contract", "Cancelled")),
    },
    "order": {
        "placed": State("info", NP_("order", "Placed")),
        "in_progress": State("info", NP_("order", "In progress")),
        "delivered": State("ok", NP_("order", "Delivered")),
        "cancelled": State("mute", NP_("order", "Cancelled")),
    },
    "booking": {
        "requested": State("warn", NP_("booking", "Requested")),
        "confirmed": State("ok", NP_("booking", "Confirmed")),
        "done": State("mute", NP_("booking", "Done"), "check-circle-fill"),
        "cancelled": State("mute", NP_("booking", "Cancelled")),
    },
    "download": {
        "queued": State("mute", NP_("download", "Waiting"), "clock"),
        "working": State("info", NP_("download", "Being packed"), "hourglass-split"),
        "ready": State("ok", NP_("download", "Ready")),
        "withdrawn": State("warn", NP_("download", "Not available"), "exclamation-circle"),
        "failed": State("bad", NP_("download", "Failed")),
        "expired": State("mute", NP_("download", "Deleted"), "trash"),
    },
    "import": {
        "reading": State("info", NP_("import", "Being read"), "hourglass-split"),
        "new": State("warn", NP_("import", "Columns to look at"), "list-check"),
        "checking": State("info", NP_("import", "Being tried out"), "hourglass-split"),
        "checked": State("info", NP_("import", "Ready to import"), "check-lg"),
        "refused": State("bad", NP_("import", "Refused")),
        "running": State("info", NP_("import", "Being imported"), "hourglass-split"),
        "done": State("ok", NP_("import", "Imported")),
        "undoing": State("info", NP_("import", "Being undone"), "hourglass-split"),
        "undone": State("mute", NP_("import", "Undone"), "clock-history"),
        "failed": State("bad", NP_("import", "Failed")),
    },
    "visit": {
        "confirmed": State("ok", NP_("visit", "Confirmed")),
    },
}


def state_words(noun: str, code: str) -> str:
    """What the standing is called in the person's language. KeyError for one that is not in the table."""
    return pgettext(noun, STATES[noun][code].words)


def state_tone(noun: str, code: str) -> Tone:
    """The standing's tone."""
    return STATES[noun][code].tone


def state_badge(noun: str, code: str | None) -> Filled | None:
    """The standing as a badge; None without a standing."""
    return None if code is None else _badge(noun, code, language())


@cache
def _badge(noun: str, code: str, _language: str) -> Filled:
    state = STATES[noun][code]
    return fixed(badge(state.tone, pgettext(noun, state.words), state.icon))
