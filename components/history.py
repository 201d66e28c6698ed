"""What happened to a record, in words: a list of moments, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from components.cards import card
from components.html import Li, Ol, P, Span, Time, Tree
from data.records.shared import HistoryEntry, Opening, Surroundings
from data.viewer import Viewer
from integrations.language import N_, NP_, _, day, moment, pgettext

VERBS = {
    "imported": NP_("history", "Recorded"),
    "published": NP_("history", "Published"),
    "changed": NP_("history", "Changed"),
    "created": NP_("history", "Recorded"),
    "sent": NP_("history", "Sent"),
    "issued": NP_("history", "Issued"),
    "scheduled": NP_("history", "Scheduled"),
    "accepted": NP_("history", "Accepted"),
    "declined": NP_("history", "Declined"),
    "cancelled": NP_("history", "Cancelled"),
    "done": NP_("history", "Done"),
    "paid": NP_("history", "Paid"),
    "received": NP_("history", "Received"),
    "ordered": NP_("history", "Ordered"),
    "delivered": NP_("history", "Delivered"),
    "found": NP_("history", "Found"),
    "quoted": NP_("history", "Quoted"),
    "approved": NP_("history", "Approved"),
    "fixed": NP_("history", "Fixed"),
    "proven": NP_("history", "Proven"),
    "uploaded": NP_("history", "Uploaded"),
    "handed_over": NP_("history", "Handed over"),
    "attached": NP_("history", "Added to a record"),
    "reminded": NP_("history", "Reminded"),
}
_CHANGED = NP_("history", "Changed")
# the columns a client may read of; a change of any other is told without its name
FIELDS = {
    "number": N_("number"),
    "title": N_("title"),
    "subject": N_("subject"),
    "service": N_("service"),
    "state": N_("state"),
    "result": N_("result"),
    "site_id": N_("site"),
    "due_on": N_("due date"),
    "issued_on": N_("date of issue"),
    "valid_until": N_("valid until"),
    "due_month": N_("month due"),
    "scheduled_from": N_("appointment"),
    "scheduled_until": N_("appointment"),
    "starts_at": N_("appointment"),
    "ends_at": N_("appointment"),
    "done_on": N_("date done"),
    "starts_on": N_("start"),
    "ends_on": N_("end"),
    "renewal_on": N_("renewal date"),
    "promised_on": N_("promised date"),
    "delivered_on": N_("delivery date"),
    "inspector": N_("inspector"),
    "technician": N_("technician"),
    "summary": N_("summary"),
    "location": N_("location"),
    "retest_on": N_("retest date"),
    "net": N_("amount"),
    "tax": N_("amount"),
    "gross": N_("amount"),
    "payable": N_("amount"),
    "amount": N_("amount"),
    "lines": N_("lines"),
    "severity": N_("severity"),
    "description": N_("description"),
    "action": N_("what is to be done"),
    "found_on": N_("date found"),
    "file_name": N_("file name"),
    "version": N_("file"),
}


def history_card(around: Surroundings) -> Tree:
    """The record's history; nothing a client may not know is in it."""
    entries = [_entry(entry, around.zone) for entry in around.history]
    return card("history", _("History"), Ol(*entries, className="history", role="list"))


def _entry(entry: HistoryEntry, zone: str) -> Tree:
    written = entry.at.date().isoformat() if entry.day_only else entry.at.isoformat()
    when = day(entry.at.date()) if entry.day_only else moment(entry.at, zone)
    return Li(
        Time(when, dateTime=written, className="history-at"),
        Span(_words(entry), className="history-what"),
    )


def _words(entry: HistoryEntry) -> str:
    told = pgettext("history", VERBS.get(entry.verb, _CHANGED))
    fields = list(dict.fromkeys(_(FIELDS[name]) for name in entry.fields if name in FIELDS))
    values = {"what": told, "fields": ", ".join(fields)}
    if fields and entry.own:
        return _("%(what)s by you: %(fields)s") % values
    if fields:
        return _("%(what)s: %(fields)s") % values
    return _("%(what)s by you") % values if entry.own else told


def opened_card(openings: Sequence[Opening], viewer: Viewer, zone: str, *, documents: bool = False) -> Tree | None:
    """For staff: who of the client's people has opened it, or with `documents` one of its documents, and when first."""
    if not viewer.is_staff:
        return None
    if not openings:
        words = _("Nobody on the client's side has opened it yet.")
        return card("opened", _("Opened by"), P(words, className="quiet-line"))
    lines = [
        Li(Time(moment(one.at, zone), dateTime=one.at.isoformat(), className="history-at"),
           Span(one.name, className="history-what"))
        for one in openings
    ]  # fmt: skip
    told = _("The first time each of them did.")
    if documents:
        told = _("The first time each of them opened its page or one of its documents.")
    note = P(told, className="card-note")
    return card("opened", _("Opened by"), Ol(*lines, className="history", role="list"), note)
