"""What the figures of usage are called, what each means in one sentence, and the words of what they count."""

from __future__ import annotations

from collections.abc import Mapping

from components.account_words import METHODS
from components.nouns import NOUNS
from data.records.usage import Usage
from integrations.language import N_, _, told

FIGURES: dict[str, tuple[str, str]] = {
    "people": (N_("Active people"), N_("People of clients who signed in or looked at anything in the period.")),
    "sign_ins": (N_("Sign-ins"), N_("How often people of clients signed in, by whatever way.")),
    "documents": (N_("Documents opened"),
                  N_("Documents, files and papers opened in the viewer or downloaded, every time counted.")),
    "answered": (N_("Questions answered without us"),
                 N_("Days on which a person opened or took away a document, or found what they searched for; each day "
                    "of a person counts once.")),
    "clients": (N_("Active clients"), N_("Clients of whom somebody looked at anything in the period.")),
    "never": (N_("Never signed in"),
              N_("People with access, and contacts with an e-mail address, who have not signed in until today.")),
    "adoption": (N_("From invitation to habit"),
                 N_("Of those invited last in a month: who has signed in, and who came back within 30 days of their "
                    "first sign-in.")),
    "searches": (N_("Searches without a result"),
                 N_("What people of clients searched for in the period without finding anything.")),
    "invoices": (N_("Invoices never opened"),
                 N_("Invoices issued in the period of which nobody of the client has opened the page, the PDF or a "
                    "document until now.")),
    "quotes": (N_("Quotes read but unanswered"),
               N_("Quotes that somebody of the client has opened and that still wait for an answer today.")),
    "looked_for": (N_("Looked for though published"),
                   N_("Searches of the period that found nothing although a document of the client fits the words: "
                      "published later, at another site, or hidden by filters or rights.")),
    "dormant": (N_("Dormant clients"),
                N_("Clients with two or more days of use in the year before the period, and none in it.")),
}  # fmt: skip
OVER_TIME = N_("People and clients who looked at anything, each counted once a day, in longer periods once a month.")
WAYS = N_("Sign-ins of the period by how people proved who they are, and by the kind of device.")
KINDS = N_("Pages looked at, documents opened and taken away, exports and searches of the period, by kind.")
HOURS = N_("Everything people of clients did in the period, by weekday and hour in your company's time zone.")
REASONS: dict[str, str] = {
    "bounced": N_("Mail bounced"), "nothing_sent": N_("Nothing sent"), "expired": N_("Link expired"),
    "no_code": N_("Link opened, no code entered"), "waiting": N_("Invited just now"),
}  # fmt: skip
DEVICES = {
    "computer": N_("Computer"), "phone": N_("Phone"), "tablet": N_("Tablet"), "unknown": N_("Unknown device"),
}  # fmt: skip
_TOTALS = {"exports": N_("Exports"), "found": N_("Searches with a result"), "nothing": N_("Searches without a result"),
           "calendars": N_("Calendar entries taken")}  # fmt: skip
_PAGES = {"home": N_("Home"), "sites": N_("All sites"), "search": N_("Search"), "calendar": N_("Calendar"),
          "account": N_("My account"), "downloads": N_("Downloads"), "statement": N_("Statement")}  # fmt: skip


def title_of(figure: str) -> str:
    """The name of a figure."""
    return _(FIGURES[figure][0])


def definition_of(figure: str) -> str:
    """What it means, in one sentence."""
    return _(FIGURES[figure][1])


def method_words(method: str) -> str:
    """A way of signing in."""
    return _(METHODS[method]) if method in METHODS else _("Unknown")


def kind_rows(usage: Usage) -> list[tuple[str, int]]:
    """How often what was looked at, the most first."""
    found: list[tuple[str, int]] = []
    for key, n in usage.counts.items():
        kind, _colon, code = key.partition(":")
        if kind == "page" and (words := _page_words(code)):
            found.append((_("Pages: %(what)s") % {"what": words}, n))
        elif kind in ("opened", "downloads") and code:
            shape = _("Opened: %(what)s") if kind == "opened" else _("Downloaded: %(what)s")
            found.append((shape % {"what": _document_words(code, usage.document_kinds)}, n))
        elif key in _TOTALS:
            found.append((_(_TOTALS[key]), n))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def way_rows(usage: Usage) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Sign-ins by method and by device, the most first."""
    methods: dict[str, int] = {}
    devices: dict[str, int] = {}
    for key, n in usage.counts.items():
        if key.startswith("way:"):
            _way, method, device = key.split(":", 2)
            methods[method] = methods.get(method, 0) + n
            devices[device] = devices.get(device, 0) + n

    def most_first(counts: Mapping[str, int], words: Mapping[str, str]) -> list[tuple[str, int]]:
        rows = [(_(words[code]) if code in words else _("Unknown"), n) for code, n in counts.items()]
        return sorted(rows, key=lambda one: (-one[1], one[0]))

    return most_first(methods, METHODS), most_first(devices, DEVICES)


def _page_words(code: str) -> str:
    if code in _PAGES:
        return _(_PAGES[code])
    return next((_(noun.many) for noun in NOUNS.values() if noun.path == f"/{code}"), "")


def _document_words(code: str, kinds: Mapping[str, Mapping[str, str]]) -> str:
    if code == "file":
        return _("Files")
    return told(kinds.get(code), _("PDF of a record"))
