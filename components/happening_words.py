"""What happened, in words: the label of an entry, the record or page it was about, and what was changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from components.account_words import METHODS, RESULTS
from components.history import FIELDS, VERBS
from components.html import A, Node, Span
from components.nouns import NOUNS
from data.records.happenings import Happening
from integrations.language import N_, NP_, _, day, pgettext

KINDS = {
    "signed_in": N_("Signed in and out"), "looked": N_("Looked at pages"), "opened": N_("Opened"),
    "downloaded": N_("Downloaded"), "searched": N_("Searched"), "refused": N_("Turned away"),
    "answered": N_("Answered"), "changed": N_("Changed"), "imported": N_("Recorded by imports"),
}  # fmt: skip
ACTIVITY = {
    "sign_in": NP_("history", "Signed in"), "sign_in_failed": NP_("history", "Sign-in failed"),
    "code_asked": NP_("history", "Asked for a code"), "sign_out": NP_("history", "Signed out"),
    "page": NP_("history", "Looked at"), "document_opened": NP_("history", "Opened"),
    "document_downloaded": NP_("history", "Downloaded"), "exported": NP_("history", "Took away as a file"),
    "calendar_taken": NP_("history", "Took into a calendar"), "searched": NP_("history", "Searched"),
    "refused": NP_("history", "Was turned away"), "view_as_started": NP_("history", "Staff began to look as a client"),
    "view_as_ended": NP_("history", "Staff stopped looking as a client"),
}  # fmt: skip
# the verbs that only staff read; those of records stand in components/history.py
EVENTS = {
    "withdrawn": NP_("history", "Withdrawn"), "published_again": NP_("history", "Published again"),
    "view_as_started": NP_("history", "Began to look as a client"),
    "view_as_ended": NP_("history", "Stopped looking as a client"),
    "access_given": NP_("history", "Access given"), "access_revoked": NP_("history", "Access revoked"),
    "account_locked": NP_("history", "Account locked"), "account_unlocked": NP_("history", "Account unlocked"),
    "invitation_sent": NP_("history", "Invitation sent"), "invited_many": NP_("history", "Several people invited"),
    "rights_changed": NP_("history", "Rights changed"), "person_corrected": NP_("history", "Person corrected"),
    "people_merged": NP_("history", "People merged"), "second_factor_reset": NP_("history", "Second factor reset"),
    "email_changed": NP_("history", "E-mail address changed"), "phone_changed": NP_("history", "Phone number changed"),
    "erasure_asked": NP_("history", "Asked to be erased"),
    "erasure_taken_back": NP_("history", "Request to be erased taken back"),
    "erasure_declined": NP_("history", "Erasure declined"), "person_erased": NP_("history", "Person erased"),
    "consent_changed": NP_("history", "Consent changed"), "mail_bounced": NP_("history", "Mail came back"),
    "message_sent_again": NP_("history", "Message sent again"),
    "portal_closed": NP_("history", "Portal closed"), "portal_opened": NP_("history", "Portal opened"),
}  # fmt: skip
# pages that are no list of records
PLACES = {
    "/": N_("Home"), "/sites": N_("All sites"), "/calendar": N_("Calendar"), "/statement": N_("Statement of account"),
    "/account": N_("Account"), "/downloads": N_("Downloads"), "/search": N_("Search"),
}  # fmt: skip
_CHANGED = NP_("history", "Changed")
_EXPORT = re.compile(r"/export(/[a-z]+)\.(csv|xlsx)")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST = 60


def what_words(one: Happening) -> str:
    """The label: what was done."""
    if one.source == "event":
        return pgettext("history", EVENTS.get(one.what) or VERBS.get(one.what, _CHANGED))
    words = pgettext("history", ACTIVITY.get(one.what, _CHANGED))
    if one.what == "sign_in" and one.method in METHODS:
        return _("%(what)s (%(how)s)") % {"what": words, "how": _(METHODS[one.method])}
    if one.what == "sign_in_failed" and one.result in RESULTS:
        return _("%(what)s (%(how)s)") % {"what": words, "how": _(RESULTS[one.result])}
    return words


def about_words(one: Happening) -> str:
    """The record or page it was about, in words; empty where there is none to name."""
    if one.noun and one.name:
        return one.name if one.noun in ("document", "file") else NOUNS[one.noun].title(one.name)
    if one.source == "event" or not one.path or one.what in ("sign_in", "sign_in_failed", "code_asked", "sign_out"):
        return ""
    if one.what == "searched":
        return _searched(one)
    return page_words(one.path)


def page_words(path: str) -> str:
    """The name of a page of ours by its address; the address itself where it has none."""
    bare = urlsplit(path).path
    if found := _EXPORT.fullmatch(bare):
        return f"{page_words(found[1])} ({found[2].upper()})"
    if bare in PLACES:
        return _(PLACES[bare])
    for noun in NOUNS.values():
        if bare == noun.path or bare.startswith(noun.path + "/"):
            return _(noun.many)
    first = "/" + bare.strip("/").partition("/")[0]
    return _(PLACES[first]) if first in PLACES and first != "/" else bare[:_LONGEST]


def _searched(one: Happening) -> str:
    words = " ".join(parse_qs(urlsplit(one.path or "").query).get("q", []))[:_LONGEST]
    if one.result == "nothing":
        return _("“%(words)s”, nothing found") % {"words": words}
    return _("“%(words)s”") % {"words": words}


def about(one: Happening) -> Node:
    """The same as a link where it has a page."""
    words = about_words(one)
    if not words:
        return changed_words(one.changes) or None
    if one.noun and one.record and one.what != "withdrawn":
        link: Node = A(words, href=f"{NOUNS[one.noun].path}/{one.record}")
    else:
        link = Span(words)
    changed = changed_words(one.changes)
    return [link, Span(changed, className="cell-note")] if changed else link


def changed_words(changes: Mapping[str, Any]) -> str:
    """What was edited, with what stood there before and after."""
    told = []
    for name, pair in changes.items():
        if name not in FIELDS or not isinstance(pair, list) or len(pair) != 2:
            continue
        values = {"field": _(FIELDS[name]), "before": _value(pair[0]), "after": _value(pair[1])}
        told.append(_("%(field)s: %(before)s → %(after)s") % values)
    return "; ".join(told[:4])


def _value(told: Any) -> str:
    if told is None or told == "":
        return "–"
    if isinstance(told, str) and _ISO.fullmatch(told):
        return day(date.fromisoformat(told))
    words = str(told)
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def who_words(one: Happening) -> str:
    """Who did it; nobody in particular is an import, the portal itself or somebody not signed in."""
    if one.acting:
        return _("%(staff)s, as %(person)s") % {"staff": one.acting, "person": one.person or "–"}
    return one.person or ""
